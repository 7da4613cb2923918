// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/uploadwriter.h"

namespace millrace::store {

QString placeholders(qsizetype count)
{
    return QStringList(count, QStringLiteral("?")).join(QStringLiteral(", "));
}

QString placeholderRows(qsizetype rows, int columns)
{
    const QString row = QLatin1Char('(') + placeholders(columns) + QLatin1Char(')');
    return QStringList(rows, row).join(QStringLiteral(", "));
}

UploadWriter::UploadWriter(Database& database)
    : m_database(database)
{
}

void UploadWriter::readPackages(const QStringList& names)
{
    QSqlQuery query = m_database.select(
        QStringLiteral("SELECT name, id, newest_key FROM package WHERE name IN (%1)").arg(placeholders(names.size())),
        QVariantList(names.cbegin(), names.cend()));
    while (query.next())
        m_packages.insert(query.value(0).toString(), {query.value(1).toLongLong(), query.value(2).toByteArray()});
}

QHash<QString, const IndexEntry*> UploadWriter::unknown(const Batch& batch) const
{
    QHash<QString, const IndexEntry*> newest;
    for (const IndexEntry* entry : batch) {
        if (m_packages.contains(entry->package))
            continue;
        const IndexEntry*& one = newest[entry->package];
        if (!one || one->versionKey < entry->versionKey)
            one = entry;
    }
    return newest;
}

void UploadWriter::writePackages(const Batch& batch)
{
    if (const QStringList names = unknown(batch).keys(); !names.isEmpty())
        readPackages(names);
    if (const auto missing = unknown(batch); !missing.isEmpty()) {
        QVariantList values;
        for (const IndexEntry* entry : missing)
            values << entry->package << entry->version << entry->versionKey;
        m_database.run(QStringLiteral("INSERT INTO package(name, newest_version, newest_key) VALUES %1 "
                                      "ON CONFLICT(name) DO NOTHING")
                           .arg(placeholderRows(missing.size(), 3)),
                       values);
        readPackages(missing.keys());
    }
    for (const IndexEntry* entry : batch) {
        Package& package = m_packages[entry->package];
        if (package.newestKey >= entry->versionKey)
            continue;
        m_database.run(QStringLiteral("UPDATE package SET newest_version = ?, newest_key = ? WHERE id = ?"),
                       {entry->version, entry->versionKey, package.id});
        package.newestKey = entry->versionKey;
    }
}

void UploadWriter::write(qint64 archiveId, const QList<IndexEntry>& entries)
{
    Batch batch;
    for (const IndexEntry& entry : entries) {
        batch.append(&entry);
        if (batch.size() == batchSize || &entry == &entries.constLast())
            writeBatch(archiveId, std::exchange(batch, {}));
    }
}

void UploadWriter::writeBatch(qint64 archiveId, const Batch& batch)
{
    writePackages(batch);
    QVariantList values;
    values.reserve(batch.size() * 8);
    const QVariant archive = archiveId > 0 ? QVariant(archiveId) : QVariant();
    for (const IndexEntry* entry : batch)
        values << entry->identity << m_packages.value(entry->package).id << archive << entry->version
               << entry->versionKey << entry->format << entry->location << QString::fromLatin1(entry->filesJson);
    m_database.run(
        QStringLiteral("INSERT INTO upload(dsc_sha256, package_id, archive_id, version, version_key, format, "
                       "location, files_json) VALUES %1 ON CONFLICT(dsc_sha256) DO NOTHING")
            .arg(placeholderRows(batch.size(), 8)),
        values);
}

} // namespace millrace::store
