// SPDX-License-Identifier: GPL-3.0-or-later
// The painting of DiffCanvas.
#include "ui/text/diffcanvas.h"

#include <QPainter>
#include <QPaintEvent>
#include <QScrollBar>
#include <QTextLayout>

#include <algorithm>

namespace millrace::ui {

/// One half of a row: its lines are the old text's (left) or the new one's.
struct DiffCanvas::Side
{
    const DiffLine* line;
    bool left;
    int x;
    int width;
    int numbers; ///< columns of line numbers: two when unified
};

int DiffCanvas::numberWidth() const
{
    const int digits = std::max<int>(3, int(QString::number(m_lastNumber).size()));
    return fontMetrics().horizontalAdvance(QString(digits + 1, QLatin1Char('0')));
}

void DiffCanvas::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), m_colors.base);
    if (m_rows.isEmpty()) {
        painter.setPen(m_colors.muted);
        painter.setFont(parentWidget() ? parentWidget()->font() : font());
        painter.drawText(viewport()->rect().adjusted(20, 20, -20, -20), Qt::AlignCenter | Qt::TextWordWrap, m_message);
        return;
    }
    painter.setFont(font());
    const int first = rowAt(event->rect().top()), last = std::min(rowAt(event->rect().bottom()), rowCount() - 1);
    for (int row = first; row <= last; ++row)
        paintRow(painter, row, (row - verticalScrollBar()->value()) * m_lineHeight);
    if (m_mode == DiffMode::SideBySide) {
        painter.setPen(m_colors.gutterBack.darker(m_colors.dark ? 60 : 112));
        painter.drawLine(viewport()->width() / 2, event->rect().top(), viewport()->width() / 2, event->rect().bottom());
    }
}

void DiffCanvas::paintRow(QPainter& painter, int index, int y)
{
    const DiffRow& row = m_rows.at(index);
    const int width = viewport()->width();
    if (row.kind == DiffRow::Kind::Fold) {
        paintFold(painter, row, y);
    } else if (m_mode == DiffMode::SideBySide) {
        const int half = width / 2;
        paintHalf(painter, index, {row.left, true, 0, half, 1}, y);
        paintHalf(painter, index, {row.right, false, half + 1, width - half - 1, 1}, y);
    } else {
        const bool left = row.left && !row.right;
        paintHalf(painter, index, {left ? row.left : row.right, left, 0, width, 2}, y);
    }
    const bool selected = index >= std::min(m_anchor, m_current) && index <= std::max(m_anchor, m_current);
    if (selected && (hasFocus() || m_anchor != m_current)) {
        QColor over = palette().color(QPalette::Highlight);
        over.setAlpha(m_anchor == m_current ? 34 : 64);
        painter.fillRect(0, y, width, m_lineHeight, over);
    }
}

void DiffCanvas::paintFold(QPainter& painter, const DiffRow& row, int y)
{
    const QRect area(0, y, viewport()->width(), m_lineHeight);
    painter.fillRect(area, m_colors.hunkBack);
    painter.setPen(readableOn(m_colors.muted, m_colors.hunkBack));
    const QRect text = area.adjusted(numberWidth(), 0, -4, 0);
    painter.drawText(text, Qt::AlignVCenter, fontMetrics().elidedText(row.fold, Qt::ElideRight, text.width()));
}

void DiffCanvas::paintHalf(QPainter& painter, int index, const Side& side, int y)
{
    const DiffRow& row = m_rows.at(index);
    const QRect area(side.x, y, side.width, m_lineHeight);
    if (!side.line) {
        painter.fillRect(area, QBrush(m_colors.emptyBack));
        return;
    }
    const bool changed = row.kind == DiffRow::Kind::Changed;
    const QColor back = !changed ? m_colors.base : side.left ? m_colors.removedBack : m_colors.addedBack;
    painter.fillRect(area, back);
    paintText(painter, index, side, y);

    const int number = numberWidth();
    const QColor gutter = changed ? back : m_colors.gutterBack;
    const int character = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    painter.fillRect(side.x, y, number * side.numbers + 2 * character, m_lineHeight, gutter);
    painter.setPen(readableOn(m_colors.muted, gutter));
    const auto draw = [&](int column, int line) {
        if (line > 0) {
            painter.drawText(QRect(side.x + column * number, y, number - character / 2, m_lineHeight),
                             Qt::AlignRight | Qt::AlignVCenter, QString::number(line));
        }
    };
    draw(0, side.numbers == 2 || side.left ? side.line->oldLine : side.line->newLine);
    if (side.numbers == 2)
        draw(1, side.line->newLine);
    // A sign beside the colour: who does not see the one sees the other.
    if (changed) {
        painter.setPen(readableOn(m_colors.text, gutter));
        painter.drawText(QRect(side.x + number * side.numbers, y, 2 * character, m_lineHeight), Qt::AlignCenter,
                         side.left ? QStringLiteral("−") : QStringLiteral("+"));
    }
}

void DiffCanvas::paintText(QPainter& painter, int index, const Side& side, int y)
{
    const DiffRow& row = m_rows.at(index);
    const int character = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    const int left = side.x + numberWidth() * side.numbers + 2 * character;
    const QString text = side.line->text.left(Syntax::maxLine);
    QTextLayout layout(text, font());
    QTextOption option(Qt::AlignLeft);
    option.setTextDirection(Qt::LeftToRight);
    option.setTabStopDistance(8 * character);
    option.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(option);
    layout.beginLayout();
    layout.createLine().setLineWidth(1e9);
    layout.endLayout();

    FormatRanges formats = m_formats.value(side.line);
    const auto back = [&formats](int start, int length, const QColor& color) {
        QTextLayout::FormatRange range;
        range.start = start;
        range.length = length;
        range.format.setBackground(color);
        formats.append(range);
    };
    for (const TextRange& range : changedWords(row, side.left))
        back(range.start, range.length, side.left ? m_colors.removedWord : m_colors.addedWord);
    if (!m_found.isEmpty()) {
        const auto cs = m_found == m_found.toLower() ? Qt::CaseInsensitive : Qt::CaseSensitive;
        for (qsizetype at = text.indexOf(m_found, 0, cs); at >= 0; at = text.indexOf(m_found, at + m_found.size(), cs))
            back(int(at), int(m_found.size()), index == m_current ? m_colors.currentMatch : m_colors.match);
    }
    painter.save();
    painter.setClipRect(QRect(left, y, side.x + side.width - left, m_lineHeight));
    painter.setPen(m_colors.text);
    layout.draw(&painter, QPointF(left - horizontalScrollBar()->value() + character / 2.0, y + 1), formats);
    if (side.line->noNewline) {
        painter.setPen(m_colors.muted);
        const double end = layout.lineAt(0).naturalTextWidth();
        painter.drawText(
            QPointF(left - horizontalScrollBar()->value() + end + 2 * character, y + 1 + fontMetrics().ascent()),
            tr("(no newline at the end)"));
    }
    painter.restore();
}

QList<TextRange> DiffCanvas::changedWords(const DiffRow& row, bool left) const
{
    const DiffLine* first = row.left ? row.left : row.pair;
    const DiffLine* second = row.right ? row.right : row.pair;
    if (row.kind != DiffRow::Kind::Changed || !first || !second)
        return {};
    const LineDifference difference = compareLines(first->text, second->text);
    return left ? difference.left : difference.right;
}

} // namespace millrace::ui
