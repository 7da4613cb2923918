// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/indexentry.h"

#include "core/deb/version.h"

namespace millrace::store {

namespace {

/// Written by hand: of a suite's 40,000 uploads QJsonDocument took a third of the time of recording them. Names are
/// printable ASCII (deb::isValidFileName), so two characters need escaping; digests are hex.
QByteArray filesJson(const QList<deb::SourceFile>& files)
{
    QByteArray json = "[";
    for (const deb::SourceFile& file : files) {
        const auto [kind, digest] = !file.sha256.isEmpty() ? std::pair("sha256", file.sha256)
                                    : !file.sha1.isEmpty() ? std::pair("sha1", file.sha1)
                                                           : std::pair("md5", file.md5);
        QByteArray name = file.name.toLatin1();
        name.replace('\\', "\\\\").replace('"', "\\\"");
        json += json.size() > 1 ? ",{\"name\":\"" : "{\"name\":\"";
        json += name + "\",\"" + kind + "\":\"" + digest + "\",\"size\":" + QByteArray::number(file.size) + '}';
    }
    json += ']';
    return json;
}

/// What tells uploads apart: the .dsc's SHA-256, or for old indexes, which have only weaker digests, the best of those.
QString identityOf(const deb::SourceRecord& record)
{
    if (!record.dscSha256.isEmpty() || record.files.isEmpty())
        return QString::fromLatin1(record.dscSha256);
    const deb::SourceFile& dsc = record.files.constFirst();
    return dsc.sha1.isEmpty() ? QLatin1String("md5:") + QString::fromLatin1(dsc.md5)
                              : QLatin1String("sha1:") + QString::fromLatin1(dsc.sha1);
}

} // namespace

IndexEntry indexEntry(const deb::SourceRecord& record)
{
    return {record.package,         record.version, deb::versionSortKey(record.version.toUtf8()),
            identityOf(record),     record.format,  record.directory,
            filesJson(record.files)};
}

QList<IndexEntry> indexEntries(const QList<deb::SourceRecord>& records)
{
    QList<IndexEntry> entries;
    entries.reserve(records.size());
    for (const deb::SourceRecord& record : records)
        entries.append(indexEntry(record));
    return entries;
}

} // namespace millrace::store
