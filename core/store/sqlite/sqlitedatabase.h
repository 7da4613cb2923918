// SPDX-License-Identifier: GPL-3.0-or-later
// The SQLite side of Database: WAL, foreign keys, BEGIN IMMEDIATE, busy time-out. Same thread rule as Database.
#pragma once

#include "core/store/database.h"

#include <unordered_map>

namespace millrace::store {

class SqliteDatabase final : public Database
{
public:
    SqliteDatabase(const StoreUrl& url, OpenMode mode);
    ~SqliteDatabase() override;

    void runLater(const QString& sql, const QVariantList& values) override { run(sql, values); }
    qint64 insert(const QString& sql, const QVariantList& values) override;
    QString dialect() const override { return QStringLiteral("sqlite"); }
    QString likeOperator() const override { return QStringLiteral("LIKE"); }
    /// One writer at a time: nothing is ever locked by another one.
    QString lock() const override { return {}; }
    QString skipLocked(const QString&) const override { return {}; }
    bool writesInQueries() const override { return false; }
    bool joinsWholeTables() const override { return false; }
    int schemaVersion() override;
    void lockSchema() override {}
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
    void configure();
    /// For what SQLite refuses at once, or after its time-out, while another one writes: tried again with growing
    /// pauses.
    void executePatiently(const QString& sql);

    std::unordered_map<QString, QSqlQuery> m_kept; ///< SQL → its prepared statement
};

} // namespace millrace::store
