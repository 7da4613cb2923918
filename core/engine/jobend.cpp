// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobend.h"

#include "core/engine/outagerules.h"
#include "core/engine/reimporter.h"
#include "core/failure/errorrule.h"
#include "core/failure/resource.h"

namespace millrace::engine {

namespace {

bool isOfStore(const Error& error)
{
    return error.errorClass() == QLatin1String("store") || error.errorClass() == QLatin1String("db");
}

void recordResult(store::StateStore& state, const store::Job& job, const WorkerResult& result)
{
    if (result.failures.isEmpty()) {
        state.failures.resolveAll(job.packageId, QStringLiteral("auto"), QStringLiteral("imported"));
        if (const qint64 turn = state.publications.nextTurn(job.packageId); turn > 0)
            state.jobs.enqueue(job.packageId, queue::JobType::New, queue::priority::newOther,
                               QStringLiteral("waits for the upstream archive"), turn);
        return;
    }
    QList<store::NewFailure> failures;
    for (const WorkerFailure& failure : result.failures)
        failures.append({failure.error, failure.version, failure.suites.join(QLatin1String(", "))});
    recordFailures(state, job.packageId, job.package, job.id, job.attemptId, failures);
}

} // namespace

namespace {

/// A history made anew is no import: what happens to it never holds the package.
JobEnd endReimport(store::StoreThread& store, Publisher& publisher, const store::Job& job, WorkerResult result)
{
    JobEnd end;
    end.lost = !store.call([&](store::StateStore& state) { return state.jobs.holds(job); });
    if (end.lost)
        return end;
    const bool stopped = result.attempt.outcome == QLatin1String("stopped");
    const bool done = !stopped && finishReimport(store, job, publisher, result);
    publisher.discardQuarantine(job.attemptId);
    if (!stopped && !done)
        result.attempt.outcome = QStringLiteral("failed");
    store.call([&](store::StateStore& state) {
        state.transaction([&] {
            end.lost = !state.jobs.holds(job);
            if (end.lost)
                return;
            if (stopped)
                state.jobs.giveBack(job, result.attempt);
            else
                state.jobs.finish(job, result.attempt);
            state.packages.settle(job.packageId);
        });
    });
    end.failed = !end.lost && !stopped && !done;
    return end;
}

} // namespace

JobEnd endJob(store::StoreThread& store, Publisher& publisher, const LeasedJob& leased, WorkerResult result,
              qint64 begunMs)
{
    const store::Job& job = leased.job;
    if (isReimport(job))
        return endReimport(store, publisher, job, std::move(result));
    JobEnd end;
    try {
        publisher.publish(job, result.staged);
    } catch (const Error& error) {
        if (isOfStore(error))
            throw;
        if (error.code() == QLatin1String("state.lease")) {
            end.lost = true;
            return end;
        }
        result.staged.clear();
        result.failures.prepend({error, {}, {}});
        result.attempt.outcome = QStringLiteral("failed");
        publisher.discardQuarantine(job.attemptId);
    }
    for (const WorkerFailure& failure : std::as_const(result.failures)) {
        if (failure::ruleFor(failure.error.code()).policy == failure::Policy::Resource)
            end.resource = failure.error;
    }
    store.call([&](store::StateStore& state) {
        state.transaction([&] {
            end.away.reset();
            end.lost = !state.jobs.holds(job);
            if (end.lost)
                return;
            const bool missedNone =
                std::none_of(result.failures.cbegin(), result.failures.cend(), [](const WorkerFailure& failure) {
                    return failure::resourceOf(failure.error).has_value();
                });
            if (result.attempt.bytes > 0 && missedNone)
                noteUse(state, leased.resources, begunMs);
            if (end.resource || result.attempt.outcome == QLatin1String("stopped")) {
                store::AttemptResult attempt = result.attempt;
                attempt.outcome = QStringLiteral("stopped");
                state.jobs.giveBack(job, attempt);
            } else if (!(end.away = blameResource(state, job, result))) {
                state.outages.forget(job.packageId);
                recordResult(state, job, result);
                state.jobs.finish(job, result.attempt);
            }
            state.packages.settle(job.packageId);
        });
    });
    end.failed = !end.lost && !result.failures.isEmpty() && !end.resource && !end.away;
    return end;
}

} // namespace millrace::engine
