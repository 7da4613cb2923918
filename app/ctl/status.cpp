// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/verbs.h"
#include "core/base/clock.h"

namespace millrace::ctl {

namespace {

void printVerification(const Output& output, const store::VerificationStatus& verification, qint64 now)
{
    if (verification.packages == 0)
        return;
    QString line = QStringLiteral("Verified: %1 of %2 packages")
                       .arg(verification.packages - verification.neverVerified)
                       .arg(verification.packages);
    if (verification.lastAt > 0)
        line += QStringLiteral(", the last %1 ago").arg(duration(now - verification.lastAt));
    line += verification.everyS > 0
                ? QStringLiteral("; each again after %1 when idle").arg(duration(verification.everyS * 1000))
                : QStringLiteral("; no engine verifies when idle");
    output.line(line);
    output.line(QStringLiteral("Findings: %1 errors, %2 warnings, %3 notes")
                    .arg(verification.errors)
                    .arg(verification.warnings)
                    .arg(verification.notes));
    for (const QString& package : verification.running)
        output.line(QStringLiteral("  verifying %1").arg(package));
}

void printStatus(const Output& output, const store::Status& status)
{
    const qint64 now = Clock::system().nowMs();
    output.line(QStringLiteral("%1 packages known, %2 tracked, %3 imports")
                    .arg(status.packages)
                    .arg(status.tracked)
                    .arg(status.imports));
    output.line(QStringLiteral("Running: %1").arg(status.running.size()));
    for (const store::RunningJob& job : status.running) {
        QString line = QStringLiteral("  %1 %2  %3  %4  on %5")
                           .arg(job.package, job.version, job.stage, duration(now - job.started), job.host);
        if (job.etaHighMs > 0)
            line += QStringLiteral(", %1 to %2 to go").arg(duration(job.etaLowMs), duration(job.etaHighMs));
        output.line(line);
    }
    QString queue = QStringLiteral("Queue: %1").arg(status.queueLength);
    if (status.queueLength > 0)
        queue += QStringLiteral(", oldest %1").arg(duration(status.oldestQueuedMs));
    if (status.etaHighMs > 0)
        queue += QStringLiteral(", done in %1 to %2").arg(duration(status.etaLowMs), duration(status.etaHighMs));
    output.line(queue);
    output.line(QStringLiteral("Failures: %1 held, %2 waiting for a decision, %3 waiting for a retry")
                    .arg(status.held)
                    .arg(status.decisions)
                    .arg(status.retryWait));
    for (const store::SignatureCount& one : status.signatures)
        output.line(QStringLiteral("  %1  %2 ×  %3").arg(one.signature).arg(one.count).arg(one.title));
    for (const store::BreakerStatus& breaker : status.breakers) {
        if (breaker.state == QLatin1String("closed"))
            continue;
        output.line(QStringLiteral("Away: %1 since %2%3, %4 probes: %5")
                        .arg(breaker.resource, duration(now - breaker.openedAt),
                             breaker.byHand ? QStringLiteral(" by hand") : QString())
                        .arg(breaker.probes)
                        .arg(breaker.lastError));
    }
    for (const store::HostStatus& host : status.hosts) {
        QString line = QStringLiteral("Host %1: %2, %3 of %4 jobs, seen %5 ago")
                           .arg(host.host, host.state)
                           .arg(host.jobs)
                           .arg(host.parallel)
                           .arg(duration(now - host.heartbeat));
        if (host.wantsDrain && host.state == QLatin1String("running"))
            line += QStringLiteral("; to be drained");
        output.line(line);
    }
    printVerification(output, status.verification, now);
    if (!status.staleSuites.isEmpty())
        output.line(QStringLiteral("Stale mirror: %1").arg(status.staleSuites.join(QLatin1String(", "))));
}

class StatusVerb final : public Verb
{
public:
    QString name() const override { return QStringLiteral("status"); }
    QString summary() const override { return QStringLiteral("What runs, waits and failed."); }
    QString arguments() const override { return {}; }
    int run(Context& context, const QCommandLineParser&) const override
    {
        const store::Status status = context.store().call([](store::StateStore& state) { return state.status(); });
        if (context.output.json)
            context.output.document(status.toJson());
        else
            printStatus(context.output, status);
        return exitcode::done;
    }
};

} // namespace

VerbPtr statusVerb()
{
    return std::make_unique<StatusVerb>();
}

} // namespace millrace::ctl
