// SPDX-License-Identifier: GPL-3.0-or-later
// CodeEdit: a read-only, fixed-width QPlainTextEdit with line numbers and search. GUI thread.
#pragma once

#include <QPlainTextEdit>

namespace millrace::ui {

class FindBar;

class CodeEdit : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit CodeEdit(QWidget* parent = nullptr);

    /// Answers @p bar's questions from now on, and opens it with Ctrl+F and, for lines, Ctrl+L.
    void attach(FindBar& bar);
    /// Puts the cursor at line @p line (from 1) and the line into the middle of the view.
    void goToLine(int line);
    /// The line numbers can be hidden for texts that have no lines of their own, like logs.
    void setNumbersVisible(bool visible);
    /// Lines that stay marked, like the one that failed. Counted from 1.
    void setMarkedLines(const QList<int>& lines);

    int gutterWidth() const;
    void paintGutter(QPaintEvent* event);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void search(const QString& text);
    void step(int direction);
    void showMatch();
    void placeGutter();
    void highlightLines();

    QWidget* m_gutter;
    FindBar* m_findBar = nullptr;
    QString m_searched;
    QList<int> m_matches; ///< positions, ascending
    int m_current = -1;   ///< index into m_matches
    QList<int> m_marked;
    bool m_numbers = true;
};

} // namespace millrace::ui
