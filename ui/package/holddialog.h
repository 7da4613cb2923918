// SPDX-License-Identifier: GPL-3.0-or-later
// HoldDialog: until when packages are put aside, and why; a preview follows. GUI thread.
#pragma once

#include "core/base/clock.h"

#include <QDialog>

class QDateEdit;
class QLineEdit;
class QPushButton;

namespace millrace::ui {

class HoldDialog final : public QDialog
{
    Q_OBJECT
public:
    /// @p what: "hello", "3 packages".
    HoldDialog(const QString& what, const Clock& clock, QWidget* parent = nullptr);

signals:
    /// Epoch ms of the end of the chosen day; the reason is not empty.
    void chosen(qint64 until, const QString& reason);

private:
    void follow();

    QDateEdit* m_until;
    QLineEdit* m_reason;
    QPushButton* m_go;
};

} // namespace millrace::ui
