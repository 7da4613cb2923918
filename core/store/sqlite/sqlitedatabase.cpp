// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/sqlitedatabase.h"

#include "core/base/error.h"
#include "core/base/paths.h"

#include <QFileInfo>
#include <QSqlError>
#include <QThread>

namespace millrace::store {

namespace {

// SQLite's result codes, as QSqlError::nativeErrorCode() gives them (sqlite.org/rescode.html); extended codes carry
// the primary code in their low byte.
constexpr int sqliteBusy = 5;
constexpr int sqliteReadOnly = 8;
constexpr int sqliteIoError = 10;
constexpr int sqliteCorrupt = 11;
constexpr int sqliteFull = 13;
constexpr int sqliteCannotOpen = 14;
constexpr int sqliteNotADatabase = 26;

void bind(QSqlQuery& query, const QVariantList& values)
{
    for (qsizetype i = 0; i < values.size(); ++i) {
        // Qt binds null texts and bytes as SQL NULL; for us what is empty is empty.
        const QVariant& value = values.at(i);
        if (value.typeId() == QMetaType::QString && value.toString().isNull())
            query.bindValue(static_cast<int>(i), QStringLiteral(""));
        else if (value.typeId() == QMetaType::QByteArray && value.toByteArray().isNull())
            query.bindValue(static_cast<int>(i), QByteArray(""));
        else
            query.bindValue(static_cast<int>(i), value);
    }
}

} // namespace

SqliteDatabase::SqliteDatabase(const StoreUrl& url, OpenMode mode)
    : Database(url, mode)
{
    const bool exists = QFileInfo::exists(url.path);
    if (!exists && mode == OpenMode::ReadOnly) {
        throw Error(QStringLiteral("store.unreachable"), QStringLiteral("there is no store at %1").arg(url.path))
            .withAdvice(QStringLiteral("create it with: millracectl store init"));
    }
    if (!exists) {
        try {
            ensureFolder(QFileInfo(url.path).absolutePath());
        } catch (const Error& error) {
            throw Error(QStringLiteral("store.unreachable"), error.message())
                .withAdvice(QStringLiteral("name a place that can be written with --store or MILLRACE_HOME"));
        }
    }
    if (exists && mode == OpenMode::ReadWrite && !QFileInfo(url.path).isWritable()) {
        throw Error(QStringLiteral("store.readonly"), QStringLiteral("the store %1 may only be read").arg(url.path))
            .withAdvice(QStringLiteral("make the file and its folder writable, or use another --store"));
    }
    configure();
}

SqliteDatabase::~SqliteDatabase() = default;

void SqliteDatabase::configure()
{
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connectionName());
    database.setDatabaseName(url().path);
    QString options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=5000");
    if (readOnly())
        options += QStringLiteral(";QSQLITE_OPEN_READONLY");
    database.setConnectOptions(options);
    if (!database.open())
        fail(database.lastError(), QStringLiteral("open"));
    // Programs that open a new store at the same time: who finds another one at it gets no time-out here.
    if (!readOnly())
        executePatiently(QStringLiteral("PRAGMA journal_mode = WAL"));
    execute(QStringLiteral("PRAGMA synchronous = NORMAL"));
    execute(QStringLiteral("PRAGMA foreign_keys = ON"));
    execute(QStringLiteral("PRAGMA temp_store = MEMORY"));
    // KiB: with SQLite's 2 MB the first poll of a suite, one transaction of 130,000 rows, spills page by page.
    execute(QStringLiteral("PRAGMA cache_size = -16384"));
    // Pages, 32 MiB: with SQLite's 4 MiB nearly every lot of a suite's first poll is copied and synced on its own.
    execute(QStringLiteral("PRAGMA wal_autocheckpoint = 8192"));
    // The first real read: a file that is no database answers only now.
    value(QStringLiteral("SELECT count(*) FROM sqlite_master"));
}

QSqlQuery SqliteDatabase::open(const QString& sql, const QVariantList& values)
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

void SqliteDatabase::withKept(const QString& sql, const QVariantList& values,
                              const std::function<void(QSqlQuery&)>& use)
{
    auto it = m_kept.find(sql);
    if (it == m_kept.end()) {
        QSqlQuery query(connection());
        query.setForwardOnly(true);
        if (!query.prepare(sql))
            fail(query.lastError(), sql);
        it = m_kept.emplace(sql, std::move(query)).first;
    }
    QSqlQuery& query = it->second;
    bind(query, values);
    if (!query.exec())
        fail(query.lastError(), sql);
    use(query);
    query.finish();
}

