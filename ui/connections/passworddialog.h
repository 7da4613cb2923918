// SPDX-License-Identifier: GPL-3.0-or-later
// PasswordDialog: asks for the password of a connection, and says why it is not taken from the keychain. GUI thread.
#pragma once

#include "ui/connections/connection.h"

#include <QDialog>

class QCheckBox;
class QLineEdit;

namespace millrace::ui {

class PasswordDialog final : public QDialog
{
    Q_OBJECT
public:
    /// @p why: why it is asked, in one sentence (no keychain; the last one was wrong); may be empty.
    /// @p offerKeep: the keychain works, so it can be kept there.
    PasswordDialog(const Connection& connection, const Paths& base, const QString& why, bool offerKeep,
                   QWidget* parent = nullptr);

    QString password() const;
    bool keeps() const;
    QLineEdit* edit() const { return m_edit; }

private:
    QLineEdit* m_edit;
    QCheckBox* m_keep;
};

} // namespace millrace::ui
