// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deb/sourceindex.h"

#include "core/deb/ascii.h"
#include "core/deb/filelist.h"
#include "core/deb/names.h"
#include "core/deb/version.h"

namespace millrace::deb {

namespace {

// Relative, without "." and ".." components and without a slash at the end; nothing if it leads elsewhere.
std::optional<QString> cleanDirectory(QByteArrayView directory)
{
    if (directory.startsWith('/') || !std::all_of(directory.begin(), directory.end(), isGraphic))
        return std::nullopt;
    QString clean;
    const QString text = QString::fromLatin1(directory);
    for (const QStringView part : QStringView(text).split(u'/', Qt::SkipEmptyParts)) {
        if (part == u"..")
            return std::nullopt;
        if (part == u".")
            continue;
        if (!clean.isEmpty())
            clean += u'/';
        clean += part;
    }
    return clean;
}

// Fills @p record; returns what is wrong, nothing if it is right.
QString readRecord(const Stanza& stanza, SourceRecord& record)
{
    if (!stanza.problem().isEmpty())
        return stanza.problem();
    record.package = QString::fromLatin1(stanza.field("Package"));
    if (!isValidSourceName(record.package))
        return QStringLiteral("the package name is not allowed");
    const QByteArrayView version = stanza.field("Version");
    if (!isValidVersion(version))
        return QStringLiteral("the version is not allowed");
    record.version = QString::fromLatin1(version);
    record.format = QString::fromLatin1(stanza.field("Format"));
    std::optional<QString> directory = cleanDirectory(stanza.field("Directory"));
    if (!directory)
        return QStringLiteral("the directory leads out of the archive");
    record.directory = std::move(*directory);

    FileList list = mergeFileLists(stanza);
    if (!list.problem.isEmpty())
        return list.problem;
    const auto isDsc = [](const SourceFile& file) { return file.name.endsWith(QLatin1String(".dsc")); };
    const auto dsc = std::find_if(list.files.begin(), list.files.end(), isDsc);
    if (dsc == list.files.end() || std::any_of(dsc + 1, list.files.end(), isDsc))
        return QStringLiteral("there is not exactly one .dsc file");
    std::rotate(list.files.begin(), dsc, dsc + 1);
    record.dscSha256 = list.files.constFirst().sha256;
    record.files = std::move(list.files);
    return {};
}

} // namespace

SourceIndexSummary readSources(ReadCallback read, const std::function<void(SourceRecord&&)>& take)
{
    SourceIndexSummary summary;
    StanzaReader reader(std::move(read));
    Stanza stanza;
    while (reader.next(stanza)) {
        if (equalsIgnoringCase(stanza.field("Extra-Source-Only"), "yes")) {
            ++summary.extra;
            continue;
        }
        SourceRecord record;
        const QString problem = readRecord(stanza, record);
        if (problem.isEmpty()) {
            ++summary.records;
            take(std::move(record));
            continue;
        }
        if (summary.skipped == 0) {
            const QByteArrayView name = stanza.field("Package");
            summary.firstProblem =
                QStringLiteral("In the source package \"%1\": %2")
                    .arg(QString::fromLatin1(name.first(std::min<qsizetype>(name.size(), 100))), problem);
        }
        ++summary.skipped;
    }
    return summary;
}

} // namespace millrace::deb
