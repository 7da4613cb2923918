// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/identity.h"

#include "core/deb/identity.h"

namespace millrace::importer {

git::Identity importerIdentity(qint64 seconds, int offsetMinutes)
{
    return {"Millrace Importer", "importer@millrace.invalid", seconds, offsetMinutes};
}

CommitIdentity commitIdentity(const deb::ChangelogEntry& entry, const QByteArray& fallbackMaintainer,
                              const QString& vendor)
{
    CommitIdentity result;
    const QByteArray& maintainer = entry.maintainer.isEmpty() ? fallbackMaintainer : entry.maintainer;
    const deb::Identity person = deb::parseMaintainer(maintainer, vendor.toUtf8());
    if (person.latin1)
        result.flags.append(QStringLiteral("latin1"));
    const std::optional<deb::AuthorDate> date = deb::parseChangelogDate(entry.date);
    if (!date)
        result.flags.append(QStringLiteral("date.invalid"));
    const deb::AuthorDate when = date.value_or(deb::AuthorDate());
    result.author = {person.name, person.mail, when.seconds, when.offsetMinutes};
    result.committer = importerIdentity(when.seconds, when.offsetMinutes);
    return result;
}

QByteArray commitMessage(const QString& package, const QString& version, const QString& vendor,
                         const QByteArray& changelogText, const QString& dscSha256, const QString& upstreamId)
{
    QByteArray text = deb::toUtf8(changelogText);
    // git ends a message at a NUL byte, and fsck --strict refuses one.
    text.replace('\0', "");
    QByteArray message = QStringLiteral("%1 %2 (%3)\n\n").arg(package, version, vendor).toUtf8();
    if (!text.isEmpty())
        message += text + (text.endsWith('\n') ? "\n" : "\n\n");
    message += "Dsc-Sha256: " + dscSha256.toUtf8() + '\n';
    if (!upstreamId.isEmpty())
        message += "Upstream-Id: " + upstreamId.toUtf8() + '\n';
    return message;
}

} // namespace millrace::importer
