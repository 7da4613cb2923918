// SPDX-License-Identifier: GPL-3.0-or-later
// Database: one open connection and the few things in which SQLite and PostgreSQL differ. The tables of this folder
// are written once, in SQL that both understand, on top of it.
// Belongs to the thread that opened it (QSqlDatabase's rule); StoreThread sees to that.
#pragma once

#include "core/store/storeurl.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariantList>

#include <functional>
#include <memory>
#include <unordered_map>

namespace millrace::store {

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
    /// Runs a query with positional values; the result stands before the first row. Finish reading it before the
    /// next write.
    QSqlQuery select(const QString& sql, const QVariantList& values = {});
    /// The first row, empty if there is none; prepared once per connection, for what is asked once per record.
    QVariantList row(const QString& sql, const QVariantList& values = {});
    /// The first column of the first row; an invalid QVariant if there is no row.
    QVariant value(const QString& sql, const QVariantList& values = {});
    /// Runs an INSERT … without RETURNING and gives the new row's id.
    qint64 insert(const QString& sql, const QVariantList& values);

    /// Runs @p work in one write transaction; an exception rolls back. Nested calls join the outer one.
    /// Keep it short: no I/O inside.
    void transaction(const std::function<void()>& work);

    /// Marks @p topic as changed, in the current transaction; see ChangeFeed.
    void touch(const char* topic);
    /// Folder of the migrations below :/sql: "sqlite" or "postgres".
    virtual QString dialect() const = 0;

    bool readOnly() const { return m_mode == OpenMode::ReadOnly; }
    const StoreUrl& url() const { return m_url; }

protected:
    Database(StoreUrl url, OpenMode mode, QString connection);
    virtual void begin() = 0;
    /// Turns a driver's error into ours; @p what is the statement.
    [[noreturn]] virtual void fail(const QSqlError& error, const QString& what) const = 0;
    QSqlDatabase connection() const { return QSqlDatabase::database(m_connection, false); }
    const QString& connectionName() const { return m_connection; }
    /// Runs one statement unprepared: PRAGMA, BEGIN, COMMIT, DDL.
    void execSimple(const QString& sql);
    QSqlQuery& prepared(const QString& sql);
    friend class Migrations;

private:
    StoreUrl m_url;
    OpenMode m_mode;
    QString m_connection;
    std::unordered_map<QString, QSqlQuery> m_prepared;
    QVariant m_lastInsertId;
    int m_depth = 0;
};

/// Cells of the store to JSON and back.
QJsonObject jsonObjectOf(const QVariant& text);
QJsonArray jsonArrayOf(const QVariant& text);

} // namespace millrace::store
