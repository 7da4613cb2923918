// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a source tree and says where it breaks the house rules. Blocking; one thread.
#pragma once

#include <QHash>
#include <QSet>
#include <QString>
#include <QStringList>

namespace millrace::test {

class SourceTreeCheck
{
public:
    /// @p hosts: names of registries that must not be written anywhere.
    SourceTreeCheck(const QString& root, const QStringList& hosts);

    /// One line per finding: "path:line: what is wrong"; sorted. Empty = all rules hold.
    QStringList findings();
    /// How many files were read: a check of nothing must not look like a success.
    qsizetype filesRead() const { return m_files.size(); }

private:
    void checkText(const QString& path, const QStringList& lines);
    void checkCode(const QString& path, const QStringList& lines);
    void checkIncludes(const QString& path, const QStringList& lines);
    void checkOwnInclude(const QString& path, int line, const QString& header);
    void checkOutsideInclude(const QString& path, int line, const QString& header);
    void checkCMake(const QString& path, const QStringList& lines);
    void checkIsBuilt(const QString& path);
    void found(const QString& path, int line, const QString& what);

    const QString m_root;
    const QStringList m_hosts;
    QHash<QString, QString> m_files;       ///< path from the root → content
    QHash<QString, QSet<QString>> m_built; ///< folder of a CMakeLists.txt → words of it
    QStringList m_findings;
};

/// Hosts of the archives that apt on this machine is configured with.
QStringList registryHosts();

} // namespace millrace::test
