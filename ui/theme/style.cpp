// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>

namespace millrace::ui::theme {

namespace {

void drawHeaderSection(const QStyleOptionHeader& header, QPainter& painter)
{
    painter.fillRect(header.rect, panel());
    painter.setPen(border());
    painter.drawLine(header.rect.bottomLeft(), header.rect.bottomRight());
    const bool last =
        header.position == QStyleOptionHeader::End || header.position == QStyleOptionHeader::OnlyOneSection;
    if (header.orientation == Qt::Horizontal && !last) {
        const int inset = header.rect.height() / 4;
        painter.drawLine(header.rect.topRight() + QPoint(0, inset), header.rect.bottomRight() - QPoint(0, inset));
    }
}

/// Fusion derives the box's outline from the window's colour, which a dark window swallows.
void drawCheckBox(const QStyleOption& box, QPainter& painter)
{
    const bool enabled = box.state & QStyle::State_Enabled;
    const bool on = box.state & (QStyle::State_On | QStyle::State_NoChange);
    const QRectF rect = QRectF(box.rect).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(on && enabled ? color(Tone::Accent) : color(Tone::Muted));
    painter.setBrush(on && enabled ? QBrush(color(Tone::Accent)) : box.palette.base());
    painter.drawRoundedRect(rect, 2, 2);
    const QPointF corner = rect.topLeft();
    const qreal side = rect.width();
    painter.setPen(QPen(enabled ? box.palette.color(QPalette::Base) : color(Tone::Muted), side / 7, Qt::SolidLine,
                        Qt::RoundCap, Qt::RoundJoin));
    if (box.state & QStyle::State_On)
        painter.drawPolyline(QPolygonF{corner + QPointF(side * 0.22, side * 0.52),
                                       corner + QPointF(side * 0.42, side * 0.72),
                                       corner + QPointF(side * 0.78, side * 0.28)});
    else if (box.state & QStyle::State_NoChange)
        painter.drawLine(corner + QPointF(side * 0.25, side * 0.5), corner + QPointF(side * 0.75, side * 0.5));
    painter.restore();
}

} // namespace

Style::Style()
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
{
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    const int value = QProxyStyle::pixelMetric(metric, option, widget);
    switch (metric) {
    case PM_FocusFrameHMargin: // what item views leave beside a cell's text
        return value + 5;
    case PM_HeaderMargin:
        return value + 4;
    default:
        return value;
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const
{
    // The desktop's coloured crosses and ticks belong to another set of icons than ours.
    if (hint == SH_DialogButtonBox_ButtonsHaveIcons)
        return 0;
    return QProxyStyle::styleHint(hint, option, widget, data);
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                              const QWidget* widget) const
{
    QSize wanted = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (type == CT_ItemViewItem && option)
        wanted.setHeight(std::max(wanted.height(), option->fontMetrics.height() * 3 / 2));
    return wanted;
}

void Style::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                        const QWidget* widget) const
{
    const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
    if ((element == CE_HeaderSection || element == CE_HeaderEmptyArea) && option) {
        painter->save();
        if (header)
            drawHeaderSection(*header, *painter);
        else {
            painter->fillRect(option->rect, panel());
            painter->setPen(border());
            painter->drawLine(option->rect.bottomLeft(), option->rect.bottomRight());
        }
        painter->restore();
        return;
    }
    // Between panes of one background: Fusion leaves a border of one pixel empty.
    if (element == CE_Splitter && option && std::min(option->rect.width(), option->rect.height()) <= 1) {
        painter->fillRect(option->rect, border());
        return;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget) const
{
    if (element == PE_FrameLineEdit && option) {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setBrush(Qt::NoBrush);
        painter->setPen(option->state & State_HasFocus ? color(Tone::Accent) : border());
        painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        painter->restore();
        return;
    }
    if (element == PE_IndicatorCheckBox && option) {
        drawCheckBox(*option, *painter);
        return;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

} // namespace millrace::ui::theme
