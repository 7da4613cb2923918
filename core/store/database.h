// SPDX-License-Identifier: GPL-3.0-or-later
// Database: one open connection and the few things in which SQLite and PostgreSQL differ. The tables of this folder
// are written once, in SQL that both understand, on top of it.
// Belongs to the thread that opened it (QSqlDatabase's rule); StoreThread sees to that.
#pragma once

#include "core/store/rights.h"
#include "core/store/storeurl.h"
#include "core/store/tablecatalog.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QMap>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariantList>

#include <functional>
#include <memory>

namespace millrace::store {

/// What a transaction sees of others that write at the same time. SQLite has one writer: there it makes no difference.
enum class Isolation {
    Snapshot, ///< the state at its begin; changing a row that another changed since then runs the work again
    Newest,   ///< what is committed at each statement: for work that locks its rows itself, as leasing does
};

class Database
{
public:
    virtual ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Opens without looking at the schema. Throws Error store.unreachable, store.corrupt, store.readonly.
    static std::unique_ptr<Database> open(const StoreUrl& url, OpenMode mode);

    /// Runs a statement that returns no rows; prepared once per connection. Returns the number of rows it changed.
    int run(const QString& sql, const QVariantList& values = {});
    /// The same where nobody waits for the answer: inside a transaction a server gets it together with the next
    /// statement or the commit, which then throw what it would have thrown.
    virtual void runLater(const QString& sql, const QVariantList& values = {}) = 0;
    /// Runs a query with positional values; the result stands before the first row. Finish reading it before the
    /// next write.
    QSqlQuery select(const QString& sql, const QVariantList& values = {});
    /// The first row, empty if there is none; prepared once per connection, for what is asked once per record.
    QVariantList row(const QString& sql, const QVariantList& values = {});
    /// Hands every row to @p use; prepared once per connection.
    void forEachRow(const QString& sql, const QVariantList& values, const std::function<void(const QSqlQuery&)>& use);
    /// The first column of the first row; an invalid QVariant if there is no row.
    QVariant value(const QString& sql, const QVariantList& values = {});
    /// Runs an INSERT … without RETURNING into a table with a column "id" and gives the new row's id.
    virtual qint64 insert(const QString& sql, const QVariantList& values) = 0;

    /// Runs @p work in one write transaction; an exception rolls back. Nested calls join the outer one.
    /// Keep it short: no I/O inside. Where others write at the same time, work that collided with theirs is rolled back
    /// and run again from its start: it must set its results anew, never add to them. Throws Error "db.locked" when
    /// it collides again and again.
    void transaction(const std::function<void()>& work, Isolation isolation = Isolation::Snapshot);

    /// Runs @p work, which only reads, on one state of the store, whatever others write meanwhile.
    void reading(const std::function<void()>& work);

    /// Whether a transaction is under way, of either kind.
    bool inTransaction() const { return m_inTransaction; }

    /// Marks @p topic as changed, in the current transaction; see ChangeFeed.
    void touch(const char* topic);

    /// Folder of the migrations below :/sql: "sqlite" or "postgres".
    virtual QString dialect() const = 0;
    /// LIKE that takes no notice of the case of ASCII letters.
    virtual QString likeOperator() const = 0;
    /// Ends a SELECT: locks the rows until the transaction ends, after whoever else has locked them.
    virtual QString lock() const = 0;
    /// Ends a SELECT … LIMIT of rows to work on: locks those of @p aliases and leaves out what another one has locked.
    virtual QString skipLocked(const QString& aliases) const = 0;

    /// Whether the parts of a WITH may write: then what belongs together is one statement, and one round trip.
    virtual bool writesInQueries() const = 0;

    /// Whether a join of whole tables costs little more than reading them. Where every row of the one is looked up in
    /// the other, what is found of the one comes first: see FilterFields::lookups.
    virtual bool joinsWholeTables() const = 0;

    /// The schema's number; 0 = an empty store.
    virtual int schemaVersion() = 0;
    /// Both only inside the transaction that changes the schema: keeps other programs from doing the same meanwhile,
    /// and writes down how far it came.
    virtual void lockSchema() = 0;
    virtual void setSchemaVersion(int version) = 0;
    /// Runs one statement unprepared: DDL.
    void execute(const QString& sql);

    virtual Rights rights() = 0;
    /// All tables but the database's own and the list of migrations, each after those that it refers to.
    virtual QList<TableInfo> tables() = 0;
    /// New rows of the table get ids above this.
    virtual void continueIds(const QString& table, qint64 lastId) = 0;
    /// Writes a copy of the store as it is at this moment, in the database's own format, and checks that it can be
    /// read. @p file: must not exist. Blocks as long as that takes; others go on working.
    virtual void backup(const QString& file) = 0;

    bool readOnly() const { return m_mode == OpenMode::ReadOnly; }
    const StoreUrl& url() const { return m_url; }

protected:
    using Topics = QMap<QByteArray, int>; ///< topic → how often it was touched

    Database(StoreUrl url, OpenMode mode);

    virtual QSqlQuery open(const QString& sql, const QVariantList& values) = 0;
    /// Executes a statement that is kept for the next time and hands it to @p use.
    virtual void withKept(const QString& sql, const QVariantList& values,
                          const std::function<void(QSqlQuery&)>& use) = 0;
    virtual void begin(Isolation isolation) = 0;
    virtual void beginReading() = 0;
    /// Counts the topics up and commits.
    virtual void commit(const Topics& topics) = 0;
    virtual void rollback() = 0;
    /// Counts the topics up, outside of a transaction.
    virtual void tell(const Topics& topics) = 0;
    /// Turns a driver's error into ours; @p what is the statement.
    [[noreturn]] virtual void fail(const QSqlError& error, const QString& what) = 0;

    QSqlDatabase connection() const { return QSqlDatabase::database(m_connection, false); }
    const QString& connectionName() const { return m_connection; }

private:
    void runOnce(const std::function<void()>& work, Isolation isolation);

    StoreUrl m_url;
    OpenMode m_mode;
    QString m_connection;
    bool m_inTransaction = false;
    Topics m_touched;
};

/// Cells of the store to JSON and back.
QJsonObject jsonObjectOf(const QVariant& text);
QJsonArray jsonArrayOf(const QVariant& text);

} // namespace millrace::store
