// SPDX-License-Identifier: GPL-3.0-or-later
// CodeView: one file's content, highlighted, with line numbers and a find bar. Read-only. GUI thread.
#pragma once

#include <QWidget>

class QLabel;

namespace millrace::ui {

class CodeEdit;
class DocumentHighlighter;
class FindBar;

class CodeView final : public QWidget
{
    Q_OBJECT
public:
    explicit CodeView(QWidget* parent = nullptr);

    /// Shows @p content of the file @p path. Bytes that are not UTF-8 are read as Latin-1; binary content is
    /// described instead of shown. Shows at most the first 4 MiB and says so.
    void setContent(const QString& path, const QByteArray& content);
    /// Shows a sentence instead: "Loading …", "Select a file".
    void setMessage(const QString& sentence);
    void goToLine(int line);

    CodeEdit* edit() const { return m_edit; }
    /// The language the content is highlighted as; empty for plain text.
    QString language() const { return m_language; }

private:
    CodeEdit* m_edit;
    FindBar* m_findBar;
    QLabel* m_note;
    DocumentHighlighter* m_highlighter;
    QString m_language;
};

/// The text of a file of unknown encoding: UTF-8, else Latin-1; lines over 20,000 characters are cut, with a mark.
QString decodeText(const QByteArray& content);
/// A zero byte among the first 8,000, as git decides.
bool isBinary(const QByteArray& content);

} // namespace millrace::ui
