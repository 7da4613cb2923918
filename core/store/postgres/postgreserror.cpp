// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/postgreserror.h"

#include <QSqlError>

namespace millrace::store {

namespace {

struct Meaning
{
    const char* state; ///< SQLSTATE, or the two digits of its class
    const char* code;
    const char* what; ///< goes on with ": " and the server's own words
    const char* advice;
};

// postgresql.org/docs/current/errcodes-appendix.html; the longer ones come before their class.
constexpr Meaning meanings[] = {
    {"40", "db.conflict", "somebody else changed the same rows", "try again"},
    {"55P03", "db.locked", "rows of the store stayed locked", "look who holds them (pg_locks), then try again"},
    {"57014", "db.locked", "the server cancelled a statement", "try again"},
    {"42501", "refused.permission", "your database role may not do this",
     "ask an admin of the store for the role that may: millrace_operator or millrace_admin"},
    {"25006", "store.readonly", "the store may only be read",
     "connect to the server's primary, or open the store for writing"},
    {"53100", "limit.disk", "the database server has no room left", "free space on its disk; nothing was lost"},
    {"53200", "limit.disk", "the database server has no memory left", "try again when it has less to do"},
    {"53300", "store.unreachable", "the database server takes no more connections",
     "raise max_connections, or run fewer hosts"},
    {"XX001", "store.corrupt", "the database is damaged", "restore a backup: millracectl store backup makes them"},
    {"XX002", "store.corrupt", "an index of the database is damaged", "REINDEX it, or restore a backup"},
    {"57P", "store.unreachable", "the database server shuts down or starts", "wait a moment and try again"},
    {"08", "store.unreachable", "the connection to the database server failed", "check host, port and network"},
    {"28", "store.unreachable", "the database server does not let you in",
     "check user, password (PGPASSWORD, ~/.pgpass or the keychain) and database; createdb NAME makes one"},
};

const Meaning* meaningOf(const QString& state)
{
    for (const Meaning& one : meanings) {
        if (state.startsWith(QLatin1String(one.state)))
            return &one;
    }
    return nullptr;
}

const QString refusedLogin = QStringLiteral("refused_login");

QString reasonOf(const QSqlError& error)
{
    QString reason = error.databaseText().isEmpty() ? error.driverText() : error.databaseText();
    reason = reason.section(QLatin1Char('\n'), 0, 0).trimmed();
    if (reason.startsWith(QLatin1String("ERROR: ")) || reason.startsWith(QLatin1String("FATAL: ")))
        reason = reason.mid(7).trimmed();
    return reason;
}

Error meant(const Meaning& meaning, const QString& reason, const StoreUrl& url, const QJsonObject& evidence)
{
    return Error(QLatin1String(meaning.code),
                 QStringLiteral("%1 (%2): %3").arg(QString::fromUtf8(meaning.what), url.text, reason), evidence)
        .withAdvice(QString::fromUtf8(meaning.advice));
}

} // namespace

Error connectError(const QSqlError& error, const StoreUrl& url, ServerAnswer answer)
{
    QJsonObject evidence{{QStringLiteral("statement"), QStringLiteral("connect")},
                         {QStringLiteral("server"), error.databaseText()},
                         {QStringLiteral("store"), url.text}};
    const char* state = "08";
    if (answer == ServerAnswer::NotNow)
        state = "57P";
    // A server that has no connection left says so to those who knock, too, and has one again when somebody leaves.
    else if (answer == ServerAnswer::Open && error.databaseText().contains(QLatin1String("too many")))
        state = "53300";
    else if (answer == ServerAnswer::Open)
        state = "28";
    if (qstrcmp(state, "28") == 0)
        evidence.insert(refusedLogin, true);
    return meant(*meaningOf(QLatin1String(state)), reasonOf(error), url, evidence);
}

bool isRefusedLogin(const Error& error)
{
    return error.evidence()[refusedLogin].toBool();
}

Error postgresError(const QSqlError& error, const QString& statement, const StoreUrl& url, bool lost)
{
    const QString state = error.nativeErrorCode();
    const QString reason = reasonOf(error);
    const QJsonObject evidence{{QStringLiteral("statement"), statement.left(500)},
                               {QStringLiteral("sqlstate"), state},
                               {QStringLiteral("server"), error.databaseText()},
                               {QStringLiteral("store"), url.text}};
    const Meaning* meaning = meaningOf(lost && !state.startsWith(QLatin1String("57P")) ? QStringLiteral("08") : state);
    if (meaning)
        return meant(*meaning, reason, url, evidence);
    return Error(QStringLiteral("store.sql"), QStringLiteral("the store refused a statement: %1").arg(reason), evidence)
        .withAdvice(QStringLiteral("report it with the traceback"));
}

} // namespace millrace::store
