// SPDX-License-Identifier: GPL-3.0-or-later
// SpuriousDialog: how failures of a group are retried from now on, with what that means right now: which packages are
// queued, how long that takes. What is shown is what is applied. GUI thread.
#pragma once

#include "core/ops/operations.h"
#include "ui/widgets/appcontext.h"

#include <QDialog>
#include <QTimer>

class QCheckBox;
class QDateEdit;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace millrace::ui {

class ToneLabel;

class SpuriousDialog final : public QDialog
{
    Q_OBJECT
public:
    /// @p title: the group's, as people read it.
    SpuriousDialog(const AppContext& context, const QString& signature, const QString& title,
                   QWidget* parent = nullptr);

    /// The preview belongs to what the fields say.
    bool isSettled() const { return !m_reading && !m_timer.isActive(); }
    const ops::Preview& preview() const { return m_preview; }

private:
    void build(const QString& title);
    ops::SpuriousOptions options() const;
    std::unique_ptr<ops::Operation> operation() const;
    void changed();
    void read();
    void take(const ops::Preview& preview);
    void run();

    const AppContext& m_context;
    const QString m_signature;
    ops::Preview m_preview;
    QTimer m_timer; ///< the fields are being changed
    bool m_reading = false;
    int m_token = 0;
    QDoubleSpinBox* m_delay;
    QSpinBox* m_cap;
    QCheckBox* m_expires;
    QDateEdit* m_until;
    QLineEdit* m_reason;
    QLabel* m_sentence;
    QLabel* m_consequences;
    QPlainTextEdit* m_packages;
    ToneLabel* m_command;
    QPushButton* m_run;
};

} // namespace millrace::ui
