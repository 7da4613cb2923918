// SPDX-License-Identifier: GPL-3.0-or-later
// DocumentHighlighter: colours the text of a QPlainTextEdit a few milliseconds at a time, what is in sight first.
// A child of its edit; GUI thread.
#pragma once

#include "ui/text/syntax.h"

#include <QObject>
#include <QTextBlock>
#include <QTimer>

class QPlainTextEdit;

namespace millrace::ui {

class DocumentHighlighter final : public QObject
{
    Q_OBJECT
public:
    explicit DocumentHighlighter(QPlainTextEdit& edit);

    /// Begins again, with the edit's present text and palette.
    void start(Syntax syntax);
    bool isFinished() const { return !m_next.isValid(); }

signals:
    void finished();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void work();
    void colourAhead();
    int colour(QTextBlock block, Syntax::State& state);

    QPlainTextEdit& m_edit;
    Syntax m_syntax;
    Syntax::State m_state;
    QTextBlock m_next;
    QTimer m_timer;
    int m_aheadFrom = -1;
};

} // namespace millrace::ui
