// SPDX-License-Identifier: GPL-3.0-or-later
// A MILLRACE_HOME of its own with the real millracectl: runs it, starts it to be killed, and looks at what it left.
// The programs are those in the folder MILLRACE_BIN names. Blocking; one thread.
#pragma once

#include <QJsonObject>
#include <QMap>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace millrace::test {

struct CtlResult
{
    int exitCode = -1;
    bool killed = false;
    QByteArray output = {};
    QByteArray errors = {};

    QJsonObject json() const;
    /// Lines of stderr that are errors: "millracectl: …", without warnings.
    QStringList errorLines() const;
};

class Home
{
public:
    Home();

    QString path(const QString& name = {}) const { return m_folder.filePath(name); }
    QString store() const;
    QStringList repositories() const;

    CtlResult ctl(const QStringList& arguments, const QMap<QString, QString>& environment = {}) const;
    /// The same through a wrapper ("prlimit --fsize=…"), which gets the program and its arguments appended.
    CtlResult ctlThrough(const QStringList& wrapper, const QStringList& arguments) const;
    /// Started, not waited for.
    std::unique_ptr<QProcess> start(const QStringList& arguments, const QMap<QString, QString>& environment = {}) const;
    /// `archive add` of @p uri with its keyring; suites as given.
    CtlResult addArchive(const QString& uri, const QString& keyring,
                         const QStringList& suites = {QStringLiteral("sid"), QStringLiteral("bookworm")}) const;

    /// `git show-ref` of every repository, named.
    QByteArray refs() const;
    /// Everything that must be true of a home where nothing runs: repositories are sound, no quarantine is left, no
    /// upload has two imports, nothing is claimed. Empty = it is.
    QStringList disorder() const;
    /// One value of the state store, read with a connection of our own.
    QString value(const QString& sql) const;

private:
    QTemporaryDir m_folder;
};

/// Processes called millrace-worker whose parent is @p pid and which have a job.
QList<qint64> workersOf(qint64 pid);
/// Where the programs are.
QString programFolder();

} // namespace millrace::test
