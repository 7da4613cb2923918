// SPDX-License-Identifier: GPL-3.0-or-later
// RuleForm: one line of the classification of errors as fields, with what a change of them means, as the store previews
// it. What is shown is what is applied. GUI thread.
#pragma once

#include "core/ops/operations.h"
#include "core/store/ruletable.h"
#include "ui/widgets/appcontext.h"

#include <QTimer>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace millrace::ui {

class ToneLabel;

class RuleForm final : public QWidget
{
    Q_OBJECT
public:
    explicit RuleForm(const AppContext& context, QWidget* parent = nullptr);

    /// Takes what is being edited away only when the rule is another one than before.
    void setRule(const store::ListedRule& rule, const QString& title);
    /// The preview belongs to what the fields say.
    bool isSettled() const { return !m_reading && !m_timer.isActive(); }

private:
    void build();
    void fill();
    void changed();
    void read();
    void take(const ops::Preview& preview);
    void run();
    void giveBack();
    ops::RuleOptions options() const;
    bool isChanged() const;

    const AppContext& m_context;
    store::ListedRule m_rule;
    ops::Preview m_preview;
    QTimer m_timer; ///< the fields are being changed
    bool m_reading = false, m_filling = false;
    int m_token = 0;
    QLabel* m_title;
    QComboBox* m_policy;
    QSpinBox* m_cap;
    QSpinBox* m_delay;
    QCheckBox* m_newUpload;
    QLineEdit* m_reason;
    ToneLabel* m_consequences;
    QPushButton* m_builtIn;
    QPushButton* m_run;
};

} // namespace millrace::ui
