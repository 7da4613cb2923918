// SPDX-License-Identifier: GPL-3.0-or-later
// Passwords: those of the connections, from the system's keychain; what the keychain does not take is remembered until
// the console ends, in memory only. GUI thread.
#pragma once

#include "ui/connections/keychain.h"

#include <QHash>
#include <QObject>

namespace millrace::ui {

class Passwords final : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    struct Found
    {
        bool known = false; ///< false: ask the person
        QString password = {};
        QString why = {}; ///< not known: why the keychain did not help, in one sentence; empty = it has none
    };

    /// The password of a connection, by its id: this session's, else the keychain's.
    void find(const QString& id, QObject* context, std::function<void(const Found&)> done);
    /// For this session.
    void remember(const QString& id, const QString& password) { m_session.insert(id, password); }
    /// For this session and, so that nobody is asked again, in the keychain. @p done: empty, or why not there.
    void keep(const QString& id, const QString& password, QObject* context, std::function<void(const QString&)> done);
    /// From both.
    void forget(const QString& id);

private:
    QHash<QString, QString> m_session;
};

} // namespace millrace::ui
