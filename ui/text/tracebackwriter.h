// SPDX-License-Identifier: GPL-3.0-or-later
// Writes an Evidence into a QTextDocument: one table row per step, then the error, then the evidence.
// Used by TracebackView; GUI thread.
#pragma once

#include "ui/text/evidence.h"
#include "ui/text/syntax.h"
#include "ui/text/textcolors.h"

#include <QTextCursor>

class QTextDocument;

namespace millrace::ui {

class TracebackWriter
{
public:
    TracebackWriter(QTextDocument& document, const QPalette& palette, const QFont& font);
    void write(const Evidence& evidence);
    /// Character position of the error line: what a view should scroll to.
    int errorPosition() const { return m_errorPosition; }

private:
    void writeWhat(QTextCursor& cell, const TraceFrame& frame);
    void writePlace(QTextCursor& cell, const TraceFrame& frame);
    void writeError(QTextCursor& cell, const Evidence& evidence);
    void writeAdvice(QTextCursor& cell, const QString& advice);
    void writeEvidence(const QJsonObject& evidence);
    void writeValue(QTextCursor cursor, const QString& key, const QString& text);
    void writeCode(QTextCursor& cursor, const QString& text, Syntax syntax);
    QTextCharFormat plain(const QColor& color) const;
    QTextCharFormat fixed(const QColor& color) const;

    QTextDocument& m_document;
    QTextCursor m_cursor;
    TextColors m_colors;
    QFont m_font;
    QFont m_fixed;
    int m_errorPosition = 0;
};

} // namespace millrace::ui
