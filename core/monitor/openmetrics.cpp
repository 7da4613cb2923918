// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/openmetrics.h"

#include "core/monitor/metrictext.h"
#include "core/queue/packagestate.h"

namespace millrace::monitor {

namespace {

using Type = MetricText::Type;

double seconds(qint64 ms)
{
    return static_cast<double>(ms) / 1000;
}

void writePackages(MetricText& text, const Snapshot& snapshot)
{
    using enum queue::PackageState;
    text.family("millrace_packages", Type::Gauge, "Source packages by state.");
    for (const queue::PackageState state : {Ok, Queued, Running, Held, RetryWait, Decision, Paused, Denied}) {
        const QString name = queue::packageStateName(state);
        text.sample({{"state", name}}, static_cast<double>(snapshot.health.packages.value(name)));
    }
    text.family("millrace_packages_tracked", Type::Gauge, "Source packages that the main loop imports.");
    text.sample(static_cast<double>(snapshot.health.tracked));
    text.family("millrace_packages_usual", Type::Gauge,
                "Median of the last 7 days, by state; absent until a day of samples is there.");
    for (const QString& state : {store::metric::held, store::metric::retryWait}) {
        if (const auto usual = snapshot.medians.constFind(state); usual != snapshot.medians.constEnd())
            text.sample({{"state", state}}, static_cast<double>(usual.value()));
    }
}

void writeJobs(MetricText& text, const store::Health& health)
{
    text.family("millrace_jobs", Type::Gauge, "Jobs by state.");
    text.sample({{"state", QStringLiteral("queued")}}, static_cast<double>(health.queued));
    text.sample({{"state", QStringLiteral("running")}}, static_cast<double>(health.running));
    text.family("millrace_oldest_due_job_age_seconds", Type::Gauge, "How long the oldest due job has waited; 0 = none.",
                "seconds");
    text.sample(seconds(health.oldestDueMs));
    text.family("millrace_stale_leases", Type::Gauge,
                "Jobs whose engine has not been heard of for longer than a lease.");
    text.sample(static_cast<double>(health.staleLeases));
    text.family("millrace_imports", Type::Counter, "Imports published.");
    text.sample(static_cast<double>(health.imports));
    text.family("millrace_attempts", Type::Counter, "Attempts that ended, by outcome.");
    for (const char* outcome : {"done", "failed", "crashed", "reclaimed", "stopped"})
        text.sample({{"outcome", QLatin1String(outcome)}},
                    static_cast<double>(health.attempts.value(QLatin1String(outcome))));
}

void writeFailures(MetricText& text, const store::Health& health)
{
    text.family("millrace_signature_open", Type::Gauge, "Open failures of a signature.");
    const qsizetype shown = std::min(mostSignatures, health.signatures.size());
    for (qsizetype i = 0; i < shown; ++i) {
        const store::OpenSignature& one = health.signatures.at(i);
        text.sample({{"signature", one.signature}, {"code", one.code}}, static_cast<double>(one.open));
    }
    text.family("millrace_signature", Type::Info, "What a signature stands for.");
    for (qsizetype i = 0; i < shown; ++i) {
        const store::OpenSignature& one = health.signatures.at(i);
        text.sample({{"signature", one.signature}, {"code", one.code}, {"title", one.title}}, 1);
    }
    text.family("millrace_new_signatures", Type::Gauge, "Signatures first seen in the last 24 hours.");
    text.sample(static_cast<double>(health.newSignaturesDay));
    text.family("millrace_recent_failures", Type::Gauge, "Failures in the last 24 hours.");
    text.sample(static_cast<double>(health.failuresDay));
    text.family("millrace_findings", Type::Gauge, "Open findings of verification, by severity.");
    for (const char* severity : {"error", "warning", "note"})
        text.sample({{"severity", QLatin1String(severity)}},
                    static_cast<double>(health.findings.value(QLatin1String(severity))));
}

void writeSuites(MetricText& text, const store::Health& health)
{
    text.family("millrace_suite_read_timestamp_seconds", Type::Gauge,
                "When the suite's index was last read to its end; absent = never.", "seconds");
    for (const store::SuiteHealth& suite : health.suites) {
        if (suite.readAt > 0)
            text.sample({{"archive", suite.archive}, {"suite", suite.suite}}, seconds(suite.readAt));
    }
    text.family("millrace_archive_poll_interval_seconds", Type::Gauge, "How often the archive is to be polled.",
                "seconds");
    QString last;
    for (const store::SuiteHealth& suite : health.suites) {
        if (std::exchange(last, suite.archive) != suite.archive)
            text.sample({{"archive", suite.archive}}, static_cast<double>(suite.intervalS));
    }
    text.family("millrace_suite_stale", Type::Gauge, "1 = the suite's Release is past its Valid-Until.");
    for (const store::SuiteHealth& suite : health.suites)
        text.sample({{"archive", suite.archive}, {"suite", suite.suite}}, suite.stale ? 1 : 0);
    text.family("millrace_suite_poll_failed", Type::Gauge, "1 = the last poll of the suite came to nothing.");
    for (const store::SuiteHealth& suite : health.suites)
        text.sample({{"archive", suite.archive}, {"suite", suite.suite}}, suite.failed ? 1 : 0);
}

void writeHosts(MetricText& text, const Snapshot& snapshot)
{
    const QList<store::HostStatus>& hosts = snapshot.health.hosts;
    text.family("millrace_host_heartbeat_timestamp_seconds", Type::Gauge, "When the host's engine was last heard of.",
                "seconds");
    for (const store::HostStatus& host : hosts)
        text.sample({{"host", host.host}}, seconds(host.heartbeat));
    text.family("millrace_host_state", Type::StateSet, "What the host's engine does.");
    for (const store::HostStatus& host : hosts) {
        for (const char* state : {"running", "draining", "drained", "paused", "quiescing", "stopped"})
            text.sample({{"host", host.host}, {"millrace_host_state", QLatin1String(state)}},
                        host.state == QLatin1String(state) ? 1 : 0);
    }
    text.family("millrace_host_jobs", Type::Gauge, "Jobs that run on the host.");
    for (const store::HostStatus& host : hosts)
        text.sample({{"host", host.host}}, host.jobs);
    text.family("millrace_host_parallel_jobs", Type::Gauge, "Jobs that the host may run at once.");
    for (const store::HostStatus& host : hosts)
        text.sample({{"host", host.host}}, host.parallel);
    text.family("millrace_outage_age_seconds", Type::Gauge, "How long the breaker of a resource has been open.",
                "seconds");
    for (const OpenOutage& outage : snapshot.outages)
        text.sample({{"resource", outage.resource}, {"state", outage.state}}, seconds(snapshot.at - outage.since));
}

void writeMachine(MetricText& text, const Snapshot& snapshot)
{
    text.family("millrace_disk_free_bytes", Type::Gauge, "What is free of the disk that a folder is on.", "bytes");
    for (const Place& place : snapshot.places)
        text.sample({{"place", place.name}}, static_cast<double>(place.freeBytes));
    text.family("millrace_disk_size_bytes", Type::Gauge, "The size of the disk that a folder is on.", "bytes");
    for (const Place& place : snapshot.places)
        text.sample({{"place", place.name}}, static_cast<double>(place.sizeBytes));
    text.family("millrace_store_latency_seconds", Type::Gauge, "How long the store took to answer.", "seconds");
    text.sample(snapshot.storeLatencyS);
    text.family("millrace_build", Type::Info, "The program that answers.");
    text.sample({{"version", QStringLiteral(MILLRACE_VERSION)}}, 1);
}

} // namespace

QByteArray openMetrics(const Snapshot& snapshot)
{
    MetricText text;
    writePackages(text, snapshot);
    writeJobs(text, snapshot.health);
    writeFailures(text, snapshot.health);
    writeSuites(text, snapshot.health);
    writeHosts(text, snapshot);
    writeMachine(text, snapshot);
    return text.finished();
}

} // namespace millrace::monitor
