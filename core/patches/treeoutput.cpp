// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/patches/treeoutput.h"

#include "core/base/error.h"
#include "core/unpack/rawfile.h"
#include "core/unpack/rawname.h"

#include <QDir>
#include <QFile>

#include <limits>

namespace fs = std::filesystem;

namespace millrace::patches {

namespace {

/// Every name of a tree is one component, so nothing can be written beside @p folder; the folders are all new, so no
/// link of the tree is ever on the way.
void write(const git::Repository& repository, const git::Oid& tree, const fs::path& folder)
{
    unpack::makeRawFolder(folder);
    for (const git::TreeEntry& entry : repository.tree(tree)) {
        const fs::path path = unpack::rawPath(folder, entry.name);
        if (entry.mode == git::FileMode::Folder) {
            write(repository, entry.oid, path);
            continue;
        }
        const QByteArray content = repository.readBlob(entry.oid, std::numeric_limits<qint64>::max()).content;
        if (entry.mode != git::FileMode::Symlink) {
            unpack::writeRawFile(path, content, entry.mode == git::FileMode::Executable);
            continue;
        }
        std::error_code error;
        fs::create_symlink(content.toStdString(), path, error);
        if (error)
            throw Error(QStringLiteral("internal.io"),
                        QStringLiteral("cannot make the link %1: %2")
                            .arg(unpack::shownName(QByteArray::fromStdString(path.native())),
                                 QString::fromStdString(error.message())));
    }
}

} // namespace

void writeFiles(const git::Repository& repository, const git::Oid& tree, const QString& folder)
{
    if (QFile::exists(folder) && !QDir(folder).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot))
        throw Error(QStringLiteral("usage.folder"), QStringLiteral("there is something in %1 already").arg(folder))
            .withAdvice(QStringLiteral("name a folder that is empty, or not there yet"));
    write(repository, tree, QFile::encodeName(folder).toStdString());
}

} // namespace millrace::patches
