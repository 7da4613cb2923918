// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/diffcanvas.h"

#include "ui/theme/theme.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>

#include <algorithm>

namespace millrace::ui {

DiffCanvas::DiffCanvas(QWidget* parent)
    : QAbstractScrollArea(parent)
{
    setLayoutDirection(Qt::LeftToRight); // code, whatever the language of the window
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setFont(theme::monospace());
    setAccessibleName(tr("Difference"));
    viewport()->setCursor(Qt::IBeamCursor);
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &DiffCanvas::highlightSome);
    m_colors = TextColors::of(palette());
}

void DiffCanvas::setDiff(const DiffText& diff)
{
    m_message.clear();
    m_timer.stop();
    m_rows.clear();
    m_formats.clear();
    m_diff = std::make_shared<const DiffText>(diff);
    m_longest = m_lastNumber = 0;
    for (const DiffHunk& hunk : m_diff->hunks) {
        for (const DiffLine& line : hunk.lines) {
            m_longest = std::max(m_longest, int(line.text.size()) + int(line.text.count(QLatin1Char('\t'))) * 7);
            m_lastNumber = std::max({m_lastNumber, line.oldLine, line.newLine});
        }
    }
    layOut();
    goToRow(0);
    startHighlighting();
}

void DiffCanvas::setMode(DiffMode mode)
{
    m_mode = mode;
    layOut();
}

void DiffCanvas::setMessage(const QString& sentence)
{
    setDiff({});
    m_message = sentence;
    setAccessibleDescription(sentence);
    viewport()->update();
}

void DiffCanvas::layOut()
{
    m_rows = m_mode == DiffMode::Unified ? unifiedRows(*m_diff) : sideBySideRows(*m_diff);
    m_current = m_anchor = std::clamp(m_current, 0, std::max(0, rowCount() - 1));
    updateScrollBars();
    viewport()->update();
}

void DiffCanvas::updateScrollBars()
{
    m_lineHeight = fontMetrics().height() + 2;
    const int visible = viewport()->height() / m_lineHeight;
    verticalScrollBar()->setPageStep(std::max(1, visible));
    verticalScrollBar()->setRange(0, std::max(0, rowCount() - visible));
    const int character = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    const int halves = m_mode == DiffMode::Unified ? 1 : 2;
    const int room = viewport()->width() / halves - numberWidth() * (3 - halves) - 3 * character;
    horizontalScrollBar()->setPageStep(room);
    horizontalScrollBar()->setSingleStep(character * 4);
    horizontalScrollBar()->setRange(0, std::max(0, std::min(m_longest, Syntax::maxLine) * character - room));
}

QList<int> DiffCanvas::find(const QString& text)
{
    m_found = text;
    QList<int> rows;
    const auto cs = text == text.toLower() ? Qt::CaseInsensitive : Qt::CaseSensitive;
    for (int i = 0; i < rowCount() && !text.isEmpty(); ++i) {
        const DiffRow& row = m_rows.at(i);
        if ((row.left && row.left->text.contains(text, cs)) || (row.right && row.right->text.contains(text, cs)))
            rows.append(i);
    }
    viewport()->update();
    return rows;
}

void DiffCanvas::goToRow(int row)
{
    select(row, false);
    verticalScrollBar()->setValue(row - verticalScrollBar()->pageStep() / 3);
}

void DiffCanvas::goToChange(int direction)
{
    const auto changed = [this](int i) {
        return i >= 0 && i < rowCount() && m_rows.at(i).kind == DiffRow::Kind::Changed;
    };
    for (int i = m_current + direction; i >= 0 && i < rowCount(); i += direction) {
        if (changed(i) && !changed(i - 1)) {
            goToRow(i);
            return;
        }
    }
}

QString DiffCanvas::selectedText() const
{
    QString text;
    for (int i = std::min(m_anchor, m_current); i <= std::max(m_anchor, m_current) && i < rowCount(); ++i) {
        const DiffRow& row = m_rows.at(i);
        const auto add = [&](char mark, const DiffLine* line) {
            text += QLatin1Char(mark) + line->text + QLatin1Char('\n');
        };
        if (row.kind == DiffRow::Kind::Context)
            add(' ', row.right);
        if (row.kind == DiffRow::Kind::Changed && row.left)
            add('-', row.left);
        if (row.kind == DiffRow::Kind::Changed && row.right)
            add('+', row.right);
    }
    return text;
}

