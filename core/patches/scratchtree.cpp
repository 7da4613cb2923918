// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/patches/scratchtree.h"

#include "core/base/error.h"
#include "core/unpack/rawfile.h"
#include "core/unpack/rawname.h"

namespace fs = std::filesystem;

namespace millrace::patches {

namespace {

/// Every path above @p path and itself, outermost first.
QList<QByteArray> steps(const QByteArray& path)
{
    QList<QByteArray> all;
    for (qsizetype slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1))
        all.append(path.left(slash));
    all.append(path);
    return all;
}

bool isBookkeeping(const QByteArray& path)
{
    return path == ".pc" || path.startsWith(".pc/");
}

} // namespace

ScratchTree::ScratchTree(const QString& parent, const TreeView& base, qint64 fileLimit, qint64 totalLimit)
    : m_base(base)
    , m_fileLimit(fileLimit)
    , m_totalLimit(totalLimit)
    , m_folder(unpack::makeUniqueFolder(parent))
{
}

ScratchTree::~ScratchTree()
{
    // A patch can make folders that their owner may not enter.
    std::error_code error;
    for (fs::recursive_directory_iterator it(m_folder, error), end; !error && it != end; it.increment(error)) {
        if (it->symlink_status().type() == fs::file_type::directory)
            fs::permissions(it->path(), fs::perms::owner_all, fs::perm_options::add, error);
    }
    fs::remove_all(m_folder, error);
}

fs::path ScratchTree::at(const QByteArray& path) const
{
    return unpack::rawPath(m_folder, path);
}

ScratchTree::Kind ScratchTree::kind(const QByteArray& path) const
{
    std::error_code error;
    const fs::file_status status = fs::symlink_status(at(path), error);
    switch (status.type()) {
    case fs::file_type::none:
    case fs::file_type::not_found:
        return Kind::Missing;
    case fs::file_type::regular:
        return Kind::File;
    case fs::file_type::directory:
        return Kind::Folder;
    case fs::file_type::symlink:
        return Kind::Symlink;
    default:
        return Kind::Other;
    }
}

void ScratchTree::bring(const QByteArray& path)
{
    for (const QByteArray& step : steps(path)) {
        const std::optional<git::TreeEntry> entry = m_base.find(step);
        if (!entry)
            return; // and nothing below it either; what a patch made there lies on disk already
        const bool first = m_seen.insert(step).second;
        if (entry->mode == git::FileMode::Folder) {
            // Patches may have taken all files that are here: then it is the other ones that keep the folder.
            if (kind(step) != Kind::Folder && ((!first && !hasOtherFiles(step)) || !makeFolders(step)))
                return;
            continue;
        }
        if (!first)
            return;
        if (entry->mode == git::FileMode::Symlink) {
            m_links.insert(step);
            return;
        }
        const QByteArray content = m_base.content(*entry, step, m_fileLimit);
        m_total += content.size();
        if (m_total > m_totalLimit)
            throw Error(QStringLiteral("patch.limit"),
                        QStringLiteral("the patched files have more than %1 bytes in all").arg(m_totalLimit));
        unpack::writeRawFile(at(step), content, entry->mode == git::FileMode::Executable);
        m_files.insert(step);
        return;
    }
}

bool ScratchTree::hasOtherFiles(const QByteArray& folder) const
{
    for (const auto& [name, entry] : m_base.folder(folder)) {
        const QByteArray path = folder + '/' + name;
        if (entry.mode == git::FileMode::Folder ? hasOtherFiles(path) : !m_files.contains(path))
            return true;
    }
    return false;
}

QByteArray ScratchTree::linkIn(const QByteArray& path) const
{
    for (const QByteArray& step : steps(path)) {
        const Kind now = kind(step);
        if (now == Kind::Symlink || (now == Kind::Missing && m_links.contains(step)))
            return step;
    }
    return {};
}

bool ScratchTree::makeFolders(const QByteArray& path)
{
    for (const QByteArray& step : steps(path)) {
        std::error_code error;
        if (kind(step) != Kind::Folder && !fs::create_directory(at(step), error))
            return false;
    }
    return true;
}

QByteArray ScratchTree::read(const QByteArray& path) const
{
    // git's headers let a patch take away the owner's own right to read.
    std::error_code error;
    fs::permissions(at(path), fs::perms::owner_read, fs::perm_options::add | fs::perm_options::nofollow, error);
    if (error)
        fs::permissions(at(path), fs::perms::owner_read, fs::perm_options::add, error);
    if (fs::file_size(at(path), error) > static_cast<std::uintmax_t>(m_fileLimit))
        throw Error(
            QStringLiteral("patch.limit"),
            QStringLiteral("the patches make %1 larger than %2 bytes").arg(unpack::shownName(path)).arg(m_fileLimit));
    return unpack::readRawFile(at(path));
}

bool ScratchTree::remove(const QByteArray& path)
{
    std::error_code error;
    return linkIn(path).isEmpty() && fs::remove(at(path), error);
}

void ScratchTree::restore(const QByteArray& backups)
{
    const fs::path root = at(".pc/" + backups);
    std::error_code error;
    for (fs::recursive_directory_iterator it(root, error), end; !error && it != end; it.increment(error)) {
        if (it->symlink_status().type() != fs::file_type::regular)
            continue;
        const QByteArray path = QByteArray::fromStdString(it->path().native().substr(root.native().size() + 1));
        std::error_code ignored;
        if (!linkIn(path).isEmpty())
            continue;
        if (it->file_size(ignored) == 0) { // it did not exist before the patch
            fs::remove(at(path), ignored);
            continue;
        }
        fs::create_directories(at(path).parent_path(), ignored);
        fs::copy_file(it->path(), at(path), fs::copy_options::overwrite_existing, ignored);
    }
}

TreeEdits ScratchTree::changes(git::PackWriter& writer) const
{
    TreeEdits edits;
    for (const QByteArray& path : m_files) {
        if (kind(path) == Kind::Missing)
            edits[path].mode = git::FileMode::None;
    }
    for (fs::recursive_directory_iterator it(m_folder), end; it != end; ++it) {
        const QByteArray path = QByteArray::fromStdString(it->path().native().substr(m_folder.native().size() + 1));
        const fs::file_type type = it->symlink_status().type();
        if (isBookkeeping(path) || type == fs::file_type::directory) {
            if (isBookkeeping(path))
                it.disable_recursion_pending();
            else
                fs::permissions(it->path(), fs::perms::owner_all, fs::perm_options::add);
            continue;
        }
        git::TreeEntry entry;
        QByteArray content;
        if (type == fs::file_type::symlink) {
            entry.mode = git::FileMode::Symlink;
            content = QByteArray::fromStdString(fs::read_symlink(it->path()).native());
        } else {
            const fs::perms anybody = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
            const bool executable = (it->symlink_status().permissions() & anybody) != fs::perms::none;
            // Executable like every debian/rules, whatever a patch says (importer.md, frozen decision 1).
            entry.mode = executable || path == "debian/rules" ? git::FileMode::Executable : git::FileMode::File;
            content = read(path);
        }
        entry.oid = git::hashObject(git::ObjectType::Blob, content);
        const std::optional<git::TreeEntry> before = m_base.find(path);
        if (before && before->mode == entry.mode && before->oid == entry.oid)
            continue;
        writer.write(git::ObjectType::Blob, content);
        edits[path] = entry;
    }
    return edits;
}

} // namespace millrace::patches
