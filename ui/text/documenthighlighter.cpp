// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/documenthighlighter.h"

#include <QElapsedTimer>
#include <QEvent>
#include <QPlainTextEdit>

namespace millrace::ui {

namespace {
constexpr qint64 sliceMs = 6;
}

DocumentHighlighter::DocumentHighlighter(QPlainTextEdit& edit)
    : QObject(&edit)
    , m_edit(edit)
{
    m_edit.installEventFilter(this);
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &DocumentHighlighter::work);
    // The scroll bar is silent when the text scrolls itself to a line.
    connect(&m_edit, &QPlainTextEdit::updateRequest, this, [this](const QRect&, int dy) {
        if (dy != 0)
            colourAhead();
    });
}

void DocumentHighlighter::start(Syntax syntax)
{
    m_syntax = std::move(syntax);
    m_syntax.setBackground(m_edit.palette().color(QPalette::Base));
    m_state = {};
    m_aheadFrom = -1;
    m_next = {};
    if (m_syntax.isPlain() || m_edit.document()->characterCount() > Syntax::maxText) {
        m_timer.stop();
        emit finished();
        return;
    }
    m_next = m_edit.document()->firstBlock();
    work();
    if (m_next.isValid())
        m_timer.start();
}

bool DocumentHighlighter::eventFilter(QObject* watched, QEvent* event)
{
    // The other scheme has other colours.
    if (watched == &m_edit && event->type() == QEvent::PaletteChange && !m_syntax.isPlain())
        start(m_syntax);
    return QObject::eventFilter(watched, event);
}

int DocumentHighlighter::colour(QTextBlock block, Syntax::State& state)
{
    block.layout()->setFormats(m_syntax.highlight(block.text(), state));
    return block.length();
}

void DocumentHighlighter::work()
{
    QElapsedTimer clock;
    clock.start();
    const int from = m_next.position();
    int length = 0;
    while (m_next.isValid() && clock.elapsed() < sliceMs) {
        length += colour(m_next, m_state);
        m_next = m_next.next();
    }
    // The document's last block counts one character more than there is.
    m_edit.document()->markContentsDirty(from, length - (m_next.isValid() ? 0 : 1));
    if (!m_next.isValid()) {
        m_timer.stop();
        emit finished();
    }
}

void DocumentHighlighter::colourAhead()
{
    const QTextBlock first = m_edit.cursorForPosition(QPoint(0, 0)).block();
    if (!m_next.isValid() || first.blockNumber() < m_next.blockNumber() || first.blockNumber() == m_aheadFrom)
        return;
    // The state at this line is not known yet; a fresh one is right nearly always, and work() corrects the rest.
    m_aheadFrom = first.blockNumber();
    Syntax::State guess;
    const int lines = m_edit.viewport()->height() / qMax(1, m_edit.fontMetrics().height()) + 1;
    int length = 0;
    QTextBlock block = first;
    for (int i = 0; i < lines && block.isValid(); ++i, block = block.next())
        length += colour(block, guess);
    m_edit.document()->markContentsDirty(first.position(), length - (block.isValid() ? 0 : 1));
}

} // namespace millrace::ui
