// SPDX-License-Identifier: GPL-3.0-or-later
// A package maintainer with a Millrace repository and the tools of the trade: gbp, pristine-tar, dpkg-source. All
// run without this machine's own settings. Blocking; the test's thread.
#pragma once

#include "core/base/process.h"
#include "tests/core/importer/packagehistory.h"
#include "tests/core/unpack/oracle.h"

namespace millrace::test {

class Developer
{
public:
    /// Works below @p folder, which is made.
    explicit Developer(const QString& folder);

    QString folder() const { return m_folder; }
    QString checkout() const { return m_folder + QStringLiteral("/work"); }

    /// A tool in @p where (empty = the checkout); throws Error with what it printed when it fails.
    QByteArray run(const QStringList& command, const QString& where = {}) const;
    /// Its exit code and output, whatever they are.
    ProcessResult ask(const QStringList& command, const QString& where = {}) const;

    /// `gbp clone` and `git reset --hard` of @p repository in checkout(), as README.md tells.
    void clone(const QString& repository) const;
    /// `gbp buildpackage -S` with @p options; returns the path of the .dsc that came out.
    QString build(const QStringList& options) const;

private:
    QString m_folder;
};

} // namespace millrace::test
