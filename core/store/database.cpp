// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

#include "core/base/error.h"
#include "core/store/sqlite/sqlitedatabase.h"

#include <QJsonDocument>
#include <QSqlError>
#include <QSqlRecord>

namespace millrace::store {

Database::Database(StoreUrl url, OpenMode mode, QString connection)
    : m_url(std::move(url))
    , m_mode(mode)
    , m_connection(std::move(connection))
{
}

Database::~Database()
{
    m_prepared.clear();
    {
        QSqlDatabase open = connection();
        open.close();
    }
    QSqlDatabase::removeDatabase(m_connection);
}

std::unique_ptr<Database> Database::open(const StoreUrl& url, OpenMode mode)
{
    if (url.kind == StoreUrl::Kind::Sqlite)
        return std::make_unique<SqliteDatabase>(url, mode);
    throw Error(QStringLiteral("store.unreachable"),
                QStringLiteral("the store %1 is a PostgreSQL one, which this version cannot open").arg(url.text))
        .withAdvice(QStringLiteral("use a store of the form sqlite:PATH"));
}

namespace {
void bind(QSqlQuery& query, const QVariantList& values)
{
    for (qsizetype i = 0; i < values.size(); ++i) {
        // Qt binds a null QString as SQL NULL; for us an empty text is an empty text.
        const QVariant& value = values.at(i);
        const bool nullText = value.typeId() == QMetaType::QString && value.toString().isNull();
        query.bindValue(static_cast<int>(i), nullText ? QVariant(QStringLiteral("")) : value);
    }
}
} // namespace

QSqlQuery& Database::prepared(const QString& sql)
{
    auto it = m_prepared.find(sql);
    if (it == m_prepared.end()) {
        QSqlQuery query(connection());
        query.setForwardOnly(true);
        if (!query.prepare(sql))
            fail(query.lastError(), sql);
        it = m_prepared.emplace(sql, std::move(query)).first;
    }
    return it->second;
}

QVariantList Database::row(const QString& sql, const QVariantList& values)
{
    QSqlQuery& query = prepared(sql);
    bind(query, values);
    if (!query.exec())
        fail(query.lastError(), sql);
    QVariantList cells;
    if (query.next()) {
        const int columns = query.record().count();
        for (int i = 0; i < columns; ++i)
            cells.append(query.value(i));
    }
    query.finish();
    return cells;
}

int Database::run(const QString& sql, const QVariantList& values)
{
    QSqlQuery& query = prepared(sql);
    bind(query, values);
    if (!query.exec())
        fail(query.lastError(), sql);
    m_lastInsertId = query.lastInsertId();
    const int changed = query.numRowsAffected();
    query.finish();
    return changed;
}

QSqlQuery Database::select(const QString& sql, const QVariantList& values)
{
    QSqlQuery query(connection());
    query.setForwardOnly(true);
    if (!query.prepare(sql))
        fail(query.lastError(), sql);
    bind(query, values);
    if (!query.exec())
        fail(query.lastError(), sql);
    return query;
}

QVariant Database::value(const QString& sql, const QVariantList& values)
{
    QSqlQuery query = select(sql, values);
    return query.next() ? query.value(0) : QVariant();
}

qint64 Database::insert(const QString& sql, const QVariantList& values)
{
    run(sql, values);
    return m_lastInsertId.toLongLong();
}

void Database::execSimple(const QString& sql)
{
    QSqlQuery query(connection());
    if (!query.exec(sql))
        fail(query.lastError(), sql);
}

void Database::transaction(const std::function<void()>& work)
{
    if (m_depth > 0) {
        work();
        return;
    }
    begin();
    ++m_depth;
    try {
        work();
        --m_depth;
    } catch (...) {
        --m_depth;
        QSqlQuery(connection()).exec(QStringLiteral("ROLLBACK"));
        throw;
    }
    try {
        execSimple(QStringLiteral("COMMIT"));
    } catch (...) {
        // A full disk shows only here; the transaction is still open then.
        QSqlQuery(connection()).exec(QStringLiteral("ROLLBACK"));
        throw;
    }
}

void Database::touch(const char* topic)
{
    run(QStringLiteral("INSERT INTO change(topic, seq) VALUES (?, 1) "
                       "ON CONFLICT(topic) DO UPDATE SET seq = change.seq + 1"),
        {QLatin1String(topic)});
}

QJsonObject jsonObjectOf(const QVariant& text)
{
    return QJsonDocument::fromJson(text.toString().toUtf8()).object();
}

QJsonArray jsonArrayOf(const QVariant& text)
{
    return QJsonDocument::fromJson(text.toString().toUtf8()).array();
}

} // namespace millrace::store
