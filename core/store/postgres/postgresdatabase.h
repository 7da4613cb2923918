// SPDX-License-Identifier: GPL-3.0-or-later
// The PostgreSQL side of Database. A connection that is lost is opened again by the next call: what fails with it
// throws store.unreachable, except that a read outside of a transaction, and the begin of one, are tried once more.
// Same thread rule as Database.
#pragma once

#include "core/base/error.h"
#include "core/store/database.h"

#include <QHash>

#include <optional>

namespace millrace::store {

/// Where commits are told (NOTIFY); the payload names their topics, separated by commas.
inline constexpr const char* notifyChannel = "millrace";

/// Opens a Qt connection of this name to the server; throws Error store.unreachable. @p purpose shows in
/// pg_stat_activity. The connection has no statements of ours prepared and no session set up.
void openPostgres(const QString& connectionName, const StoreUrl& url, const QString& purpose);

class PostgresDatabase final : public Database
{
public:
    PostgresDatabase(const StoreUrl& url, OpenMode mode);

    void runLater(const QString& sql, const QVariantList& values) override;
    qint64 insert(const QString& sql, const QVariantList& values) override;
    QString dialect() const override { return QStringLiteral("postgres"); }
    QString likeOperator() const override { return QStringLiteral("ILIKE"); }
    QString lock() const override { return QStringLiteral(" FOR UPDATE"); }
    QString skipLocked(const QString& aliases) const override;
    bool writesInQueries() const override { return true; }
    bool joinsWholeTables() const override { return true; }
    int schemaVersion() override;
    void lockSchema() override;
    void setSchemaVersion(int version) override;
    Rights rights() override;
    QList<TableInfo> tables() override;
    void continueIds(const QString& table, qint64 lastId) override;
    void backup(const QString& file) override;

protected:
    QSqlQuery open(const QString& sql, const QVariantList& values) override;
    void withKept(const QString& sql, const QVariantList& values, const std::function<void(QSqlQuery&)>& use) override;
    void begin(Isolation isolation) override;
    void beginReading() override;
    void commit(const Topics& topics) override;
    void rollback() override;
    void tell(const Topics& topics) override;
    [[noreturn]] void fail(const QSqlError& error, const QString& what) override;

private:
    void connectToServer();
    /// Sends a statement and what waits to go ahead of it, in one round trip; the result is the statement's.
    /// @p what stands for it in errors.
    QSqlQuery send(const QString& text, const QString& what);
    QSqlQuery sendNow(const QString& text, int ahead, const QString& what);
    /// EXECUTE of a statement that is prepared once per connection, or the call of the function that stands for it.
    QString executeText(const QString& sql, const QVariantList& values);
    /// Whether the login is an operator's, who changes the store by functions only; asked once per connection.
    bool actsByFunctions();
    void sendAhead(const QString& text);
    void sendBegin(const QString& mode);
    /// Where nothing can have happened yet, a lost connection is opened again and @p work done once more.
    template <typename Work> auto surviving(Work work);
    QString countUp(const Topics& topics);
    QString notice(const Topics& topics) const;

    QHash<QString, QString> m_kept; ///< SQL → its name among the server's prepared statements
    QString m_ahead;                ///< statements, each with its semicolon, that go with the next one: BEGIN first
    int m_aheadCount = 0;
    bool m_begun = false;       ///< the server has had the BEGIN of the transaction
    std::optional<bool> m_acts; ///< actsByFunctions(), once it was asked
    int m_writer = 0;           ///< which rows of the table change are ours; 0 = not chosen yet
    /// What failed first in this transaction, which can only be rolled back since.
    std::optional<Error> m_failed;
};

} // namespace millrace::store
