// SPDX-License-Identifier: GPL-3.0-or-later
// ConnectionsDialog: the saved connections: add, edit, test, duplicate, remove, open. What is edited is saved as it is
// typed, as soon as it can be used. GUI thread.
#pragma once

#include "ui/connections/connectionbook.h"
#include "ui/connections/storeopening.h"

#include <QDialog>

class QListWidget;
class QPushButton;

namespace millrace::ui {

class ConnectionForm;
class EmptyState;
class MessageBar;
class Passwords;
class ToneLabel;
class IconLabel;

class ConnectionsDialog final : public QDialog
{
    Q_OBJECT
public:
    /// Keeps references. @p current: the connection that is open.
    ConnectionsDialog(ConnectionBook& book, Passwords& passwords, const QString& current, const Clock& clock,
                      QWidget* parent = nullptr);
    ~ConnectionsDialog() override;

    ConnectionForm* form() const { return m_form; }
    void choose(const QString& id);
    /// The connection whose fields are shown.
    QString chosen() const { return m_chosen.id; }
    /// Adds one and shows its fields.
    void add(Connection::Kind kind);
    bool isTesting() const { return m_testing; }

signals:
    void openRequested(const QString& id);

private:
    void build();
    QWidget* buildList();
    QWidget* buildForm();
    void fillList();
    void showFields(const Connection& connection);
    void takeEdit();
    void keepPassword();
    void duplicate();
    void removeChosen();
    void test();
    void open();
    void showReport(const TestReport& report);
    void hideReport();
    void follow();

    ConnectionBook& m_book;
    Passwords& m_passwords;
    const Clock& m_clock;
    const QString m_current;
    Connection m_chosen;
    QStringList m_removed; ///< ids; their passwords go when nobody can take the removal back any more
    bool m_filling = false, m_testing = false;
    int m_token = 0; ///< of the newest test
    QListWidget* m_list;
    ConnectionForm* m_form;
    QWidget* m_formArea;
    EmptyState* m_local;
    IconLabel* m_reportIcon;
    ToneLabel* m_reportTitle;
    ToneLabel* m_reportText;
    MessageBar* m_messages;
    QPushButton* m_duplicate;
    QPushButton* m_remove;
    QPushButton* m_test;
    QPushButton* m_open;
};

} // namespace millrace::ui
