// SPDX-License-Identifier: GPL-3.0-or-later
// FindBar: the line that slides in under a text with Ctrl+F. It only asks; the text answers with setResult().
// ":120" goes to line 120. GUI thread.
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;

namespace millrace::ui {

class FindBar final : public QWidget
{
    Q_OBJECT
public:
    explicit FindBar(QWidget* parent = nullptr);

    /// Shows the bar and puts the keyboard into it; @p text replaces what is there unless empty.
    void open(const QString& text = {});
    QString text() const;
    /// @p current counts from 1; 0 = none is current.
    void setResult(int current, int total);

signals:
    void searchChanged(const QString& text);
    void nextWanted();
    void previousWanted();
    void lineWanted(int line);
    void closed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void take(const QString& text);
    void close();
    QLineEdit* m_edit;
    QLabel* m_count;
};

} // namespace millrace::ui
