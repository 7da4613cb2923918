// SPDX-License-Identifier: GPL-3.0-or-later
// A source package with patches, written by hand so that it may be wrong, imported, and its patches applied twice: by
// core/patches to the import, and by dpkg-source to what it unpacked itself. Blocking; the test's thread.
#pragma once

#include "core/base/error.h"
#include "core/patches/appliedtree.h"
#include "tests/core/importer/packagehistory.h"
#include "tests/core/unpack/oracle.h"

namespace millrace::test {

struct PatchedPackage
{
    QString format = QStringLiteral("3.0 (quilt)");
    QMap<QString, QByteArray> upstream = {}; ///< path → content
    QMap<QString, QByteArray> debian = {};   ///< path below debian/ → content, on top of changelog, control and rules
    QMap<QString, QString> links = {};       ///< path → target, upstream
    QMap<QString, QString> debianLinks = {}; ///< path below debian/ → target

    /// One patch "one.patch" and a series file with it.
    void setPatch(const QByteArray& text);
};

/// Tars and a .dsc in @p folder; returns the .dsc's path. Formats: 3.0 (quilt), 3.0 (native), 2.0, 1.0 (native).
QString writePackage(const QString& folder, const PatchedPackage& package);

struct DpkgResult
{
    bool applied = false;
    QByteArray words = {};
    Listing listing = {}; ///< without dpkg-source's own notes and without empty folders
};

/// `dpkg-source -x --skip-patches`, then `dpkg-source --before-build`, on a machine of @p vendor.
/// A failure is one of `dpkg-source -x` with patches: --before-build passes over a first patch that does not apply.
DpkgResult appliedByDpkg(const QString& dsc, const QString& folder, const QString& vendor = QStringLiteral("debian"));

/// Imports one .dsc and applies its patches.
class AppliedImport
{
public:
    AppliedImport(const QString& folder, const QString& dsc, const QString& package = QStringLiteral("sample"));

    patches::AppliedTree apply(const QString& vendor = QStringLiteral("debian"),
                               const patches::AppliedLimits& limits = {});
    /// The Error of an apply() that must fail; its code is "none" when it does not.
    Error failure(const QString& vendor = QStringLiteral("debian"), const patches::AppliedLimits& limits = {});
    Listing listing(const git::Oid& tree) const;
    git::Oid unapplied() const { return m_tree; }
    QString repository() const { return m_history.repository(); }
    /// What lies in the folder for scratch files; nothing should, after an apply().
    QStringList leftovers() const;

private:
    QString m_folder;
    PackageHistory m_history;
    git::Oid m_tree = {};
    int m_runs = 0;
};

} // namespace millrace::test
