// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/showtext.h"

#include "app/ctl/showsignature.h"

#include <QJsonDocument>

namespace millrace::ctl {

namespace {

QString publicationState(const store::PublicationDetails& one)
{
    if (one.importId > 0)
        return one.commit.left(12);
    if (one.skipped)
        return QStringLiteral("skipped: ") + one.skipReason;
    if (one.failureId > 0)
        return QStringLiteral("failed (failure %1)").arg(one.failureId);
    if (!one.waitingFor.isEmpty())
        return QStringLiteral("waits for %1").arg(one.waitingFor);
    return one.removedAt > 0 ? QStringLiteral("gone from the archive") : QStringLiteral("not imported");
}

void showAttempts(const Output& output, const QList<store::AttemptDetails>& attempts)
{
    QList<QStringList> rows;
    for (const store::AttemptDetails& attempt : attempts)
        rows.append({QString::number(attempt.id), localTime(attempt.started), attempt.outcome, attempt.stage,
                     QStringLiteral("%1 ms CPU, %2 MiB").arg(attempt.cpuMs).arg(attempt.peakRssKib / 1024),
                     attempt.worker});
    if (rows.isEmpty())
        return;
    output.line();
    output.table({QStringLiteral("attempt"), QStringLiteral("started"), QStringLiteral("outcome"),
                  QStringLiteral("stage"), QStringLiteral("used"), QStringLiteral("worker")},
                 rows);
}

} // namespace

void showPackage(const Output& output, const store::PackageDetails& package, const QString& repository)
{
    output.line(QStringLiteral("%1: %2%3")
                    .arg(package.name, package.state,
                         package.tracked ? QStringLiteral(", tracked") : QStringLiteral(", not tracked")));
    if (!package.note.isEmpty())
        output.line(QStringLiteral("Note: ") + package.note);
    if (package.holdUntil > 0)
        output.line(QStringLiteral("Aside until ") + localTime(package.holdUntil));
    output.line(QStringLiteral("Repository: ") + repository);
    QList<QStringList> rows;
    for (const store::PublicationDetails& one : package.publications)
        rows.append({one.version, one.branch, one.format, publicationState(one)});
    output.line();
    output.table(
        {QStringLiteral("version"), QStringLiteral("branch"), QStringLiteral("format"), QStringLiteral("import")},
        rows);
    for (const store::ImportDetails& import : package.imports) {
        if (!import.flags.isEmpty())
            output.line(QStringLiteral("%1: %2").arg(import.tag, import.flags.join(QLatin1String(", "))));
    }
    for (const store::FailureDetails& failure : package.failures) {
        if (failure.state == QLatin1String("resolved"))
            continue;
        output.line();
        showFailure(output, failure);
    }
    showAttempts(output, package.attempts);
}

void showFailure(const Output& output, const store::FailureDetails& failure)
{
    output.line(
        QStringLiteral("Failure %1: %2 %3, %4").arg(failure.id).arg(failure.package, failure.version, failure.code));
    output.line(QStringLiteral("  ") + failure.message);
    output.line(QStringLiteral("  What to do: ") + failure.advice);
    QString state = QStringLiteral("  State: %1, %2 time(s), %3 automatic retries")
                        .arg(failure.state)
                        .arg(failure.count)
                        .arg(failure.autoRetries);
    if (failure.nextRetryAt > 0)
        state += QStringLiteral(", next %1").arg(localTime(failure.nextRetryAt));
    output.line(state);
    if (!failure.suite.isEmpty())
        output.line(QStringLiteral("  Waiting: ") + failure.suite);
    output.line(QStringLiteral("  Signature %1: %2").arg(failure.signature, failure.signatureTitle));
    showWhy(output, failure.why);
    output.line(QStringLiteral("  Traceback (newest last):"));
    for (const TraceFrame& frame : failure.trace) {
        QStringList values;
        for (auto it = frame.values.begin(); it != frame.values.end(); ++it)
            values.append(it.key() + QLatin1Char('=') + it.value().toVariant().toString());
        output.line(QStringLiteral("    %1:%2 in %3").arg(frame.file).arg(frame.line).arg(frame.function));
        output.line(QStringLiteral("      %1  %2").arg(frame.what, values.join(QLatin1String("  "))));
    }
    if (!failure.evidence.isEmpty()) {
        output.line(QStringLiteral("  Evidence:"));
        output.line(QString::fromUtf8(QJsonDocument(failure.evidence).toJson(QJsonDocument::Indented)).trimmed());
    }
    showAttempts(output, failure.attempts);
}

void showJob(const Output& output, const store::JobDetails& job)
{
    output.line(QStringLiteral("Job %1: %2, %3, %4, priority %5")
                    .arg(job.id)
                    .arg(job.package, job.type, job.state)
                    .arg(job.priority));
    output.line(QStringLiteral("  %1; queued %2").arg(job.reason, localTime(job.created)));
    showAttempts(output, job.attempts);
}

} // namespace millrace::ctl
