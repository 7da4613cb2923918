// SPDX-License-Identifier: GPL-3.0-or-later
// The report of `import`: per package what is imported and what failed. Main thread; reads through the StoreThread.
#pragma once

#include "app/ctl/context.h"

namespace millrace::ctl {

struct ImportReport
{
    QStringList packages = {};
    QMap<QString, QString> refused = {}; ///< package → why it was not even tried
    QStringList waiting = {};            ///< packages whose job could not be run: their archive is away
    QStringList suites = {};             ///< what was asked for; empty = all
    double seconds = 0;
};

/// Prints it (JSON as cli.md has it) and returns the exit code: 0, 1 nothing worked, 3 partly.
int printImportReport(Context& context, const ImportReport& report);

/// Derivatives' versions that wait for the archive that they come from: {version, suite, branch, waits_for, until}.
QJsonArray toJson(const QList<store::UpstreamWait>& waits);
/// The same for people, one line each.
QStringList waitLines(const QString& package, const QList<store::UpstreamWait>& waits);

/// One import, as cli.md describes it.
QJsonObject toJson(const store::ImportDetails& import);
/// A failure with trace and evidence, as cli.md describes it.
QJsonObject toJson(const store::FailureDetails& failure);

} // namespace millrace::ctl
