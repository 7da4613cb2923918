// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/libgit.h"

#include "core/base/error.h"

#include <git2.h>

namespace millrace::git {

// clang-format off
void Free::operator()(git_blob* handle) const { git_blob_free(handle); }
void Free::operator()(git_commit* handle) const { git_commit_free(handle); }
void Free::operator()(git_config* handle) const { git_config_free(handle); }
void Free::operator()(git_diff* handle) const { git_diff_free(handle); }
void Free::operator()(git_object* handle) const { git_object_free(handle); }
void Free::operator()(git_odb* handle) const { git_odb_free(handle); }
void Free::operator()(git_patch* handle) const { git_patch_free(handle); }
void Free::operator()(git_reference* handle) const { git_reference_free(handle); }
void Free::operator()(git_reference_iterator* handle) const { git_reference_iterator_free(handle); }
void Free::operator()(git_repository* handle) const { git_repository_free(handle); }
void Free::operator()(git_revwalk* handle) const { git_revwalk_free(handle); }
void Free::operator()(git_transaction* handle) const { git_transaction_free(handle); }
void Free::operator()(git_tree* handle) const { git_tree_free(handle); }
// clang-format on

void startLibgit()
{
    static const bool started = [] {
        check(git_libgit2_init(), "start libgit2");
        // The service's user and the people who look at its repositories differ; what is read here runs no hooks and
        // no configured programs, which is what that check is about.
        check(git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0), "allow repositories of other users");
        // A ref that survives a crash must not point at nothing: refs reach the disk as the packs do.
        check(git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1), "make writes durable");
        return true;
    }();
    Q_UNUSED(started);
}

void check(int result, const char* action, QJsonObject evidence, std::source_location where)
{
    if (result >= 0)
        return;
    // Read at once: the next call into the library replaces it.
    const git_error* error = git_error_last();
    const QString reason = error && error->message ? QString::fromUtf8(error->message).trimmed()
                                                   : QStringLiteral("libgit2 gives no reason");
    evidence.insert(QStringLiteral("git_result"), result);
    evidence.insert(QStringLiteral("git_class"), error ? error->klass : 0);
    throw Error(QStringLiteral("internal.git"),
                QStringLiteral("cannot %1: %2").arg(QString::fromLatin1(action), reason), std::move(evidence), where);
}

git_oid toGit(const Oid& oid)
{
    git_oid out;
    git_oid_fromraw(&out, oid.bytes.data());
    return out;
}

Oid fromGit(const git_oid* oid)
{
    return Oid::fromRaw(oid->id);
}

} // namespace millrace::git
