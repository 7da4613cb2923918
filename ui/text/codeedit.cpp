// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/codeedit.h"

#include "ui/text/findbar.h"
#include "ui/text/textcolors.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QPaintEvent>
#include <QShortcut>
#include <QTextBlock>

#include <algorithm>

namespace millrace::ui {

namespace {

/// Matches drawn at once; all are counted.
constexpr int maxDrawnMatches = 500;

class Gutter final : public QWidget
{
public:
    explicit Gutter(CodeEdit& edit)
        : QWidget(&edit)
        , m_edit(edit)
    {
    }
    QSize sizeHint() const override { return {m_edit.gutterWidth(), 0}; }

protected:
    void paintEvent(QPaintEvent* event) override { m_edit.paintGutter(event); }

private:
    CodeEdit& m_edit;
};

} // namespace

CodeEdit::CodeEdit(QWidget* parent)
    : QPlainTextEdit(parent)
    , m_gutter(new Gutter(*this))
{
    setLayoutDirection(Qt::LeftToRight); // code and logs, whatever the language of the window
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setLineWrapMode(NoWrap);
    setFrameShape(QFrame::NoFrame);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFont(theme::monospace());
    setTabStopDistance(8 * QFontMetricsF(font()).horizontalAdvance(QLatin1Char(' ')));
    connect(this, &QPlainTextEdit::blockCountChanged, this, &CodeEdit::placeGutter);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect& rect, int dy) {
        if (dy != 0)
            m_gutter->scroll(0, dy);
        else
            m_gutter->update(0, rect.y(), m_gutter->width(), rect.height());
    });
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, &CodeEdit::highlightLines);
    placeGutter();
}

void CodeEdit::attach(FindBar& bar)
{
    m_findBar = &bar;
    connect(&bar, &FindBar::searchChanged, this, &CodeEdit::search);
    connect(&bar, &FindBar::nextWanted, this, [this] { step(+1); });
    connect(&bar, &FindBar::previousWanted, this, [this] { step(-1); });
    connect(&bar, &FindBar::lineWanted, this, &CodeEdit::goToLine);
    connect(&bar, &FindBar::closed, this, [this] {
        search({});
        setFocus();
    });
    const auto shortcut = [this](const QKeySequence& keys, auto slot) {
        connect(new QShortcut(keys, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut), &QShortcut::activated,
                this, slot);
    };
    shortcut(QKeySequence::Find, [this] { m_findBar->open(textCursor().selectedText()); });
    shortcut(QKeySequence(Qt::CTRL | Qt::Key_L), [this] { m_findBar->open(QStringLiteral(":")); });
    shortcut(QKeySequence::FindNext, [this] { step(+1); });
    shortcut(QKeySequence::FindPrevious, [this] { step(-1); });
    // A new text keeps the search that is open.
    connect(this, &QPlainTextEdit::textChanged, this, [this] {
        if (m_findBar->isVisible())
            search(m_searched);
    });
}

void CodeEdit::goToLine(int line)
{
    const QTextBlock block = document()->findBlockByNumber(std::clamp(line, 1, blockCount()) - 1);
    setTextCursor(QTextCursor(block));
    centerCursor();
}

void CodeEdit::setNumbersVisible(bool visible)
{
    m_numbers = visible;
    m_gutter->setVisible(visible);
    placeGutter();
}

void CodeEdit::setMarkedLines(const QList<int>& lines)
{
    m_marked = lines;
    highlightLines();
}

int CodeEdit::gutterWidth() const
{
    if (!m_numbers)
        return 0;
    const int digits = std::max<int>(3, int(QString::number(blockCount()).size()));
    return fontMetrics().horizontalAdvance(QString(digits + 2, QLatin1Char('0')));
}

