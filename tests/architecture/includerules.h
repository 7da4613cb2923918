// SPDX-License-Identifier: GPL-3.0-or-later
// Who may include whom, as data (architecture.md, "Allowed includes"). Pure; any thread.
#pragma once

#include <QStringList>

namespace millrace::test {

struct ModuleRule
{
    QString folder;      ///< "core/deb"; files of its sub-folders belong to it
    QStringList allowed; ///< folders beside its own; "core/*" = every module of core
};

struct OutsideRule
{
    QString header;   ///< regular expression on the name between < and >
    QStringList only; ///< regular expressions on the paths that may include it
    QString reason;
};

/// A folder of code without a rule is a finding: a new module says here what it stands on.
const QList<ModuleRule>& moduleRules();
const QList<OutsideRule>& outsideRules();
/// Folders whose code must also run where no Qt Gui or Widgets exists.
const QStringList& foldersWithoutScreen();

} // namespace millrace::test
