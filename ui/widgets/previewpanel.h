// SPDX-License-Identifier: GPL-3.0-or-later
// PreviewPanel: shows inline what an Operation would do (sentence, consequences, refusals, refs) and has the verb on
// its button. Esc or Cancel declines; focus returns to where it was. GUI thread.
#pragma once

#include "ui/widgets/prompt.h"

#include <QFrame>
#include <QPointer>

class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;

namespace millrace::ui {

class ToneLabel;

class PreviewPanel final : public QFrame, public Prompt
{
    Q_OBJECT
public:
    explicit PreviewPanel(QWidget* parent = nullptr);
    void ask(const Question& question, std::function<void(const Answer&)> answer) override;

    QPushButton* verbButton() const { return m_verb; }
    QPushButton* cancelButton() const { return m_cancel; }
    QLineEdit* reasonEdit() const { return m_reason; }

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void finish(bool accepted);
    void fill(const Question& question);

    std::function<void(const Answer&)> m_answer;
    QPointer<QWidget> m_focusBefore;
    ReasonField m_reasonField = ReasonField::None;
    ToneLabel* m_note;
    QLabel* m_sentence;
    QLabel* m_consequences;
    ToneLabel* m_refusals;
    QTreeWidget* m_refs;
    ToneLabel* m_command;
    QLineEdit* m_reason;
    QPushButton* m_verb;
    QPushButton* m_cancel;
};

} // namespace millrace::ui
