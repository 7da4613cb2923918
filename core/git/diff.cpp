// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/diff.h"

#include "core/git/repository.h"

#include <git2.h>

namespace millrace::git {

namespace {
Handle<git_tree> openTree(const Repository& repository, const Oid& treeish)
{
    if (treeish.isNull())
        return nullptr;
    const git_oid id = toGit(repository.treeOf(treeish));
    git_tree* tree = nullptr;
    check(git_tree_lookup(&tree, repository.handle(), &id), "read a tree", {{QStringLiteral("oid"), treeish.toHex()}});
    return Handle<git_tree>(tree);
}

ChangeStatus statusOf(git_delta_t status)
{
    switch (status) {
    case GIT_DELTA_ADDED:
        return ChangeStatus::Added;
    case GIT_DELTA_DELETED:
        return ChangeStatus::Deleted;
    case GIT_DELTA_TYPECHANGE:
        return ChangeStatus::TypeChanged;
    default:
        return ChangeStatus::Modified;
    }
}

Blob blobOrNothing(const Repository& repository, const Oid& oid, qint64 limit)
{
    return oid.isNull() ? Blob() : repository.readBlob(oid, limit);
}

DiffLine lineAt(git_patch* patch, size_t hunk, size_t index)
{
    const git_diff_line* line = nullptr;
    check(git_patch_get_line_in_hunk(&line, patch, hunk, index), "read a diff");
    DiffLine out;
    if (line->origin == GIT_DIFF_LINE_ADDITION)
        out.kind = LineKind::Added;
    else if (line->origin == GIT_DIFF_LINE_DELETION)
        out.kind = LineKind::Removed;
    out.oldNumber = std::max(0, line->old_lineno);
    out.newNumber = std::max(0, line->new_lineno);
    out.text = QByteArray(line->content, qsizetype(line->content_len));
    if (out.text.endsWith('\n'))
        out.text.chop(1);
    return out;
}

/// git's "\ No newline at end of file" is a line of its own in libgit2; here it is a property of the line above.
bool saysNoNewline(git_patch* patch, size_t hunk, size_t index)
{
    const git_diff_line* line = nullptr;
    check(git_patch_get_line_in_hunk(&line, patch, hunk, index), "read a diff");
    return line->origin == GIT_DIFF_LINE_CONTEXT_EOFNL || line->origin == GIT_DIFF_LINE_ADD_EOFNL ||
           line->origin == GIT_DIFF_LINE_DEL_EOFNL;
}

/// "@@ -1,2 +3,4 @@ section": the part behind the second "@@".
QByteArray sectionOf(const git_diff_hunk* hunk)
{
    const QByteArray header(hunk->header, qsizetype(hunk->header_len));
    const qsizetype end = header.indexOf(" @@", 2);
    return end < 0 ? QByteArray() : header.sliced(end + 3).trimmed();
}
} // namespace

QList<TreeChange> treeDiff(const Repository& repository, const Oid& oldTreeish, const Oid& newTreeish)
{
    const Handle<git_tree> oldTree = openTree(repository, oldTreeish);
    const Handle<git_tree> newTree = openTree(repository, newTreeish);
    git_diff_options options;
    git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
    options.flags = GIT_DIFF_INCLUDE_TYPECHANGE;
    git_diff* raw = nullptr;
    check(git_diff_tree_to_tree(&raw, repository.handle(), oldTree.get(), newTree.get(), &options), "compare trees");
    const Handle<git_diff> diff(raw);
    const size_t count = git_diff_num_deltas(raw);
    QList<TreeChange> changes;
    changes.reserve(qsizetype(count));
    for (size_t i = 0; i < count; ++i) {
        const git_diff_delta* delta = git_diff_get_delta(raw, i);
        TreeChange change;
        change.status = statusOf(delta->status);
        const bool deleted = change.status == ChangeStatus::Deleted;
        change.path = QByteArray(deleted ? delta->old_file.path : delta->new_file.path);
        change.oldOid = fromGit(&delta->old_file.id);
        change.newOid = fromGit(&delta->new_file.id);
        change.oldMode = static_cast<FileMode>(delta->old_file.mode);
        change.newMode = static_cast<FileMode>(delta->new_file.mode);
        changes.append(change);
    }
    return changes;
}

FileDiff fileDiff(const Repository& repository, const Oid& oldBlob, const Oid& newBlob, const DiffLimits& limits)
{
    const Blob before = blobOrNothing(repository, oldBlob, limits.bytes);
    const Blob after = blobOrNothing(repository, newBlob, limits.bytes);
    FileDiff out;
    if (before.tooLarge || after.tooLarge)
        out.tooLarge = true;
    else
        out = textDiff(before.content, after.content, limits);
    out.oldSize = before.size;
    out.newSize = after.size;
    return out;
}

FileDiff textDiff(const QByteArray& oldText, const QByteArray& newText, const DiffLimits& limits)
{
    startLibgit();
    FileDiff out;
    out.oldSize = oldText.size();
    out.newSize = newText.size();
    git_diff_options options;
    git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
    options.context_lines = quint32(limits.context);
    git_patch* raw = nullptr;
    check(git_patch_from_buffers(&raw, oldText.constData(), size_t(oldText.size()), nullptr, newText.constData(),
                                 size_t(newText.size()), nullptr, &options),
          "compare files");
    const Handle<git_patch> patch(raw);
    if (!raw || git_patch_get_delta(raw)->status == GIT_DELTA_UNMODIFIED)
        return out;
    out.binary = (git_patch_get_delta(raw)->flags & GIT_DIFF_FLAG_BINARY) != 0;
    size_t added = 0;
    size_t removed = 0;
    check(git_patch_line_stats(nullptr, &added, &removed, raw), "compare files");
    out.added = int(added);
    out.removed = int(removed);

    int room = limits.lines;
    for (size_t h = 0; h < git_patch_num_hunks(raw); ++h) {
        const git_diff_hunk* hunk = nullptr;
        size_t lines = 0;
        check(git_patch_get_hunk(&hunk, &lines, raw, h), "read a diff");
        out.hunks.append({hunk->old_start, hunk->old_lines, hunk->new_start, hunk->new_lines, sectionOf(hunk), {}});
        QList<DiffLine>& into = out.hunks.last().lines;
        for (size_t i = 0; i < lines; ++i) {
            if (saysNoNewline(raw, h, i)) {
                into.last().noNewline = true;
                continue;
            }
            if (room-- == 0) {
                out.tooLarge = true;
                return out;
            }
            into.append(lineAt(raw, h, i));
        }
    }
    return out;
}

} // namespace millrace::git
