// SPDX-License-Identifier: GPL-3.0-or-later
// Repository: one bare repository of one source package. Owns its libgit2 handles.
// An object belongs to one thread; several objects may have the same repository open, in any process.
#pragma once

#include "core/git/libgit.h"
#include "core/git/objects.h"

namespace millrace::git {

struct PackFile;

struct Ref
{
    QString name = {};
    Oid oid = {};
    Oid peeled = {};       ///< what an annotated tag stands for; the oid itself for all else
    QString symbolic = {}; ///< the ref that a symbolic one points at
};

struct Blob
{
    qint64 size = 0;
    QByteArray content = {};
    bool tooLarge = false; ///< larger than the reader wanted: there is no content
};

class Repository
{
public:
    /// Opens the bare repository at @p path; Error "internal.git" where there is none.
    static Repository open(const QString& path);
    /// What the first Repository of a process does anyway, ahead of it: starts the library.
    static void prepare();
    /// Makes a bare repository with the same configuration on every machine, HEAD on @p headBranch ("debian/sid").
    /// One that is there already is opened and left as it is; half of one (killed while creating) is completed.
    static Repository create(const QString& path, const QString& headBranch);

    const QString& path() const { return m_path; }

    /// True if the object is here; looks again at the disk when it is not among what was seen so far.
    bool exists(const Oid& oid) const;
    /// The same without looking again: for many questions in a row. refresh() looks once.
    bool existsAsSeen(const Oid& oid) const;
    void refresh() const;

    /// Reads objects of @p folder (a quarantine: its "pack" subfolder) as if they were in this repository.
    /// Only this Repository object sees them.
    void addObjectFolder(const QString& folder);
    /// Moves a finished pack into the repository, durably; the index goes last, so that a reader never finds it
    /// without its pack. Safe to repeat after a crash between the two.
    void adoptPack(const PackFile& pack);

    /// The value of @p ref ("refs/heads/debian/sid", "HEAD"), symbolic ones followed, tags not peeled.
    /// Nothing when it does not exist.
    std::optional<Oid> resolve(const QString& ref) const;
    /// All refs below @p prefix ("refs/tags/"; empty = all) that have a value, in the order of their names.
    QList<Ref> refs(const QString& prefix = {}) const;
    /// Points HEAD at refs/heads/@p branch, which need not exist yet.
    void setHead(const QString& branch);

    /// How many refs are files of their own.
    qsizetype countLooseRefs() const;
    /// Moves loose refs into packed-refs, where thousands of tags are read at once. Safe beside other writers.
    void packRefs();

    /// The content of an object. Error "state.object_missing" when it is not here, "internal.git" when it is damaged
    /// or of another type.
    QByteArray read(const Oid& oid, ObjectType type) const;
    CommitFields commit(const Oid& oid) const { return parseCommit(read(oid, ObjectType::Commit)); }
    TagFields tag(const Oid& oid) const { return parseTag(read(oid, ObjectType::Tag)); }
    QList<TreeEntry> tree(const Oid& oid) const { return parseTree(read(oid, ObjectType::Tree)); }
    /// The tree of a commit, of an annotated tag of one, or the tree itself.
    Oid treeOf(const Oid& treeish) const;
    /// A blob of at most @p limit bytes; a larger one comes without content, only with its size.
    Blob readBlob(const Oid& oid, qint64 limit) const;
    /// The entry at @p path ("debian/changelog") below @p treeish; nothing when there is none.
    std::optional<TreeEntry> find(const Oid& treeish, const QByteArray& path) const;

    /// True when @p ancestor is @p descendant or can be reached from it.
    bool isAncestor(const Oid& ancestor, const Oid& descendant) const;
    /// True when @p commit is @p tip or one of its first parents' first parents' … (importer.md b8).
    bool firstParentLineContains(const Oid& tip, const Oid& commit) const;

    git_repository* handle() const { return m_repository.get(); }
    git_odb* objects() const { return m_objects.get(); }

private:
    Repository() = default;

    QString m_path;
    Handle<git_repository> m_repository;
    Handle<git_odb> m_objects;
};

} // namespace millrace::git