void DiffCanvas::copy() const
{
    QGuiApplication::clipboard()->setText(selectedText());
}

void DiffCanvas::select(int row, bool extend)
{
    m_current = std::clamp(row, 0, std::max(0, rowCount() - 1));
    if (!extend)
        m_anchor = m_current;
    QScrollBar* bar = verticalScrollBar();
    if (m_current < bar->value())
        bar->setValue(m_current);
    else if (m_current >= bar->value() + bar->pageStep())
        bar->setValue(m_current - bar->pageStep() + 1);
    viewport()->update();
}

int DiffCanvas::rowAt(int y) const
{
    return verticalScrollBar()->value() + y / m_lineHeight;
}

void DiffCanvas::resizeEvent(QResizeEvent*)
{
    updateScrollBars();
}

void DiffCanvas::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        m_colors = TextColors::of(palette());
        startHighlighting();
    } else if (event->type() == QEvent::FontChange) {
        updateScrollBars();
    }
}

void DiffCanvas::keyPressEvent(QKeyEvent* event)
{
    const bool extend = event->modifiers().testFlag(Qt::ShiftModifier);
    const int page = verticalScrollBar()->pageStep() - 1;
    if (event->matches(QKeySequence::Copy)) {
        copy();
    } else if (event->matches(QKeySequence::SelectAll)) {
        m_anchor = 0;
        select(rowCount() - 1, true);
    } else if (event->key() == Qt::Key_Down) {
        select(m_current + 1, extend);
    } else if (event->key() == Qt::Key_Up) {
        select(m_current - 1, extend);
    } else if (event->key() == Qt::Key_PageDown) {
        select(m_current + page, extend);
    } else if (event->key() == Qt::Key_PageUp) {
        select(m_current - page, extend);
    } else if (event->key() == Qt::Key_Home) {
        select(0, extend);
    } else if (event->key() == Qt::Key_End) {
        select(rowCount() - 1, extend);
    } else if (event->key() == Qt::Key_N && event->modifiers() == Qt::NoModifier) {
        goToChange(+1);
    } else if (event->key() == Qt::Key_P && event->modifiers() == Qt::NoModifier) {
        goToChange(-1);
    } else {
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void DiffCanvas::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_selecting = true;
    select(rowAt(int(event->position().y())), event->modifiers().testFlag(Qt::ShiftModifier));
}

void DiffCanvas::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons().testFlag(Qt::LeftButton))
        select(rowAt(int(event->position().y())), true);
}

void DiffCanvas::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    QAction* copyLines = menu.addAction(tr("Copy lines"), this, &DiffCanvas::copy);
    copyLines->setShortcut(QKeySequence::Copy);
    copyLines->setEnabled(rowCount() > 0);
    menu.exec(event->globalPos());
}

void DiffCanvas::startHighlighting()
{
    m_formats.clear();
    m_oldState = m_newState = {};
    m_nextHunk = m_nextLine = 0;
    m_syntax = Syntax::forFile(m_diff->path, m_diff->hunks.isEmpty() || m_diff->hunks.first().lines.isEmpty()
                                                 ? QString()
                                                 : m_diff->hunks.first().lines.first().text);
    m_syntax.setBackground(m_colors.base);
    if (m_syntax.isPlain())
        m_timer.stop();
    else
        m_timer.start();
}

void DiffCanvas::highlightSome()
{
    constexpr int maxLines = 20'000;
    QElapsedTimer clock;
    clock.start();
    while (m_nextHunk < m_diff->hunks.size() && m_formats.size() < maxLines && clock.elapsed() < 6) {
        const QList<DiffLine>& lines = m_diff->hunks.at(m_nextHunk).lines;
        if (m_nextLine >= lines.size()) {
            ++m_nextHunk;
            m_nextLine = 0;
            m_oldState = m_newState = {};
            continue;
        }
        const DiffLine& line = lines.at(m_nextLine++);
        // Context stands in both texts, so both states walk over it.
        if (line.kind != DiffLine::Kind::Added)
            m_formats[&line] = m_syntax.highlight(line.text, m_oldState);
        if (line.kind != DiffLine::Kind::Removed)
            m_formats[&line] = m_syntax.highlight(line.text, m_newState);
    }
    viewport()->update();
    if (m_nextHunk >= m_diff->hunks.size() || m_formats.size() >= maxLines)
        m_timer.stop();
}

} // namespace millrace::ui
