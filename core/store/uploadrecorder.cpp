// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/uploadrecorder.h"

#include "core/deb/version.h"
#include "core/store/database.h"

#include <QHash>

#include <functional>

namespace millrace::store {

namespace {

constexpr qsizetype atOnce = 500;

struct KnownPackage
{
    qint64 id = 0;
    bool tracked = false;
    QByteArray newest = {};
};

/// The newest version that an index has of a package.
struct Newest
{
    QString version = {};
    QByteArray key = {};
};

QString marks(qsizetype count)
{
    return QStringList(count, QStringLiteral("?")).join(QLatin1Char(','));
}

/// Runs "@p select IN (…)" over all of @p texts.
void lookUp(Database& database, const QString& select, const QStringList& texts,
            const std::function<void(const QSqlQuery&)>& take)
{
    for (qsizetype first = 0; first < texts.size(); first += atOnce) {
        QVariantList values;
        for (const QString& text : texts.mid(first, atOnce))
            values.append(text);
        QSqlQuery query = database.select(QStringLiteral("%1 IN (%2)").arg(select, marks(values.size())), values);
        while (query.next())
            take(query);
    }
}

/// Written by hand: of a suite's 40,000 uploads QJsonDocument took a third of the time of recording them. Names are
/// printable ASCII (deb::isValidFileName), so two characters need escaping; digests are hex.
QString filesJson(const QList<deb::SourceFile>& files)
{
    QString json = QStringLiteral("[");
    for (const deb::SourceFile& file : files) {
        const auto [kind, digest] = !file.sha256.isEmpty() ? std::pair("sha256", file.sha256)
                                    : !file.sha1.isEmpty() ? std::pair("sha1", file.sha1)
                                                           : std::pair("md5", file.md5);
        QString name = file.name;
        name.replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('"'), QLatin1String("\\\""));
        json += (json.size() > 1 ? QLatin1String(",{\"name\":\"") : QLatin1String("{\"name\":\"")) + name +
                QLatin1String("\",\"") + QLatin1String(kind) + QLatin1String("\":\"") + QLatin1String(digest) +
                QLatin1String("\",\"size\":") + QString::number(file.size) + QLatin1Char('}');
    }
    json += QLatin1Char(']');
    return json;
}

QHash<QString, KnownPackage> recordPackages(Database& database, const QList<deb::SourceRecord>& records)
{
    QStringList names; // in the order of the index: their ids follow it
    QHash<QString, Newest> newest;
    for (const deb::SourceRecord& record : records) {
        const QByteArray key = deb::versionSortKey(record.version.toUtf8());
        Newest& own = newest[record.package];
        if (own.key.isNull())
            names.append(record.package);
        if (own.key.isNull() || own.key < key)
            own = {record.version, key};
    }
    QHash<QString, KnownPackage> known;
    const auto read = [&](const QStringList& wanted) {
        lookUp(database, QStringLiteral("SELECT name, id, tracked, newest_key FROM package WHERE name"), wanted,
               [&](const QSqlQuery& query) {
                   known.insert(query.value(0).toString(),
                                {query.value(1).toLongLong(), query.value(2).toBool(), query.value(3).toByteArray()});
               });
    };
    read(names);
    QStringList missing;
    QList<QVariantList> rows;
    for (const QString& name : std::as_const(names)) {
        const Newest& own = newest[name];
        if (const auto it = known.constFind(name); it == known.constEnd()) {
            missing.append(name);
            rows.append({name, own.version, own.key});
        } else if (it->newest < own.key) {
            database.runLater(QStringLiteral("UPDATE package SET newest_version = ?, newest_key = ? "
                                             "WHERE id = ? AND newest_key < ?"),
                              {own.version, own.key, it->id, own.key});
        }
    }
    insertNew(database, QStringLiteral("INSERT INTO package(name, newest_version, newest_key)"), rows);
    read(missing);
    return known;
}

QHash<QString, qint64> recordFiles(Database& database, qint64 archiveId, const QList<deb::SourceRecord>& records,
                                   const QHash<QString, KnownPackage>& packages)
{
    QStringList identities;
    for (const deb::SourceRecord& record : records)
        identities.append(identityOf(record));
    QHash<QString, qint64> known;
    const auto read = [&](const QStringList& wanted) {
        lookUp(database, QStringLiteral("SELECT dsc_sha256, id FROM upload WHERE dsc_sha256"), wanted,
               [&](const QSqlQuery& query) { known.insert(query.value(0).toString(), query.value(1).toLongLong()); });
    };
    read(identities);
    QStringList missing;
    QList<QVariantList> rows;
    for (qsizetype i = 0; i < records.size(); ++i) {
        const deb::SourceRecord& record = records.at(i);
        if (known.contains(identities.at(i)))
            continue;
        known.insert(identities.at(i), 0); // a second one like it is the same
        missing.append(identities.at(i));
        rows.append({identities.at(i), packages[record.package].id, archiveId > 0 ? QVariant(archiveId) : QVariant(),
                     record.version, deb::versionSortKey(record.version.toUtf8()), record.format, record.directory,
                     filesJson(record.files)});
    }
    insertNew(database,
              QStringLiteral("INSERT INTO upload(dsc_sha256, package_id, archive_id, version, version_key, format, "
                             "location, files_json)"),
              rows);
    read(missing);
    return known;
}

} // namespace

QString identityOf(const deb::SourceRecord& record)
{
    if (!record.dscSha256.isEmpty() || record.files.isEmpty())
        return QString::fromLatin1(record.dscSha256);
    const deb::SourceFile& dsc = record.files.constFirst();
    return dsc.sha1.isEmpty() ? QLatin1String("md5:") + QString::fromLatin1(dsc.md5)
                              : QLatin1String("sha1:") + QString::fromLatin1(dsc.sha1);
}

QList<RecordedUpload> recordUploads(Database& database, qint64 archiveId, const QList<deb::SourceRecord>& records)
{
    const QHash<QString, KnownPackage> packages = recordPackages(database, records);
    const QHash<QString, qint64> uploads = recordFiles(database, archiveId, records, packages);
    QList<RecordedUpload> result;
    result.reserve(records.size());
    for (const deb::SourceRecord& record : records) {
        const KnownPackage package = packages.value(record.package);
        result.append({package.id, uploads.value(identityOf(record)), package.tracked});
    }
    return result;
}

int insertNew(Database& database, const QString& insert, const QList<QVariantList>& rows)
{
    int added = 0;
    for (qsizetype first = 0; first < rows.size(); first += atOnce) {
        const QList<QVariantList> some = rows.mid(first, atOnce);
        QVariantList values;
        for (const QVariantList& row : some)
            values += row;
        const QString row = QLatin1Char('(') + marks(some.constFirst().size()) + QLatin1Char(')');
        added +=
            database
                .select(insert + QLatin1String(" VALUES ") + QStringList(some.size(), row).join(QLatin1String(", ")) +
                            QLatin1String(" ON CONFLICT DO NOTHING"),
                        values)
                .numRowsAffected();
    }
    return added;
}

} // namespace millrace::store
