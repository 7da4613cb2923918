// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/git/repository.h"

#include <git2.h>

namespace millrace::git {

namespace {
/// libgit2 says ENOTFOUND for objects; people are told which one and where.
void checkObject(int result, const Oid& oid, const QString& path)
{
    if (result == GIT_ENOTFOUND)
        throw Error(QStringLiteral("state.object_missing"),
                    QStringLiteral("object %1 is not in the repository").arg(oid.toHex()),
                    {{QStringLiteral("oid"), oid.toHex()}, {QStringLiteral("path"), path}});
    check(result, "read an object", {{QStringLiteral("oid"), oid.toHex()}, {QStringLiteral("path"), path}});
}
} // namespace

QByteArray Repository::read(const Oid& oid, ObjectType type) const
{
    const git_oid id = toGit(oid);
    git_odb_object* raw = nullptr;
    checkObject(git_odb_read(&raw, m_objects.get(), &id), oid, m_path);
    const std::unique_ptr<git_odb_object, decltype(&git_odb_object_free)> object(raw, git_odb_object_free);
    if (int(git_odb_object_type(raw)) != int(type))
        throw Error(QStringLiteral("internal.git"),
                    QStringLiteral("object %1 is no %2").arg(oid.toHex(), QString::fromLatin1(objectTypeName(type))));
    return QByteArray(static_cast<const char*>(git_odb_object_data(raw)), qsizetype(git_odb_object_size(raw)));
}

Oid Repository::treeOf(const Oid& treeish) const
{
    const git_oid id = toGit(treeish);
    git_object* raw = nullptr;
    checkObject(git_object_lookup(&raw, m_repository.get(), &id, GIT_OBJECT_ANY), treeish, m_path);
    const Handle<git_object> object(raw);
    git_object* tree = nullptr;
    checkObject(git_object_peel(&tree, raw, GIT_OBJECT_TREE), treeish, m_path);
    const Handle<git_object> peeled(tree);
    return fromGit(git_object_id(tree));
}

Blob Repository::readBlob(const Oid& oid, qint64 limit) const
{
    const git_oid id = toGit(oid);
    size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    checkObject(git_odb_read_header(&size, &type, m_objects.get(), &id), oid, m_path);
    Blob blob;
    blob.size = qint64(size);
    blob.tooLarge = blob.size > limit;
    if (!blob.tooLarge)
        blob.content = read(oid, ObjectType::Blob);
    return blob;
}

std::optional<TreeEntry> Repository::find(const Oid& treeish, const QByteArray& path) const
{
    TreeEntry found = {{}, FileMode::Folder, treeOf(treeish)};
    for (const QByteArray& name : path.split('/')) {
        if (found.mode != FileMode::Folder)
            return std::nullopt;
        const QList<TreeEntry> entries = tree(found.oid);
        const auto entry = std::find_if(entries.cbegin(), entries.cend(),
                                        [&name](const TreeEntry& candidate) { return candidate.name == name; });
        if (entry == entries.cend())
            return std::nullopt;
        found = *entry;
    }
    return found;
}

bool Repository::isAncestor(const Oid& ancestor, const Oid& descendant) const
{
    if (ancestor == descendant)
        return true;
    const git_oid above = toGit(ancestor);
    const git_oid below = toGit(descendant);
    const int result = git_graph_descendant_of(m_repository.get(), &below, &above);
    check(result, "walk the history",
          {{QStringLiteral("ancestor"), ancestor.toHex()}, {QStringLiteral("descendant"), descendant.toHex()}});
    return result == 1;
}

bool Repository::firstParentLineContains(const Oid& tip, const Oid& commit) const
{
    for (Oid at = tip; at != commit;) {
        const QList<Oid> parents = this->commit(at).parents;
        if (parents.isEmpty())
            return false;
        at = parents.constFirst();
    }
    return true;
}

} // namespace millrace::git
