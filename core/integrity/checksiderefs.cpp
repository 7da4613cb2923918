// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/integrity/checks.h"

#include <QDir>
#include <QSet>

namespace millrace::integrity {

CheckOutcome checkSideRefs(const CheckContext& context)
{
    const VerifySpec& spec = context.spec;
    CheckOutcome outcome;
    QSet<QString> owned;
    for (const RecordedBranch& branch : spec.branches)
        owned.insert(QLatin1String("refs/importer/good/") + branch.branch);
    for (const char* const prefix : {"refs/importer/", "refs/collisions/"}) {
        for (const git::Ref& ref : context.repository.refs(QLatin1String(prefix))) {
            ++outcome.looked;
            // A history made anew waits for a person; what one replaced is kept.
            if (owned.contains(ref.name) || ref.name.startsWith(QLatin1String("refs/importer/reimport/")) ||
                ref.name.startsWith(QLatin1String("refs/importer/replaced/")))
                continue;
            Finding finding;
            finding.code = QStringLiteral("ref.orphan");
            finding.severity = Severity::Warning;
            finding.subject = ref.name;
            finding.message = QStringLiteral("the ref %1 belongs to nothing that the store knows of").arg(ref.name);
            finding.advice = QStringLiteral("look at what it holds, then delete it");
            finding.actual = {{QStringLiteral("oid"), ref.oid.toHex()}};
            context.found(finding);
        }
    }
    for (const QString& attempt : spec.endedAttempts) {
        const QString folder = spec.quarantineRoot + QLatin1Char('/') + attempt;
        ++outcome.looked;
        if (!QDir(folder).exists())
            continue;
        Finding finding;
        finding.code = QStringLiteral("quarantine.orphan");
        finding.severity = Severity::Warning;
        finding.subject = QLatin1String("attempt ") + attempt;
        finding.message = QStringLiteral("attempt %1 has ended and left its objects in the quarantine").arg(attempt);
        finding.advice = QStringLiteral("start the engine once: it clears up behind attempts that have ended");
        finding.actual = {{QStringLiteral("folder"), folder}};
        context.found(finding);
    }
    return outcome;
}

} // namespace millrace::integrity
