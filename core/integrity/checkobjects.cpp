// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/base/process.h"
#include "core/base/step.h"
#include "core/integrity/checks.h"

namespace millrace::integrity {

namespace {
constexpr int longestMs = 2 * 60 * 60 * 1000;
constexpr qsizetype linesShown = 40;
} // namespace

CheckOutcome checkObjects(const CheckContext& context)
{
    const Step step(Stage::Refs, "git fsck");
    ProcessRequest request;
    request.program = QStringLiteral("git");
    // The folder named outright: no configuration and no parent folder has a say in which repository this is.
    request.arguments = {QStringLiteral("--git-dir=") + context.repository.path(),
                         // A pack larger than a worker's address space is looked at through windows.
                         QStringLiteral("-c"), QStringLiteral("core.packedGitWindowSize=64m"), QStringLiteral("-c"),
                         QStringLiteral("core.packedGitLimit=1g"), QStringLiteral("fsck"), QStringLiteral("--strict"),
                         QStringLiteral("--full"), QStringLiteral("--no-dangling"), QStringLiteral("--no-progress")};
    request.environment = {{QStringLiteral("GIT_CONFIG_NOSYSTEM"), QStringLiteral("1")},
                           {QStringLiteral("GIT_CONFIG_GLOBAL"), QStringLiteral("/dev/null")}};
    request.timeoutMs = longestMs;
    const ProcessResult result = runProcess(request);
    CheckOutcome outcome;
    outcome.looked = 1;
    QStringList lines =
        QString::fromUtf8(result.output + result.errorOutput).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    lines.erase(std::remove_if(lines.begin(), lines.end(),
                               // Not a word about objects: a fresh repository, or one whose HEAD has no commit yet.
                               [](const QString& line) { return line.startsWith(QLatin1String("notice:")); }),
                lines.end());
    if (result.exitCode == 0 && lines.isEmpty())
        return outcome;
    Finding finding;
    finding.code = QStringLiteral("objects.damaged");
    finding.subject = QStringLiteral("objects");
    finding.severity = result.exitCode == 0 ? Severity::Warning : Severity::Error;
    finding.message =
        QStringLiteral("git fsck finds fault with the repository: %1")
            .arg(lines.isEmpty() ? QStringLiteral("exit code %1").arg(result.exitCode) : lines.constFirst());
    finding.advice = QStringLiteral("restore the repository from a backup or a clone, or import the package anew");
    finding.actual = {{QStringLiteral("exit_code"), result.exitCode},
                      {QStringLiteral("lines"), toJsonArray(lines.mid(0, linesShown))},
                      {QStringLiteral("count"), lines.size()}};
    context.found(finding);
    return outcome;
}

} // namespace millrace::integrity
