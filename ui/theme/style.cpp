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
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

} // namespace millrace::ui::theme
