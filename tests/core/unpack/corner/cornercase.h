// SPDX-License-Identifier: GPL-3.0-or-later
// One upload imported into a repository of its own, and what dpkg-source and git have to say about that; for the
// tests of importer.md's corner cases. Blocking; one thread.
#pragma once

#include "tests/core/importer/packagehistory.h"
#include "tests/core/unpack/oracle.h"
#include "tests/core/unpack/tarwriter.h"

#include <memory>

namespace millrace::test {

/// What git has under @p ref, with the names as the source had them.
Listing listingOfRef(const PackageHistory& history, const QString& ref);

class CornerCase
{
public:
    /// Imports @p dsc; the home is below the .dsc's folder.
    explicit CornerCase(const QString& dsc);

    /// The code of the failure; empty when the import succeeded.
    QString failure() const;
    /// Its message and advice.
    QString words() const;
    QStringList flags() const;
    /// What was imported, empty folders included.
    Listing tree() const;
    /// How tree() differs from `dpkg-source --skip-patches -x` (without .pc and .git), and what `git fsck --strict`
    /// finds. Empty when all is well; names the failure when there is one.
    QString findings() const;
    /// The same for a given tree, where dpkg-source is no oracle.
    QString findings(const Listing& expected) const;
    bool hasUpstream() const { return m_history->commit(QStringLiteral("upstream/debian")).size() > 0; }
    const PackageHistory& history() const { return *m_history; }
    const JobOutcome& outcome() const { return m_outcome; }

private:
    QString m_dsc;
    QString m_folder;
    std::unique_ptr<PackageHistory> m_history;
    JobOutcome m_outcome;
};

/// A debian/changelog of "sample" with one entry.
QByteArray cornerChangelog(const char* version = "1.0-1");
/// A debian.tar with changelog, rules and source/format.
TarWriter debianTar();

/// Writes a 3.0 (quilt) upload of "sample 1.0-1" by hand and returns its .dsc. @p component is "extra".
QString quiltDsc(const QString& folder, const QByteArray& orig, const QByteArray& debian,
                 const QByteArray& component = {});
/// The same for a 3.0 (native) upload of "sample 1.0" whose tarball has @p tar; changelog and rules are added.
QString nativeDsc(const QString& folder, TarWriter tar);

QByteArray gzipped(const QByteArray& bytes);

} // namespace millrace::test
