// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/paths.h"

#include "core/base/error.h"

#include <QDir>
#include <QFileInfo>

#include <cerrno>
#include <cstring>

namespace millrace {

namespace {

QString xdg(const char* variable, const char* fallbackBelowHome)
{
    const QString value = qEnvironmentVariable(variable);
    // The XDG base directory specification: relative paths are to be ignored.
    const QString base = QDir::isAbsolutePath(value) ? value : QDir::homePath() + QLatin1String(fallbackBelowHome);
    return base + QLatin1String("/millrace");
}

void applyEnvironment(Paths& paths)
{
    if (!qEnvironmentVariableIsEmpty("MILLRACE_STORE"))
        paths.useStore(qEnvironmentVariable("MILLRACE_STORE"));
    if (!qEnvironmentVariableIsEmpty("MILLRACE_REPOSITORIES"))
        paths.repositories = QDir(qEnvironmentVariable("MILLRACE_REPOSITORIES")).absolutePath();
}

} // namespace

QString Paths::repository(const QString& package) const
{
    return repositories + QLatin1Char('/') + package + QLatin1String(".git");
}

Paths Paths::below(const QString& home)
{
    const QString root = QDir(home).absolutePath();
    Paths paths;
    paths.data = root;
    paths.cache = root + QLatin1String("/cache");
    paths.config = root + QLatin1String("/config");
    paths.state = root + QLatin1String("/state");
    paths.store = QLatin1String("sqlite:") + root + QLatin1String("/state.sqlite");
    paths.repositories = root + QLatin1String("/repositories");
    paths.blobs = root + QLatin1String("/blobs");
    return paths;
}

Paths Paths::fromEnvironment()
{
    Paths paths;
    if (!qEnvironmentVariableIsEmpty("MILLRACE_HOME")) {
        paths = below(qEnvironmentVariable("MILLRACE_HOME"));
    } else {
        paths.data = xdg("XDG_DATA_HOME", "/.local/share");
        paths.cache = xdg("XDG_CACHE_HOME", "/.cache");
        paths.config = xdg("XDG_CONFIG_HOME", "/.config");
        paths.state = xdg("XDG_STATE_HOME", "/.local/state");
        paths.store = QLatin1String("sqlite:") + paths.data + QLatin1String("/state.sqlite");
        paths.repositories = paths.data + QLatin1String("/repositories");
        paths.blobs = paths.data + QLatin1String("/blobs");
    }
    applyEnvironment(paths);
    return paths;
}

void Paths::useStore(const QString& url)
{
    store = url;
    if (!url.startsWith(QLatin1String("sqlite:")))
        return;
    const QString folder = QFileInfo(url.mid(7)).absolutePath();
    if (folder == QFileInfo(data).absoluteFilePath())
        return;
    data = folder;
    state = folder + QLatin1String("/state");
    blobs = folder + QLatin1String("/blobs");
    repositories = folder + QLatin1String("/repositories");
}

void ensureFolder(const QString& path)
{
    if (QDir().mkpath(path))
        return;
    const int reason = errno;
    throw Error(reason == ENOSPC ? QStringLiteral("limit.disk") : QStringLiteral("internal.io"),
                QStringLiteral("cannot create the folder %1: %2").arg(path, QString::fromUtf8(std::strerror(reason))))
        .withAdvice(QStringLiteral("make the folder writable, or set MILLRACE_HOME to one that is"));
}

} // namespace millrace
