// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/integrity/checks.h"

namespace millrace::integrity {

CheckOutcome checkPublished(const CheckContext& context)
{
    const VerifySpec& spec = context.spec;
    for (qsizetype i = 0; i < spec.publications.size(); ++i) {
        const RecordedPublication& recorded = spec.publications.at(i);
        const importer::PublicationSpec& publication = spec.job.publications.at(i);
        const QString version = spec.job.uploads.at(publication.upload).version;
        Finding finding;
        finding.version = version;
        finding.subject = version + QLatin1Char(' ') + publication.suite;
        finding.expected = {{QStringLiteral("suite"), publication.suite}, {QStringLiteral("version"), version}};
        if (recorded.skipped) {
            finding.code = QStringLiteral("published.skipped");
            finding.severity = Severity::Note;
            finding.message =
                QStringLiteral("%1 in %2 was skipped and is in no branch").arg(version, publication.suite);
        } else if (recorded.claimed && recorded.import < 0) {
            finding.code = QStringLiteral("published.no_import");
            finding.message = QStringLiteral("%1 in %2 is recorded as imported, but there is no such import")
                                  .arg(version, publication.suite);
            finding.advice = QStringLiteral("restore the store from a backup, or import the package anew");
            finding.actual = {{QStringLiteral("commit"), recorded.commit}};
        } else if (recorded.overdue) {
            finding.code = QStringLiteral("published.missing");
            finding.message =
                QStringLiteral(
                    "%1 was published in %2 and is not imported, though its import has ended and nothing failed")
                    .arg(version, publication.suite);
            finding.advice = QStringLiteral("import the package again");
        } else {
            continue;
        }
        context.found(finding);
    }
    CheckOutcome outcome;
    outcome.looked = static_cast<int>(spec.publications.size());
    return outcome;
}

} // namespace millrace::integrity
