// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/postgresdatabase.h"

#include "core/store/postgres/operatorfunctions.h"
#include "core/store/postgres/postgreserror.h"
#include "core/store/postgres/sqltext.h"

#include <QSqlError>
#include <QStringList>

namespace millrace::store {

namespace {

/// The first key of our advisory locks ("mill"); the second one says for what: 0 = the schema, else a writer's number.
constexpr int lockClass = 0x6d696c6c;

QString quoted(QString value)
{
    value.replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('\''), QLatin1String("\\'"));
    return QLatin1Char('\'') + value + QLatin1Char('\'');
}

QString connectOptions(const StoreUrl& url, const QString& purpose)
{
    // A server or a network that is gone without a word is noticed within a minute.
    QList<std::pair<QString, QString>> options = {
        {QStringLiteral("connect_timeout"), QStringLiteral("10")},
        {QStringLiteral("application_name"), purpose},
        {QStringLiteral("keepalives_idle"), QStringLiteral("20")},
        {QStringLiteral("keepalives_interval"), QStringLiteral("10")},
        {QStringLiteral("keepalives_count"), QStringLiteral("3")},
        {QStringLiteral("tcp_user_timeout"), QStringLiteral("40000")},
    };
    options += url.options;
    QStringList words;
    for (const auto& [name, value] : std::as_const(options))
        words.append(name + QLatin1Char('=') + quoted(value));
    return words.join(QLatin1Char(';'));
}

bool isRead(const QString& sql)
{
    return sql.startsWith(QLatin1String("SELECT"));
}

} // namespace

void openPostgres(const QString& connectionName, const StoreUrl& url, const QString& purpose)
{
    const QString driver = QStringLiteral("QPSQL");
    if (!QSqlDatabase::isDriverAvailable(driver))
        throw Error(QStringLiteral("store.unreachable"),
                    QStringLiteral("this machine has no driver for the store %1").arg(url.text))
            .withAdvice(QStringLiteral("install Qt's PostgreSQL driver: libqt6sql6-psql"));
    QSqlDatabase database = QSqlDatabase::contains(connectionName) ? QSqlDatabase::database(connectionName, false)
                                                                   : QSqlDatabase::addDatabase(driver, connectionName);
    database.close();
    database.setHostName(url.host);
    database.setUserName(url.user);
    database.setPassword(url.password);
    database.setDatabaseName(url.database);
    if (url.port > 0)
        database.setPort(url.port);
    database.setConnectOptions(connectOptions(url, purpose));
    if (database.open())
        return;
    // It may have come up just now: only who is refused twice by a server that is there is refused.
    const ServerAnswer answer = askServer(url);
    if (answer != ServerAnswer::Open || !database.open())
        throw connectError(database.lastError(), url, answer);
}

PostgresDatabase::PostgresDatabase(const StoreUrl& url, OpenMode mode)
    : Database(url, mode)
{
    connectToServer();
}

void PostgresDatabase::connectToServer()
{
    m_kept.clear();
    m_writer = 0;
    m_acts.reset();
    openPostgres(connectionName(), url(), QStringLiteral("millrace"));
    QString session = QStringLiteral("SET client_min_messages = error; SET standard_conforming_strings = on; "
                                     "SET jit = off; SET lock_timeout = '20s'; "
                                     // Whoever stops in the middle of a transaction must not stop all others.
                                     "SET idle_in_transaction_session_timeout = '60s'");
    if (readOnly())
        session += QStringLiteral("; SET default_transaction_read_only = on");
    sendNow(session, 0, QStringLiteral("SET"));
}

void PostgresDatabase::sendAhead(const QString& text)
{
    m_ahead += text + QLatin1String("; ");
    ++m_aheadCount;
}

QSqlQuery PostgresDatabase::send(const QString& text, const QString& what)
{
    const QString ahead = std::exchange(m_ahead, {});
    const int count = std::exchange(m_aheadCount, 0);
    const bool begins = inTransaction() && !std::exchange(m_begun, true);
    try {
        return sendNow(ahead + text, count, what);
    } catch (const Error&) {
        if (begins && !connection().isOpen()) {
            // Nothing has begun: it may go to another connection.
            m_ahead = ahead;
            m_aheadCount = count;
            m_begun = false;
            m_failed.reset();
        }
        throw;
    }
}

