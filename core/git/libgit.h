// SPDX-License-Identifier: GPL-3.0-or-later
// The border to libgit2: handles that free themselves, its errors as Error. Internal to core/git; libgit2's own
// headers are included by .cpp files only, so that nobody else comes to depend on them.
#pragma once

#include "core/git/oid.h"

#include <QJsonObject>

#include <memory>
#include <source_location>

struct git_blob;
struct git_commit;
struct git_config;
struct git_diff;
struct git_object;
struct git_odb;
struct git_oid;
struct git_patch;
struct git_reference;
struct git_reference_iterator;
struct git_repository;
struct git_revwalk;
struct git_transaction;
struct git_tree;

namespace millrace::git {

struct Free
{
    void operator()(git_blob* handle) const;
    void operator()(git_commit* handle) const;
    void operator()(git_config* handle) const;
    void operator()(git_diff* handle) const;
    void operator()(git_object* handle) const;
    void operator()(git_odb* handle) const;
    void operator()(git_patch* handle) const;
    void operator()(git_reference* handle) const;
    void operator()(git_reference_iterator* handle) const;
    void operator()(git_repository* handle) const;
    void operator()(git_revwalk* handle) const;
    void operator()(git_transaction* handle) const;
    void operator()(git_tree* handle) const;
};
template <typename T> using Handle = std::unique_ptr<T, Free>;

/// Starts libgit2 once per process; every entry into it goes through Repository, which calls this.
void startLibgit();

/// Throws Error "internal.git" with libgit2's own words and class when @p result is negative.
void check(int result, const char* action, QJsonObject evidence = {},
           std::source_location where = std::source_location::current());

/// For functions that fill a handle through their first parameter.
template <typename T, typename Function, typename... Arguments>
Handle<T> obtain(const char* action, Function function, Arguments... arguments)
{
    T* raw = nullptr;
    check(function(&raw, arguments...), action);
    return Handle<T>(raw);
}

git_oid toGit(const Oid& oid);
Oid fromGit(const git_oid* oid);

} // namespace millrace::git
