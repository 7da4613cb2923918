// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/outagerules.h"

#include "core/failure/resource.h"

#include <QSet>

namespace millrace::engine {

namespace {

using failure::BreakerState;
using failure::CircuitBreaker;

void appendEvent(store::StateStore& state, const char* action, const QString& subject, const QString& summary,
                 const QJsonObject& after = {})
{
    store::Event event;
    event.actor = QStringLiteral("engine");
    event.action = QLatin1String(action);
    event.subject = subject;
    event.summary = summary;
    event.after = after;
    state.events.append(event);
}

/// Takes a failure back that was one of the outage: it is nobody's any more, and its package is tried again.
void takeBack(store::StateStore& state, const store::OutageEvidence& one)
{
    bool open = false;
    for (const qint64 id : one.failureIds) {
        const auto failure = state.failures.byId(id);
        if (!failure || failure->state == QLatin1String("resolved"))
            continue;
        state.failures.resolve(id, QStringLiteral("outage"));
        open = true;
    }
    if (open && state.failures.open(one.packageId).isEmpty())
        state.jobs.enqueue(one.packageId, queue::JobType::Retry, queue::priority::retry,
                           QStringLiteral("its archive was away"));
    state.packages.settle(one.packageId);
}

/// Suites that could not be read are due at once.
void pollAgain(store::StateStore& state, const QString& resource)
{
    for (const qint64 archive : state.archives.servedBy(resource))
        state.archives.pollFailedAgain(archive);
}

/// The breaker has opened: what spoke for it is evidence of the outage, and its jobs wait in their old places.
void turnIntoOutage(store::StateStore& state, const QString& resource, const QString& error)
{
    QStringList subjects;
    for (const store::OutageEvidence& one : state.outages.provisional(resource)) {
        if (one.jobId > 0)
            state.jobs.defer(one.jobId, state.clock().nowMs());
        state.outages.decide(one.id, QStringLiteral("outage"));
        subjects.append(one.subject);
    }
    for (const store::OutageEvidence& one : state.outages.recentFailures(resource)) {
        takeBack(state, one);
        state.outages.decide(one.id, QStringLiteral("outage"), one.failureIds);
        subjects.append(one.subject);
    }
    appendEvent(
        state, "breaker-open", resource,
        QStringLiteral("%1 is away: %2 failed; what needs it waits").arg(resource, subjects.join(QLatin1String(", "))),
        {{QStringLiteral("error"), error}});
}

} // namespace

AwayArchives awayArchives(store::StateStore& store, bool claimTrials)
{
    AwayArchives away;
    for (const store::Outage& outage : store.outages.broken()) {
        const bool mayTry = outage.breaker.state == BreakerState::HalfOpen &&
                            (!claimTrials || store.outages.claimTrial(outage.resource));
        if (!mayTry)
            away.ids += store.archives.servedBy(outage.resource);
        else if (claimTrials)
            away.trials.append(outage.resource);
    }
    return away;
}

void giveTrials(store::StateStore& store, const AwayArchives& away, qint64 job, const QStringList& needed)
{
    for (const QString& resource : away.trials)
        store.outages.setTrial(resource, needed.contains(resource) ? job : 0);
}

std::optional<QString> blameResource(store::StateStore& store, const store::Job& job, const WorkerResult& result)
{
    if (result.failures.isEmpty())
        return std::nullopt;
    QList<store::NewFailure> failures;
    for (const WorkerFailure& failure : result.failures) {
        // Where the package has trouble of its own, a person must look anyway.
        if (!failure::resourceOf(failure.error))
            return std::nullopt;
        failures.append({failure.error, failure.version, failure.suites.join(QLatin1String(", "))});
    }
    const Error& error = failures.constFirst().error;
    const QString resource = *failure::resourceOf(error);
    const auto known = store.outages.byResource(resource);
    const bool away = known && known->breaker.state != BreakerState::Closed;
    store::AttemptResult attempt = result.attempt;
    attempt.outcome = away ? QStringLiteral("stopped") : QStringLiteral("failed");
    const qint64 waits = store.jobs.giveBack(job, attempt);
    const store::OutageEvidence evidence{0,        resource, job.package, job.packageId, waits, job.attemptId, 0,
                                         failures, {},       {}};
    switch (store.outages.failed(evidence, error.message(), error.evidence()[QLatin1String("url")].toString())) {
    case CircuitBreaker::Effect::Suspected:
        store.jobs.defer(waits, store.clock().nowMs() + failure::breaker::windowMs);
        break;
    case CircuitBreaker::Effect::Opened:
        turnIntoOutage(store, resource, error.message());
        break;
    case CircuitBreaker::Effect::Known:
        break;
    }
    return resource;
}

void noteUse(store::StateStore& store, const QStringList& resources, qint64 begunMs)
{
    for (const QString& resource : resources) {
        if (store.outages.succeeded(resource, begunMs))
            noteClosed(store, resource);
    }
}

void noteReached(store::StateStore& store, const QString& resource)
{
    const auto known = store.outages.byResource(resource);
    if (!known)
        return;
    if (known->breaker.state == BreakerState::HalfOpen)
        noteUse(store, {resource}, store.clock().nowMs());
    else if (store.outages.reached(resource))
        pollAgain(store, resource);
}

void notePollFailure(store::StateStore& store, const QString& archive, const QString& suite, const Error& error)
{
    const std::optional<QString> resource = failure::resourceOf(error);
    if (!resource)
        return;
    store::OutageEvidence evidence;
    evidence.resource = *resource;
    evidence.subject = archive + QLatin1Char(' ') + suite;
    const auto effect =
        store.outages.failed(evidence, error.message(), error.evidence()[QLatin1String("url")].toString());
    if (effect == CircuitBreaker::Effect::Opened)
        turnIntoOutage(store, *resource, error.message());
}

void noteProbe(store::StateStore& store, const QString& resource, bool up, const QString& error)
{
    if (store.outages.probeAnswered(resource, up, error))
        pollAgain(store, resource);
}

void noteClosed(store::StateStore& store, const QString& resource)
{
    pollAgain(store, resource);
    const auto outage = store.outages.byResource(resource);
    appendEvent(store, "breaker-close", resource,
                QStringLiteral("%1 is back after %2 s and %3 probes")
                    .arg(resource)
                    .arg((store.clock().nowMs() - outage->breaker.openedMs) / 1000)
                    .arg(outage->breaker.probes));
}

QStringList settleEvidence(store::StateStore& store, const QList<qint64>& only)
{
    QStringList packages;
    QHash<QString, bool> quiet; // resource → nothing else could need it now
    for (const store::OutageEvidence& one : store.outages.provisional()) {
        const bool expired = one.at + failure::breaker::windowMs <= store.clock().nowMs();
        if (!expired && !quiet.contains(one.resource))
            quiet.insert(one.resource, store.jobs.countNeeding(store.archives.servedBy(one.resource), only) == 0);
        if (!expired && !quiet.value(one.resource))
            continue;
        // It runs again already, or somebody took it out of the queue; and a poll's trouble is the suite's.
        if (one.packageId == 0 ? !expired : !store.jobs.conclude(one.jobId, QStringLiteral("failed"))) {
            if (one.packageId != 0)
                store.outages.decide(one.id, QStringLiteral("void"));
            continue;
        }
        if (one.packageId == 0) {
            store.outages.decide(one.id, QStringLiteral("void"));
            continue;
        }
        const QList<qint64> ids =
            recordFailures(store, one.packageId, one.subject, one.jobId, one.attemptId, one.failures);
        store.outages.decide(one.id, QStringLiteral("failure"), ids);
        store.packages.settle(one.packageId);
        packages.append(one.subject);
    }
    return packages;
}

QList<qint64> recordFailures(store::StateStore& store, qint64 packageId, const QString& package, qint64 jobId,
                             qint64 attemptId, const QList<store::NewFailure>& failures)
{
    const QList<qint64> ids = store.failures.recordAttempt(packageId, package, attemptId, failures);
    appendEvent(store, "failure", package,
                QStringLiteral("%1 failed: %2").arg(package, failures.constFirst().error.message()),
                {{QStringLiteral("job"), jobId}, {QStringLiteral("failure"), ids.constFirst()}});
    return ids;
}

} // namespace millrace::engine