QSqlQuery PostgresDatabase::sendNow(const QString& text, int ahead, const QString& what)
{
    QSqlQuery query(connection());
    bool ok = query.exec(text);
    for (int i = 0; ok && i < ahead; ++i)
        ok = query.nextResult();
    if (!ok)
        fail(query.lastError(), what);
    return query;
}

template <typename Work> auto PostgresDatabase::surviving(Work work)
{
    if (inTransaction() && m_begun)
        return work();
    if (!connection().isOpen())
        connectToServer();
    try {
        return work();
    } catch (const Error&) {
        if (connection().isOpen())
            throw;
    }
    connectToServer();
    return work();
}

QSqlQuery PostgresDatabase::open(const QString& sql, const QVariantList& values)
{
    const QString text = withLiterals(withArrays(sql), values);
    if (isRead(sql) || inTransaction())
        return surviving([&] { return send(text, sql); });
    if (!connection().isOpen())
        connectToServer();
    return send(text, sql);
}

bool PostgresDatabase::actsByFunctions()
{
    if (m_acts)
        return *m_acts;
    m_acts = false; // what asks is no statement of an Operation
    try {
        // Who may write the tables needs no function: the owner. An engine's login has other rights.
        const bool acts =
            value(QStringLiteral(
                      "SELECT coalesce(has_function_privilege(to_regprocedure('millrace_act_write_event"
                      "(text[])'), 'EXECUTE') AND NOT has_table_privilege(to_regclass('import_override'), 'DELETE'), "
                      "false)"))
                .toBool();
        m_acts = acts;
        return acts;
    } catch (const Error&) {
        m_acts.reset(); // not answered: asked again
        throw;
    }
}

QString PostgresDatabase::executeText(const QString& sql, const QVariantList& values)
{
    if (const QString call = actsByFunctions() ? operatorCall(sql, values) : QString(); !call.isEmpty())
        return call;
    auto it = m_kept.constFind(sql);
    if (it == m_kept.constEnd()) {
        const QString name = QStringLiteral("m%1").arg(m_kept.size() + 1);
        send(QStringLiteral("PREPARE %1 AS %2").arg(name, withNumbers(sql)), sql);
        it = m_kept.insert(sql, name);
    }
    QStringList arguments;
    for (const QVariant& value : values)
        arguments.append(sqlLiteral(value));
    const QString list =
        arguments.isEmpty() ? QString() : QLatin1Char('(') + arguments.join(QLatin1Char(',')) + QLatin1Char(')');
    return QLatin1String("EXECUTE ") + it.value() + list;
}

void PostgresDatabase::withKept(const QString& sql, const QVariantList& values,
                                const std::function<void(QSqlQuery&)>& use)
{
    const auto executed = [&] { return send(executeText(sql, values), sql); };
    if (!inTransaction() && !connection().isOpen())
        connectToServer();
    QSqlQuery query = isRead(sql) || inTransaction() ? surviving(executed) : executed();
    use(query);
}

void PostgresDatabase::runLater(const QString& sql, const QVariantList& values)
{
    if (inTransaction() && m_begun)
        sendAhead(executeText(sql, values));
    else
        run(sql, values);
}

qint64 PostgresDatabase::insert(const QString& sql, const QVariantList& values)
{
    return row(sql + QLatin1String(" RETURNING id"), values).constFirst().toLongLong();
}

QString PostgresDatabase::skipLocked(const QString& aliases) const
{
    return QStringLiteral(" FOR UPDATE OF %1 SKIP LOCKED").arg(aliases);
}

void PostgresDatabase::begin(Isolation isolation)
{
    sendBegin(isolation == Isolation::Snapshot ? QStringLiteral("REPEATABLE READ") : QStringLiteral("READ COMMITTED"));
}

void PostgresDatabase::beginReading()
{
    sendBegin(QStringLiteral("REPEATABLE READ READ ONLY"));
}

