// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/navigationrail.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QVBoxLayout>

namespace millrace::ui {

NavigationButton::NavigationButton(const QString& icon, const QString& title, QWidget* parent)
    : QAbstractButton(parent)
    , m_icon(icon)
{
    setText(title);
    setAccessibleName(title);
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
}

void NavigationButton::setBadge(const QString& badge)
{
    m_badge = badge;
    setAccessibleDescription(badge);
    update();
}

QSize NavigationButton::sizeHint() const
{
    const int unit = fontMetrics().height();
    return {std::max(unit * 5, fontMetrics().horizontalAdvance(text()) + unit), unit * 4};
}

void NavigationButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int unit = fontMetrics().height();
    const QRectF plate = QRectF(rect()).adjusted(4, 2, -4, -2);
    painter.setPen(Qt::NoPen);
    if (isChecked() || underMouse()) {
        painter.setBrush(isChecked() ? theme::wash(Tone::Accent) : theme::wash(Tone::Muted));
        painter.drawRoundedRect(plate, 6, 6);
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(theme::color(Tone::Accent));
        painter.drawRoundedRect(plate.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    }
    const Tone tone = isChecked() ? Tone::Accent : Tone::Muted;
    const int size = unit * 4 / 3;
    const QRect icon((width() - size) / 2, static_cast<int>(unit * 0.65), size, size);
    theme::icon(m_icon, tone).paint(&painter, icon);
    painter.setPen(isChecked() ? theme::color(Tone::Text) : theme::color(Tone::Muted));
    const QRect word(0, icon.bottom() + unit / 4, width(), unit * 5 / 4);
    painter.drawText(word, Qt::AlignHCenter | Qt::AlignVCenter, text());
    if (!m_badge.isEmpty())
        paintBadge(painter, icon);
}

void NavigationButton::paintBadge(QPainter& painter, const QRect& icon) const
{
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.8);
    small.setWeight(QFont::DemiBold);
    painter.setFont(small);
    const QFontMetrics metrics(small);
    const int height = metrics.height() + 1;
    const int wide = std::max(height, metrics.horizontalAdvance(m_badge) + metrics.averageCharWidth() * 2);
    const int left = std::min(icon.right() - icon.width() / 5, width() - wide - 5);
    const QRectF pill(left, icon.top() - height / 2, wide, height);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette().color(QPalette::Highlight));
    painter.drawRoundedRect(pill, height / 2.0, height / 2.0);
    painter.setPen(palette().color(QPalette::HighlightedText));
    painter.drawText(pill, Qt::AlignCenter, m_badge);
}

NavigationRail::NavigationRail(QWidget* parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("navigation"));
    setAccessibleName(tr("Screens"));
    m_layout->setContentsMargins(0, 6, 1, 6);
    m_layout->setSpacing(2);
    m_layout->addStretch();
}

NavigationButton* NavigationRail::add(const QString& id, const QString& icon, const QString& title, const QString& tip)
{
    auto* button = new NavigationButton(icon, title, this);
    button->setObjectName(QLatin1String("navigation.") + id);
    button->setToolTip(tip);
    m_layout->insertWidget(m_layout->count() - 1, button);
    connect(button, &QAbstractButton::clicked, this, [this, id] { emit chosen(id); });
    return button;
}

void NavigationRail::setCurrent(const QString& id)
{
    if (NavigationButton* found = button(id))
        found->setChecked(true);
}

NavigationButton* NavigationRail::button(const QString& id) const
{
    return findChild<NavigationButton*>(QLatin1String("navigation.") + id);
}

void NavigationRail::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::panel());
    painter.setPen(theme::border());
    painter.drawLine(rect().topRight(), rect().bottomRight());
}

} // namespace millrace::ui
