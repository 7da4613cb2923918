// SPDX-License-Identifier: GPL-3.0-or-later
// ConnectionForm: the fields of one connection; those that its kind does not have are not shown. GUI thread.
#pragma once

#include "ui/connections/connection.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;

namespace millrace::ui {

class ToneLabel;

class ConnectionForm final : public QWidget
{
    Q_OBJECT
public:
    explicit ConnectionForm(QWidget* parent = nullptr);

    /// Shows it; no edited() for that. The password field is empty afterwards.
    void setConnection(const Connection& connection);
    /// As the fields say.
    Connection connection() const;
    QString password() const;
    void clearPassword();
    /// Below the password: where it is kept, or why not in the keychain.
    void setPasswordNote(const QString& note, bool warning);
    void focusName();

signals:
    void edited();
    /// The password field was left or Return pressed in it, with something in it.
    void passwordEntered();

private:
    void buildPlace();
    void buildBehaviour();
    QWidget* withBrowse(QLineEdit* edit, const QString& title, bool folder);
    void addRow(const QString& label, QWidget* widget, const QList<Connection::Kind>& kinds);
    void watch();
    void follow();

    struct Row
    {
        QWidget* widget;
        QList<Connection::Kind> kinds;
    };
    QFormLayout* m_form;
    QList<Row> m_rows;
    Connection m_connection; ///< what the fields do not show: id, kind
    bool m_filling = false;
    QLineEdit* m_name;
    QComboBox* m_colour;
    QLineEdit* m_file;
    QLineEdit* m_host;
    QSpinBox* m_port;
    QLineEdit* m_database;
    QLineEdit* m_user;
    QLineEdit* m_password;
    ToneLabel* m_passwordNote;
    QComboBox* m_sslMode;
    QLineEdit* m_rootCertificate;
    QLineEdit* m_repositories;
    QCheckBox* m_readOnly;
    QCheckBox* m_asks;
    QSpinBox* m_relock;
    QCheckBox* m_engine;
};

} // namespace millrace::ui
