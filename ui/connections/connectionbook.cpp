// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connectionbook.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>

#include <algorithm>

namespace millrace::ui {

ConnectionBook::ConnectionBook(const Paths& base, QObject* parent)
    : QObject(parent)
    , m_base(base)
{
    read();
}

QString ConnectionBook::fileName() const
{
    return m_base.config + QLatin1String("/connections.json");
}

void ConnectionBook::read()
{
    m_all = {thisComputer()};
    QFile file(fileName());
    if (!file.open(QIODevice::ReadOnly))
        return;
    const QJsonArray saved = QJsonDocument::fromJson(file.readAll())[QLatin1String("connections")].toArray();
    for (const QJsonValue& value : saved) {
        const std::optional<Connection> connection = connectionFromJson(value.toObject());
        if (connection && connection->kind != Connection::Kind::ThisComputer && !byId(connection->id))
            m_all.append(*connection);
    }
}

bool ConnectionBook::write()
{
    QJsonArray saved;
    for (const Connection& connection : std::as_const(m_all)) {
        if (connection.kind != Connection::Kind::ThisComputer)
            saved.append(toJson(connection));
    }
    m_failure.clear();
    QDir().mkpath(m_base.config);
    QSaveFile file(fileName());
    const QJsonObject document{{QStringLiteral("version"), 1}, {QStringLiteral("connections"), saved}};
    if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(document).toJson()) < 0 || !file.commit())
        m_failure = tr("The connections cannot be saved in %1: %2").arg(fileName(), file.errorString());
    emit changed();
    return m_failure.isEmpty();
}

std::optional<Connection> ConnectionBook::byId(const QString& id) const
{
    for (const Connection& connection : m_all) {
        if (connection.id == id)
            return connection;
    }
    return std::nullopt;
}

bool ConnectionBook::save(const Connection& connection)
{
    const auto same =
        std::find_if(m_all.begin(), m_all.end(), [&](const auto& each) { return each.id == connection.id; });
    if (same != m_all.end())
        *same = connection;
    else
        m_all.append(connection);
    return write();
}

bool ConnectionBook::remove(const QString& id)
{
    m_all.removeIf(
        [&](const Connection& each) { return each.id == id && each.kind != Connection::Kind::ThisComputer; });
    return write();
}

QString ConnectionBook::freeName(const QString& wanted) const
{
    const auto taken = [this](const QString& name) {
        return std::any_of(m_all.cbegin(), m_all.cend(), [&](const auto& each) { return each.name == name; });
    };
    QString name = wanted;
    for (int number = 2; taken(name); ++number)
        name = QStringLiteral("%1 %2").arg(wanted).arg(number);
    return name;
}

} // namespace millrace::ui
