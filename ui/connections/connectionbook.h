// SPDX-License-Identifier: GPL-3.0-or-later
// ConnectionBook: the saved connections, in one file of the config folder; this computer is always the first. No
// secrets in it. GUI thread.
#pragma once

#include "ui/connections/connection.h"

#include <QList>
#include <QObject>

namespace millrace::ui {

class ConnectionBook final : public QObject
{
    Q_OBJECT
public:
    /// Reads what is saved. @p base: this computer's own store and folders.
    explicit ConnectionBook(const Paths& base, QObject* parent = nullptr);

    /// This computer, then the saved ones in their order.
    const QList<Connection>& all() const { return m_all; }
    std::optional<Connection> byId(const QString& id) const;
    const Paths& base() const { return m_base; }

    /// Adds it, or replaces the one of the same id. False when it could not be written: failure() says why.
    bool save(const Connection& connection);
    /// This computer cannot be removed.
    bool remove(const QString& id);
    QString failure() const { return m_failure; }
    /// "prod-db 2" where "prod-db" is taken.
    QString freeName(const QString& wanted) const;

signals:
    void changed();

private:
    void read();
    bool write();
    QString fileName() const;

    const Paths m_base;
    QList<Connection> m_all;
    QString m_failure;
};

} // namespace millrace::ui
