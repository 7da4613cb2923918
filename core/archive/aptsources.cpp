// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/archive/aptsources.h"

#include "core/archive/aptentry.h"
#include "core/base/error.h"
#include "core/base/process.h"
#include "core/base/step.h"
#include "core/deb/deb822.h"

#include <QBuffer>

#include <algorithm>

namespace millrace::archive {

namespace {

QString text(const deb::Stanza& stanza, const char* field)
{
    return QString::fromUtf8(stanza.field(field));
}

/// http, https and file; apt's copy: is file: for a reader. Others (cdrom:, mirror+…) give nothing.
QUrl readableUri(const QString& uri)
{
    QUrl url(uri);
    if (url.scheme() == QLatin1String("copy"))
        url.setScheme(QStringLiteral("file"));
    if (url.scheme() != QLatin1String("http") && url.scheme() != QLatin1String("https") &&
        url.scheme() != QLatin1String("file"))
        return {};
    if (!url.path().endsWith(QLatin1Char('/')))
        url.setPath(url.path() + QLatin1Char('/'));
    return url;
}

/// The last part of the path; where that says nothing, the host.
QString nameFromUri(const QUrl& uri)
{
    const QString last = uri.path().section(QLatin1Char('/'), -1, -1, QString::SectionSkipEmpty);
    const bool vague =
        last.isEmpty() || last == QLatin1String("apt") || last == QLatin1String("deb") || last == QLatin1String("repo");
    const QString name = vendorWord(vague ? uri.host() : last);
    return name.isEmpty() ? QStringLiteral("archive") : name;
}

QString uniqueName(const QString& wanted, const QList<DetectedArchive>& archives)
{
    QString name = wanted;
    const auto taken = [&](const DetectedArchive& archive) { return archive.name == name; };
    for (int i = 2; std::any_of(archives.begin(), archives.end(), taken); ++i)
        name = QStringLiteral("%1-%2").arg(wanted).arg(i);
    return name;
}

void addKeyrings(DetectedArchive& archive, const AptEntry& entry, const AptSettings& settings)
{
    QStringList keyrings = entry.signedBy;
    // Fingerprints alone restrict which of apt's own keys are believed.
    const bool hasKeys = std::any_of(keyrings.begin(), keyrings.end(), [](const QString& keyring) {
        return keyring.contains(QLatin1Char('/')) || keyring.startsWith(QLatin1String("-----"));
    });
    if (!hasKeys)
        keyrings += settings.trustedKeyrings();
    for (const QString& keyring : keyrings) {
        if (!archive.keyrings.contains(keyring))
            archive.keyrings.append(keyring);
    }
}

void addTarget(QList<DetectedArchive>& archives, const deb::Stanza& stanza, const QUrl& uri,
               const AptSettings& settings)
{
    auto archive = std::find_if(archives.begin(), archives.end(),
                                [&](const DetectedArchive& candidate) { return candidate.baseUri == uri; });
    if (archive == archives.end()) {
        archives.append({.name = uniqueName(nameFromUri(uri), archives), .baseUri = uri});
        archive = archives.end() - 1;
    }
    if (archive->vendor.isEmpty())
        archive->vendor = vendorWord(text(stanza, "Origin"));
    const QString name = text(stanza, "Release");
    auto suite = std::find_if(archive->suites.begin(), archive->suites.end(),
                              [&](const DetectedSuite& candidate) { return candidate.name == name; });
    if (suite == archive->suites.end()) {
        archive->suites.append(
            {name, text(stanza, "Codename"), text(stanza, "Suite"), text(stanza, "Origin"), text(stanza, "Label")});
        suite = archive->suites.end() - 1;
        const AptEntry entry = readAptEntry(text(stanza, "Sourcesentry"));
        addKeyrings(*archive, entry, settings);
        if (entry.checkValidUntil)
            archive->checkValidUntil = entry.checkValidUntil;
    }
    const QString component = text(stanza, "Component");
    if (!suite->components.contains(component))
        suite->components.append(component);
}

} // namespace

QString vendorWord(const QString& origin)
{
    QString word;
    for (const QChar c : origin.toLower()) {
        const bool plain =
            (c >= QLatin1Char('a') && c <= QLatin1Char('z')) || (c >= QLatin1Char('0') && c <= QLatin1Char('9'));
        if (plain)
            word += c;
        else if (!word.isEmpty() && !word.endsWith(QLatin1Char('-')))
            word += QLatin1Char('-');
    }
    while (word.endsWith(QLatin1Char('-')))
        word.chop(1);
    return word;
}

QList<DetectedArchive> parseIndexTargets(const QByteArray& output, const AptSettings& settings)
{
    QByteArray bytes = output;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    deb::StanzaReader reader(deb::readFrom(buffer));
    deb::Stanza stanza;
    QList<DetectedArchive> archives;
    QStringList noted;
    const auto noteOnce = [&](const QString& note) {
        if (!noted.contains(note))
            Step::note(note);
        noted.append(note);
    };
    while (reader.next(stanza)) {
        const QByteArrayView target = stanza.field("Created-By");
        if (target != QByteArrayView("Packages") && target != QByteArrayView("Sources"))
            continue;
        const QString repository = text(stanza, "Repo-URI");
        const QUrl uri = readableUri(repository);
        if (uri.isEmpty())
            noteOnce(QStringLiteral("%1 is left out: only http, https and file archives can be read").arg(repository));
        else if (!stanza.has("Component") || stanza.field("Component").isEmpty())
            noteOnce(QStringLiteral("%1 is left out: it is a flat repository, without suites").arg(repository));
        else
            addTarget(archives, stanza, uri, settings);
    }
    for (DetectedArchive& archive : archives) {
        if (archive.vendor.isEmpty()) // apt has not fetched it yet: "debian-security" is most likely Debian's
            archive.vendor = archive.name.section(QLatin1Char('-'), 0, 0);
    }
    return archives;
}

QList<DetectedArchive> detectArchives(const AptSettings& settings)
{
    Step step("detect this machine's archives");
    try {
        const ProcessResult result = runProcessChecked({QStringLiteral("apt-get"), {QStringLiteral("indextargets")}});
        return parseIndexTargets(result.output, settings);
    } catch (const Error& error) {
        if (error.code() != QLatin1String("internal.tool"))
            throw;
        Step::note(QStringLiteral("apt-get did not tell this machine's archives: %1").arg(error.message()));
        return {};
    }
}

} // namespace millrace::archive
