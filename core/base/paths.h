// SPDX-License-Identifier: GPL-3.0-or-later
// Where Millrace keeps its files: the XDG folders, or everything below MILLRACE_HOME. A value; any thread.
#pragma once

#include <QString>

namespace millrace {

struct Paths
{
    QString data;         ///< store, repositories, blobs
    QString cache;        ///< indexes and partial downloads: may be deleted at any time
    QString config;       ///< settings of the console
    QString state;        ///< logs of attempts, window geometry
    QString store;        ///< URL of the state store: "sqlite:PATH"
    QString repositories; ///< one bare repository per source package: DIR/<package>.git
    QString blobs;        ///< content-addressed source files

    QString logs() const { return state + QStringLiteral("/logs"); }
    QString indexes() const { return cache + QStringLiteral("/indexes"); }
    QString repository(const QString& package) const;

    /// Reads MILLRACE_HOME, MILLRACE_STORE, MILLRACE_REPOSITORIES and the XDG variables. Creates nothing.
    static Paths fromEnvironment();
    /// Everything below @p home.
    static Paths below(const QString& home);
    /// Replaces the store; repositories, blobs and logs follow a local store file unless set by the environment.
    void useStore(const QString& url);
};

/// mkdir -p, or Error "limit.disk"/"internal.io" that names the folder and the reason.
void ensureFolder(const QString& path);

} // namespace millrace
