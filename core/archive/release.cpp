// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/archive/release.h"

#include "core/base/error.h"
#include "core/deb/deb822.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace millrace::archive {

namespace {

QString text(const deb::Stanza& stanza, const char* field)
{
    return QString::fromUtf8(stanza.field(field)).simplified();
}

Error broken(const QString& why)
{
    return Error(QStringLiteral("archive.release"), QStringLiteral("the Release file is unusable: %1").arg(why));
}

QHash<QString, ReleaseFile> readTable(QByteArrayView table)
{
    QHash<QString, ReleaseFile> files;
    QByteArrayView line;
    while (deb::takeValueLine(table, line)) {
        if (line.isEmpty())
            continue;
        const QList<QByteArray> parts = line.toByteArray().simplified().split(' ');
        bool isNumber = false;
        const ReleaseFile file{parts.value(1).toLongLong(&isNumber), parts.value(0).toLower()};
        const bool isHex = file.sha256.size() == 64 && std::all_of(file.sha256.begin(), file.sha256.end(), [](char c) {
                               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                           });
        // The digest becomes part of an address and of a file name.
        if (parts.size() != 3 || !isNumber || file.size < 0 || !isHex)
            throw broken(QStringLiteral("\"%1\" is no row of its SHA256 table")
                             .arg(QString::fromUtf8(line.first(std::min<qsizetype>(line.size(), 200)))));
        files.insert(QString::fromUtf8(parts[2]), file);
    }
    return files;
}

} // namespace

qint64 parseReleaseDate(const QString& date)
{
    // RFC 1123 with the zone in words; only UTC is allowed.
    const QStringList words = date.simplified().split(QLatin1Char(' '));
    static const QStringList zones{QStringLiteral("UTC"), QStringLiteral("GMT"), QStringLiteral("Z"),
                                   QStringLiteral("+0000")};
    if (words.size() != 6 || !zones.contains(words[5]))
        return -1;
    QDateTime when =
        QLocale::c().toDateTime(words.mid(1, 4).join(QLatin1Char(' ')), QStringLiteral("d MMM yyyy H:mm:ss"));
    when.setTimeSpec(Qt::UTC);
    return when.isValid() ? when.toMSecsSinceEpoch() : -1;
}

Release parseRelease(const QByteArray& bytes)
{
    const deb::Stanza stanza = deb::parseStanza(bytes);
    if (!stanza.problem().isEmpty())
        throw broken(stanza.problem());
    Release release;
    release.origin = text(stanza, "Origin");
    release.label = text(stanza, "Label");
    release.suite = text(stanza, "Suite");
    release.codename = text(stanza, "Codename");
    release.version = text(stanza, "Version");
    release.byHash = text(stanza, "Acquire-By-Hash") == QLatin1String("yes");
    release.components = text(stanza, "Components").split(QLatin1Char(' '), Qt::SkipEmptyParts);
    release.dateMs = parseReleaseDate(text(stanza, "Date"));
    if (release.dateMs < 0)
        throw broken(QStringLiteral("its Date \"%1\" is none").arg(text(stanza, "Date")));
    if (stanza.has("Valid-Until")) {
        release.validUntilMs = parseReleaseDate(text(stanza, "Valid-Until"));
        if (release.validUntilMs < 0)
            throw broken(QStringLiteral("its Valid-Until \"%1\" is no date").arg(text(stanza, "Valid-Until")));
    }
    if (!stanza.has("SHA256"))
        throw broken(QStringLiteral("it has no SHA256 table"));
    release.files = readTable(stanza.field("SHA256"));
    return release;
}

} // namespace millrace::archive
