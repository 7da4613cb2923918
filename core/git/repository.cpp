// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/repository.h"

#include "core/base/error.h"
#include "core/base/paths.h"
#include "core/base/step.h"
#include "core/git/outputfile.h"
#include "core/git/packwriter.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <git2.h>

#include <cerrno>
#include <cstdio>

namespace millrace::git {

namespace {
// No value depends on the machine. Reflogs name the person and the time of an update: the store's events do that.
// gc stays in the hands of the engine, which knows when nobody writes.
constexpr char configuration[] = "[core]\n"
                                 "\trepositoryformatversion = 0\n"
                                 "\tfilemode = true\n"
                                 "\tbare = true\n"
                                 "\tlogallrefupdates = false\n"
                                 "[gc]\n"
                                 "\tauto = 0\n"
                                 "[receive]\n"
                                 "\tfsckObjects = true\n";

void writeFile(const QString& path, const QByteArray& content)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
        throwIoError("write", path);
}

void moveDurably(const QString& from, const QString& to)
{
    if (::rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()) == 0)
        return;
    // Moved by an earlier try that was killed before it could say so.
    if (errno == ENOENT && QFileInfo::exists(to))
        return;
    throwIoError("move into the repository", from);
}
} // namespace

void Repository::prepare()
{
    startLibgit();
}

Repository Repository::open(const QString& path)
{
    startLibgit();
    const QByteArray name = QFile::encodeName(path);
    Repository repository;
    repository.m_path = path;
    git_repository* raw = nullptr;
    check(git_repository_open_bare(&raw, name.constData()), "open the repository", {{QStringLiteral("path"), path}});
    repository.m_repository.reset(raw);
    repository.m_objects = obtain<git_odb>("open the object store", git_repository_odb, raw);
    return repository;
}

Repository Repository::create(const QString& path, const QString& headBranch)
{
    const Step step("create repository", {{QStringLiteral("path"), path}});
    for (const char* folder : {"objects/pack", "objects/info", "refs/heads", "refs/tags", "info"})
        ensureFolder(path + QLatin1Char('/') + QLatin1String(folder));
    if (!QFileInfo::exists(path + QStringLiteral("/config")))
        writeFile(path + QStringLiteral("/config"), configuration);
    // HEAD makes it a repository for git, so it comes last.
    if (!QFileInfo::exists(path + QStringLiteral("/HEAD")))
        writeFile(path + QStringLiteral("/HEAD"), "ref: refs/heads/" + headBranch.toUtf8() + '\n');
    return open(path);
}

bool Repository::exists(const Oid& oid) const
{
    const git_oid id = toGit(oid);
    return git_odb_exists(m_objects.get(), &id) == 1;
}

bool Repository::existsAsSeen(const Oid& oid) const
{
    const git_oid id = toGit(oid);
    return git_odb_exists_ext(m_objects.get(), &id, GIT_ODB_LOOKUP_NO_REFRESH) == 1;
}

void Repository::refresh() const
{
    check(git_odb_refresh(m_objects.get()), "look for new packs");
}

void Repository::addObjectFolder(const QString& folder)
{
    ensureFolder(folder + QStringLiteral("/pack"));
    check(git_odb_add_disk_alternate(m_objects.get(), QFile::encodeName(folder).constData()), "read the quarantine",
          {{QStringLiteral("path"), folder}});
    refresh();
}

void Repository::adoptPack(const PackFile& pack)
{
    const Step step("adopt pack", {{QStringLiteral("pack"), pack.hash.toHex()},
                                   {QStringLiteral("objects"), pack.objects},
                                   {QStringLiteral("bytes"), pack.bytes}});
    const QString folder = m_path + QStringLiteral("/objects/pack");
    ensureFolder(folder);
    const QString base = folder + QStringLiteral("/pack-") + pack.hash.toHex();
    moveDurably(pack.packPath, base + QStringLiteral(".pack"));
    moveDurably(pack.indexPath, base + QStringLiteral(".idx"));
    syncFolder(folder);
    refresh();
}

} // namespace millrace::git
