// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

#include "core/base/error.h"
#include "core/store/postgres/postgresdatabase.h"
#include "core/store/sqlite/sqlitedatabase.h"

#include <QJsonDocument>
#include <QRandomGenerator>
#include <QSqlError>
#include <QSqlRecord>
#include <QThread>

#include <atomic>

namespace millrace::store {

namespace {

QString newConnectionName()
{
    static std::atomic<int> counter = 0;
    return QStringLiteral("millrace-%1").arg(++counter);
}

/// How often a transaction that ended like this may be begun in all.
int triesAfter(const Error& error)
{
    if (error.code() == QLatin1String("db.conflict"))
        return 20;
    // Two that add the same row: the second one finds it there when it looks again, unless it is wrong to add it.
    return error.evidence()[QLatin1String("sqlstate")].toString() == QLatin1String("23505") ? 3 : 1;
}

} // namespace

Database::Database(StoreUrl url, OpenMode mode)
    : m_url(std::move(url))
    , m_mode(mode)
    , m_connection(newConnectionName())
{
}

Database::~Database()
{
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
    return std::make_unique<PostgresDatabase>(url, mode);
}

int Database::run(const QString& sql, const QVariantList& values)
{
    int changed = 0;
    withKept(sql, values, [&](QSqlQuery& query) {
        // A function that stands for the statement answers the number: see operatorfunctions.h.
        if (query.isSelect())
            changed = query.next() ? query.value(0).toInt() : 0;
        else
            changed = query.numRowsAffected();
    });
    return changed;
}

QVariantList Database::row(const QString& sql, const QVariantList& values)
{
    QVariantList cells;
    withKept(sql, values, [&](QSqlQuery& query) {
        if (!query.next())
            return;
        const int columns = query.record().count();
        for (int i = 0; i < columns; ++i)
            cells.append(query.value(i));
    });
    return cells;
}

void Database::forEachRow(const QString& sql, const QVariantList& values,
                          const std::function<void(const QSqlQuery&)>& use)
{
    withKept(sql, values, [&](QSqlQuery& query) {
        while (query.next())
            use(query);
    });
}

QSqlQuery Database::select(const QString& sql, const QVariantList& values)
{
    return open(sql, values);
}

QVariant Database::value(const QString& sql, const QVariantList& values)
{
    QSqlQuery query = open(sql, values);
    return query.next() ? query.value(0) : QVariant();
}

void Database::execute(const QString& sql)
{
    open(sql, {});
}

void Database::transaction(const std::function<void()>& work, Isolation isolation)
{
    if (m_inTransaction) {
        work();
        return;
    }
    for (int tried = 1;; ++tried) {
        try {
            runOnce(work, isolation);
            return;
        } catch (const Error& error) {
            if (tried < triesAfter(error)) {
                // Those that collided must not collide again at once.
                QThread::msleep(QRandomGenerator::global()->bounded(2U << std::min(tried, 8)));
                continue;
            }
            if (error.code() != QLatin1String("db.conflict"))
                throw;
            throw Error(QStringLiteral("db.locked"),
                        QStringLiteral("the store %1 stayed busy: %2").arg(m_url.text, error.message()),
                        error.evidence())
                .withAdvice(QStringLiteral("try again; look for a program that keeps it busy if it stays"));
        }
    }
}

void Database::runOnce(const std::function<void()>& work, Isolation isolation)
{
    begin(isolation);
    m_inTransaction = true;
    m_touched.clear();
    try {
        work();
        commit(std::exchange(m_touched, {}));
        m_inTransaction = false;
    } catch (...) {
        // Also after a commit that failed: a full disk shows only there, and the transaction is still open then.
        m_inTransaction = false;
        m_touched.clear();
        rollback();
        throw;
    }
}

void Database::reading(const std::function<void()>& work)
{
    if (m_inTransaction) {
        work();
        return;
    }
    beginReading();
    m_inTransaction = true;
    try {
        work();
    } catch (...) {
        m_inTransaction = false;
        rollback();
        throw;
    }
    m_inTransaction = false;
    rollback();
}

void Database::touch(const char* topic)
{
    if (m_inTransaction)
        ++m_touched[topic];
    else
        tell({{topic, 1}});
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