void CodeEdit::paintGutter(QPaintEvent* event)
{
    QPainter painter(m_gutter);
    const TextColors colors = TextColors::of(palette());
    painter.fillRect(event->rect(), colors.gutterBack);
    painter.setFont(font());
    const int right = m_gutter->width() - fontMetrics().horizontalAdvance(QLatin1Char('0'));
    const int current = textCursor().blockNumber();
    QTextBlock block = firstVisibleBlock();
    double top = blockBoundingGeometry(block).translated(contentOffset()).top();
    while (block.isValid() && top <= event->rect().bottom()) {
        const double height = blockBoundingRect(block).height();
        if (top + height >= event->rect().top()) {
            painter.setPen(readableOn(block.blockNumber() == current ? colors.text : colors.muted, colors.gutterBack));
            painter.drawText(QRectF(0, top, right, fontMetrics().height()), Qt::AlignRight,
                             QString::number(block.blockNumber() + 1));
        }
        top += height;
        block = block.next();
    }
}

void CodeEdit::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    placeGutter();
}

void CodeEdit::changeEvent(QEvent* event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        highlightLines();
}

void CodeEdit::placeGutter()
{
    const int width = gutterWidth();
    setViewportMargins(width, 0, 0, 0);
    const QRect area = contentsRect();
    m_gutter->setGeometry(area.left(), area.top(), width, area.height());
}

void CodeEdit::search(const QString& text)
{
    m_searched = text;
    m_matches.clear();
    if (!text.isEmpty()) {
        // Small letters find both cases, a capital means itself.
        const auto cs = text == text.toLower() ? Qt::CaseInsensitive : Qt::CaseSensitive;
        const QString all = toPlainText();
        for (qsizetype at = all.indexOf(text, 0, cs); at >= 0; at = all.indexOf(text, at + text.size(), cs))
            m_matches.append(int(at));
    }
    const int here = textCursor().selectionStart();
    const auto next = std::lower_bound(m_matches.cbegin(), m_matches.cend(), here);
    m_current = m_matches.isEmpty() ? -1 : next == m_matches.cend() ? 0 : int(next - m_matches.cbegin());
    showMatch();
}

void CodeEdit::step(int direction)
{
    if (m_matches.isEmpty())
        return;
    const int count = int(m_matches.size());
    m_current = (m_current + direction + count) % count;
    showMatch();
}

void CodeEdit::showMatch()
{
    if (m_current >= 0) {
        QTextCursor cursor = textCursor();
        cursor.setPosition(m_matches.at(m_current));
        setTextCursor(cursor);
        if (!viewport()->rect().contains(cursorRect()))
            centerCursor();
    }
    if (m_findBar)
        m_findBar->setResult(m_current + 1, int(m_matches.size()));
    highlightLines();
}

void CodeEdit::highlightLines()
{
    const TextColors colors = TextColors::of(palette());
    QList<QTextEdit::ExtraSelection> selections;
    const auto line = [&](QTextCursor cursor, const QColor& back) {
        QTextEdit::ExtraSelection selection;
        cursor.clearSelection();
        selection.cursor = cursor;
        selection.format.setBackground(back);
        selection.format.setProperty(QTextFormat::FullWidthSelection, true);
        selections.append(selection);
    };
    if (m_numbers)
        line(textCursor(), colors.currentLine);
    for (const int marked : m_marked)
        line(QTextCursor(document()->findBlockByNumber(marked - 1)), colors.errorBack);
    const int from = std::max(0, m_current - maxDrawnMatches / 2);
    const int to = std::min(int(m_matches.size()), from + maxDrawnMatches);
    for (int i = from; i < to; ++i) {
        QTextEdit::ExtraSelection selection;
        selection.cursor = QTextCursor(document());
        selection.cursor.setPosition(m_matches.at(i));
        selection.cursor.setPosition(m_matches.at(i) + int(m_searched.size()), QTextCursor::KeepAnchor);
        selection.format.setBackground(i == m_current ? colors.currentMatch : colors.match);
        selections.append(selection);
    }
    setExtraSelections(selections);
}

} // namespace millrace::ui
