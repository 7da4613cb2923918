// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/uploadchangelog.h"

#include "core/base/error.h"
#include "core/git/repository.h"

namespace millrace::importer {

namespace {

constexpr int mostLinks = 40; // as many as Linux follows
constexpr qint64 largestChangelog = 64 * 1024 * 1024;

/// One step of a walk: "." and ".." applied; false where the path leaves the tree.
bool enter(QList<QByteArray>& folder, const QByteArray& name)
{
    if (name.isEmpty() || name == ".")
        return true;
    if (name != "..") {
        folder.append(name);
        return true;
    }
    if (folder.isEmpty())
        return false;
    folder.removeLast();
    return true;
}

} // namespace

std::optional<QString> overrideOf(const QList<OverrideSpec>& overrides, const QString& version, const char* what)
{
    for (const OverrideSpec& decision : overrides) {
        if (decision.version == version && decision.what == QLatin1String(what))
            return decision.value;
    }
    return std::nullopt;
}

UploadChangelog readChangelog(const QByteArray& bytes, const QString& version, const QList<OverrideSpec>& overrides)
{
    UploadChangelog changelog;
    changelog.entries = deb::parseChangelog(bytes);
    for (const deb::ChangelogEntry& entry : std::as_const(changelog.entries))
        changelog.versions.append(entry.version);
    const QString first = changelog.versions.value(0);
    if (first == version)
        return changelog;
    // From here on the file does not begin with the upload's version: all that it names came before.
    changelog.versions.prepend(version);
    if (first.isEmpty()) {
        changelog.flags.append(QStringLiteral("changelog.unreadable"));
        return changelog;
    }
    if (overrideOf(overrides, version, "changelog") != first)
        throw Error(QStringLiteral("changelog.version"),
                    QStringLiteral("debian/changelog begins with version %1, the upload is %2").arg(first, version),
                    {{QStringLiteral("changelog"), QString::fromUtf8(bytes.left(1000))}});
    changelog.flags.append(QStringLiteral("changelog.overridden"));
    return changelog;
}

QByteArray changelogOfTree(const git::Repository& repository, const git::Oid& tree)
{
    QList<QByteArray> open{"debian", "changelog"};
    QList<QByteArray> path;
    int links = 0;
    while (!open.isEmpty()) {
        if (!enter(path, open.takeFirst()))
            return {};
        if (path.isEmpty())
            continue;
        const std::optional<git::TreeEntry> entry = repository.find(tree, path.join('/'));
        if (!entry)
            return {};
        if (entry->mode == git::FileMode::Symlink) {
            const QByteArray target = repository.read(entry->oid, git::ObjectType::Blob);
            if (target.startsWith('/') || ++links > mostLinks)
                return {};
            path.removeLast();
            open = target.split('/') + open;
        } else if (open.isEmpty() && entry->mode != git::FileMode::Folder) {
            return repository.readBlob(entry->oid, largestChangelog).content;
        }
    }
    return {};
}

} // namespace millrace::importer
