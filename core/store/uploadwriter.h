// SPDX-License-Identifier: GPL-3.0-or-later
// UploadWriter: finds or makes the packages and uploads of index entries, many in one statement: a suite has 40,000 of
// them, and it is the number of statements that takes the time. Lives inside one transaction. Thread rule:
// StateStore's.
#pragma once

#include "core/store/database.h"
#include "core/store/indexentry.h"

#include <QHash>

namespace millrace::store {

class UploadWriter
{
public:
    /// How many entries go into one statement.
    static constexpr qsizetype batchSize = 100;

    explicit UploadWriter(Database& database);
    /// @p archiveId: where the files of new uploads are; 0 = in no archive.
    void write(qint64 archiveId, const QList<IndexEntry>& entries);

private:
    using Batch = QList<const IndexEntry*>;
    struct Package
    {
        qint64 id = 0;
        QByteArray newestKey = {};
    };
    void writeBatch(qint64 archiveId, const Batch& batch);
    void writePackages(const Batch& batch);
    void readPackages(const QStringList& names);
    /// The newest entry of each package in the batch that is not known yet.
    QHash<QString, const IndexEntry*> unknown(const Batch& batch) const;

    Database& m_database;
    QHash<QString, Package> m_packages;
};

/// "(?, ?), (?, ?), (?, ?)" for @p rows rows of @p columns cells; a list for IN has rows of one cell without brackets.
QString placeholderRows(qsizetype rows, int columns);
QString placeholders(qsizetype count);

} // namespace millrace::store
