// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/triage/findingsrow.h"

#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QLocale>
#include <QPainter>

namespace millrace::ui {

FindingsRow::FindingsRow(QWidget* parent)
    : QAbstractButton(parent)
{
    setObjectName(QStringLiteral("triage.findingsRow"));
    setText(tr("Findings of verification"));
    setToolTip(tr("Imports that are not, or not any more, what the archive published"));
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void FindingsRow::setContent(int count, const QString& summary, bool anyError)
{
    m_count = count;
    m_summary = summary;
    m_anyError = anyError;
    setAccessibleDescription(tr("%Ln finding(s)", nullptr, count) + QStringLiteral(", ") + summary);
    update();
}

QSize FindingsRow::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 30, fontMetrics().height() * 29 / 10};
}

void FindingsRow::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

void FindingsRow::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const bool selected = isChecked();
    painter.fillRect(rect(), palette().color(selected ? QPalette::Highlight : QPalette::Base));
    painter.setPen(theme::border());
    painter.drawLine(rect().topLeft(), rect().topRight());
    const QFontMetrics metrics = fontMetrics();
    const int gap = metrics.averageCharWidth();
    QRect area = rect().adjusted(gap * 3 / 2, 0, -gap * 3 / 2, 0);
    const int top = area.top() + (area.height() - 2 * metrics.height() - metrics.height() / 5) / 2;

    const Tone tone = m_anyError ? Tone::Error : Tone::Warning;
    const QString count = QLocale().toString(m_count);
    const int width = metrics.horizontalAdvance(count) + 2 * gap;
    const QRect badge(area.right() - width, top, width, metrics.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme::wash(tone));
    painter.drawRoundedRect(badge, badge.height() / 2.0, badge.height() / 2.0);
    painter.setPen(theme::color(tone));
    painter.drawText(badge, Qt::AlignCenter, count);
    painter.restore();

    const QColor ink = palette().color(selected ? QPalette::HighlightedText : QPalette::Text);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    painter.setPen(ink);
    const QRect first(area.left(), top, badge.left() - gap - area.left(), metrics.height());
    painter.drawText(first, Qt::AlignVCenter, QFontMetrics(bold).elidedText(text(), Qt::ElideRight, first.width()));
    painter.setFont(font());
    painter.setPen(selected ? ink : theme::color(Tone::Muted));
    const QRect second(area.left(), top + metrics.height() * 6 / 5, area.width(), metrics.height());
    painter.drawText(second, Qt::AlignVCenter, metrics.elidedText(m_summary, Qt::ElideRight, second.width()));
    if (!hasFocus())
        return;
    painter.setPen(QPen(selected ? ink : palette().color(QPalette::Highlight), 1, Qt::DotLine));
    painter.drawRect(rect().adjusted(1, 1, -2, -2));
}

} // namespace millrace::ui