qint64 SqliteDatabase::insert(const QString& sql, const QVariantList& values)
{
    qint64 id = 0;
    withKept(sql, values, [&id](QSqlQuery& query) { id = query.lastInsertId().toLongLong(); });
    return id;
}

int SqliteDatabase::schemaVersion()
{
    return value(QStringLiteral("PRAGMA user_version")).toInt();
}

void SqliteDatabase::setSchemaVersion(int version)
{
    execute(QStringLiteral("PRAGMA user_version = %1").arg(version));
}

void SqliteDatabase::begin(Isolation)
{
    // A deferred transaction that upgrades to a write fails at once when another writer was faster (error 517);
    // IMMEDIATE waits.
    executePatiently(QStringLiteral("BEGIN IMMEDIATE"));
}

void SqliteDatabase::executePatiently(const QString& sql)
{
    constexpr int tries = 6;
    for (int attempt = 0;; ++attempt) {
        QSqlQuery query(connection());
        if (query.exec(sql))
            return;
        const bool busy = (query.lastError().nativeErrorCode().toInt() & 0xff) == sqliteBusy;
        if (!busy || attempt + 1 == tries)
            fail(query.lastError(), sql);
        QThread::msleep(50UL << attempt);
    }
}

void SqliteDatabase::beginReading()
{
    execute(QStringLiteral("BEGIN"));
}

void SqliteDatabase::commit(const Topics& topics)
{
    tell(topics);
    execute(QStringLiteral("COMMIT"));
}

void SqliteDatabase::rollback()
{
    QSqlQuery(connection()).exec(QStringLiteral("ROLLBACK"));
}

void SqliteDatabase::tell(const Topics& topics)
{
    for (auto it = topics.cbegin(); it != topics.cend(); ++it)
        run(QStringLiteral("INSERT INTO change(topic, seq) VALUES (?, ?) "
                           "ON CONFLICT(topic) DO UPDATE SET seq = change.seq + excluded.seq"),
            {QString::fromLatin1(it.key()), it.value()});
}

void SqliteDatabase::fail(const QSqlError& error, const QString& what)
{
    const int code = error.nativeErrorCode().toInt() & 0xff;
    const QJsonObject evidence{{QStringLiteral("statement"), what.left(500)},
                               {QStringLiteral("sqlite_code"), error.nativeErrorCode()},
                               {QStringLiteral("store"), url().text}};
    const QString reason = error.databaseText().isEmpty() ? error.driverText() : error.databaseText();
    const auto raise = [&](const char* errorCode, const QString& message, const QString& advice) {
        throw Error(QLatin1String(errorCode), message + QLatin1String(": ") + reason, evidence).withAdvice(advice);
    };
    switch (code) {
    case sqliteBusy:
        raise("db.locked", QStringLiteral("the store %1 stayed locked").arg(url().path),
              QStringLiteral("look which program holds it (fuser FILE), then try again"));
        break;
    case sqliteReadOnly:
        // Reading makes the log's index again when the last writer has gone, and that is a write.
        if (readOnly() && (what.startsWith(QLatin1String("SELECT")) || what.startsWith(QLatin1String("PRAGMA"))))
            raise("store.unreachable",
                  QStringLiteral("the store %1 cannot be read while no engine has it open").arg(url().path),
                  QStringLiteral("start the engine, or let this user write into the store's folder"));
        raise("store.readonly", QStringLiteral("the store %1 may only be read").arg(url().path),
              QStringLiteral("make the file and its folder writable, or use another --store"));
        break;
    case sqliteFull:
        raise("limit.disk", QStringLiteral("no room left for the store %1").arg(url().path),
              QStringLiteral("free space on its disk; nothing was lost"));
        break;
    case sqliteCorrupt:
    case sqliteNotADatabase:
        raise("store.corrupt", QStringLiteral("the store %1 is damaged or no Millrace store").arg(url().path),
              QStringLiteral("move it away and restore a backup; branches and source files are not touched by this"));
        break;
    case sqliteCannotOpen:
    case sqliteIoError:
        raise("store.unreachable", QStringLiteral("the store %1 cannot be opened").arg(url().path),
              QStringLiteral("check that the path exists and is readable, or name another one with --store"));
        break;
    default:
        break;
    }
    throw Error(QStringLiteral("store.sql"), QStringLiteral("the store refused a statement: %1").arg(reason), evidence);
}

} // namespace millrace::store