void PostgresDatabase::sendBegin(const QString& mode)
{
    m_failed.reset();
    m_ahead.clear();
    m_aheadCount = 0;
    m_begun = false;
    sendAhead(QLatin1String("BEGIN ISOLATION LEVEL ") + mode);
}

void PostgresDatabase::commit(const Topics& topics)
{
    // COMMIT after a failed statement would roll back and say nothing.
    if (m_failed)
        throw Error(*m_failed);
    if (!m_begun && topics.isEmpty()) {
        rollback(); // nothing was done
        return;
    }
    // The news is told in a transaction of its own, in the same round trip: commits that notify wait for each other,
    // and what is lost with a connection between the two is found by the feed's heartbeat.
    QSqlQuery query = send(countUp(topics) + QLatin1String("COMMIT") + notice(topics), QStringLiteral("COMMIT"));
    while (query.nextResult()) {
    }
    if (query.lastError().isValid())
        fail(query.lastError(), QStringLiteral("COMMIT"));
}

void PostgresDatabase::rollback()
{
    m_failed.reset();
    m_ahead.clear();
    m_aheadCount = 0;
    if (std::exchange(m_begun, false) && connection().isOpen())
        QSqlQuery(connection()).exec(QStringLiteral("ROLLBACK"));
}

void PostgresDatabase::tell(const Topics& topics)
{
    if (!connection().isOpen())
        connectToServer();
    QString text = countUp(topics);
    text.chop(2);
    send(text + notice(topics), QStringLiteral("touch"));
}

QString PostgresDatabase::countUp(const Topics& topics)
{
    if (topics.isEmpty())
        return {};
    // Each connection counts in rows of its own, so that no commit waits for another one's; the sum is what matters.
    if (m_writer == 0)
        m_writer = value(QStringLiteral("SELECT n FROM generate_series(1, 2000) n "
                                        "WHERE pg_try_advisory_lock(?, n) LIMIT 1"),
                         {lockClass})
                       .toInt();
    QStringList rows;
    QVariantList values;
    for (auto it = topics.cbegin(); it != topics.cend(); ++it) {
        rows.append(QStringLiteral("(?, ?, ?)"));
        values += {QString::fromLatin1(it.key()), m_writer, it.value()};
    }
    return executeText(QStringLiteral("INSERT INTO change(topic, writer, seq) VALUES %1 ON CONFLICT (topic, writer) "
                                      "DO UPDATE SET seq = change.seq + excluded.seq")
                           .arg(rows.join(QLatin1String(", "))),
                       values) +
           QLatin1String("; ");
}

QString PostgresDatabase::notice(const Topics& topics) const
{
    if (topics.isEmpty())
        return {};
    const QByteArray names = topics.keys().join(',');
    return QStringLiteral("; NOTIFY %1, %2").arg(QLatin1String(notifyChannel), sqlLiteral(QString::fromLatin1(names)));
}

int PostgresDatabase::schemaVersion()
{
    if (!value(QStringLiteral("SELECT to_regclass('migration') IS NOT NULL")).toBool())
        return 0;
    return value(QStringLiteral("SELECT coalesce(max(number), 0) FROM migration")).toInt();
}

void PostgresDatabase::lockSchema()
{
    // Another program's migration may take longer than any other lock is held.
    execute(QStringLiteral("SET LOCAL lock_timeout = 0"));
    value(QStringLiteral("SELECT pg_advisory_xact_lock(?, 0)"), {lockClass});
    execute(QStringLiteral("CREATE TABLE IF NOT EXISTS migration(number BIGINT PRIMARY KEY, "
                           "applied_at TIMESTAMPTZ NOT NULL DEFAULT now())"));
}

void PostgresDatabase::setSchemaVersion(int version)
{
    run(QStringLiteral("INSERT INTO migration(number) VALUES (?)"), {version});
}

void PostgresDatabase::fail(const QSqlError& error, const QString& what)
{
    if (m_failed && error.nativeErrorCode() == QLatin1String("25P02"))
        throw Error(*m_failed);
    const Error ours = postgresError(error, what, url(), !connection().isOpen());
    if (inTransaction())
        m_failed = ours;
    throw ours;
}

} // namespace millrace::store
