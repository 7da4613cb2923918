// SPDX-License-Identifier: GPL-3.0-or-later
// Builds real source packages with dpkg-source in a temporary folder, for tests. Blocking; any thread.
#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>

namespace millrace::test {

struct SourcePackageRecipe
{
    QString name = QStringLiteral("sample");
    QString version = QStringLiteral("1.0-1");
    QString format = QStringLiteral("3.0 (quilt)");
    QString compression = QStringLiteral("xz");  ///< of what dpkg-source makes; the orig too
    QMap<QString, QByteArray> upstream;          ///< path → content of the orig tarball; empty = native
    QMap<QString, QMap<QString, QByteArray>> components; ///< component → files
    QMap<QString, QByteArray> files;             ///< added on top of the defaults below debian/ and elsewhere
    QByteArray changelog;                        ///< empty = one entry for this version
    QMap<QString, QString> symlinks;             ///< path → target
    QStringList executables;
};

/// Writes the tree, tars the orig and runs `dpkg-source -b`; returns the path of the .dsc inside @p folder.
QString buildSourcePackage(const QString& folder, const SourcePackageRecipe& recipe);

/// One changelog entry in the standard form.
QByteArray changelogEntry(const QString& name, const QString& version, const QString& text = QStringLiteral("Change."),
                          const QString& date = QStringLiteral("Mon, 06 Jan 2020 10:00:00 +0100"),
                          const QString& maintainer = QStringLiteral("Ada Example <ada@example.org>"));

} // namespace millrace::test
