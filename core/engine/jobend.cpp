// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobend.h"

#include "core/engine/reimporter.h"
#include "core/failure/errorrule.h"

#include <QSet>

namespace millrace::engine {

namespace {

void appendEvent(store::StateStore& state, const QString& action, const store::Job& job, const QString& summary,
                 const QJsonObject& after)
{
    store::Event event;
    event.actor = QStringLiteral("engine");
    event.action = action;
    event.subject = job.package;
    event.summary = summary;
    event.after = after;
    state.events.append(event);
}

void recordResult(store::StateStore& state, const store::Job& job, const WorkerResult& result)
{
    QSet<qint64> uploads;
    for (const importer::Staged& staged : result.staged) {
        if (staged.import)
            uploads.insert(staged.uploadId);
    }
    if (!result.staged.isEmpty()) {
        const QString summary = uploads.size() == 1
                                    ? QStringLiteral("Imported one version of %1").arg(job.package)
                                    : QStringLiteral("Imported %1 versions of %2").arg(uploads.size()).arg(job.package);
        appendEvent(state, QStringLiteral("import"), job, summary,
                    {{QStringLiteral("job"), job.id}, {QStringLiteral("publications"), result.staged.size()}});
    }
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
    const QList<qint64> ids = state.failures.recordAttempt(job.packageId, job.package, job.attemptId, failures);
    appendEvent(state, QStringLiteral("failure"), job,
                QStringLiteral("%1 failed: %2").arg(job.package, result.failures.constFirst().error.message()),
                {{QStringLiteral("job"), job.id}, {QStringLiteral("failure"), ids.constFirst()}});
}

} // namespace

namespace {

/// A history made anew is no import: what happens to it never holds the package.
JobEnd endReimport(store::StoreThread& store, Publisher& publisher, const store::Job& job, WorkerResult result)
{
    const bool stopped = result.attempt.outcome == QLatin1String("stopped");
    const bool done = !stopped && finishReimport(store, job, publisher.paths(), result);
    publisher.discardQuarantine(job.attemptId);
    if (!stopped && !done)
        result.attempt.outcome = QStringLiteral("failed");
    store.call([&](store::StateStore& state) {
        state.transaction([&] {
            if (stopped)
                state.jobs.giveBack(job, result.attempt);
            else
                state.jobs.finish(job, result.attempt);
            state.packages.settle(job.packageId);
        });
    });
    return {!stopped && !done, {}};
}

} // namespace

JobEnd endJob(store::StoreThread& store, Publisher& publisher, const store::Job& job, WorkerResult result)
{
    if (isReimport(job))
        return endReimport(store, publisher, job, std::move(result));
    JobEnd end;
    try {
        publisher.publish(job, result.staged);
    } catch (const Error& error) {
        result.staged.clear();
        result.failures.prepend({error, {}, {}});
        result.attempt.outcome = QStringLiteral("failed");
        publisher.discardQuarantine(job.attemptId);
    }
    for (const WorkerFailure& failure : std::as_const(result.failures)) {
        if (failure::ruleFor(failure.error.code()).policy == failure::Policy::Resource)
            end.resource = failure.error;
    }
    end.failed = !result.failures.isEmpty() && !end.resource;
    store.call([&](store::StateStore& state) {
        state.transaction([&] {
            if (end.resource || result.attempt.outcome == QLatin1String("stopped")) {
                store::AttemptResult attempt = result.attempt;
                attempt.outcome = QStringLiteral("stopped");
                state.jobs.giveBack(job, attempt);
            } else {
                recordResult(state, job, result);
                state.jobs.finish(job, result.attempt);
            }
            state.packages.settle(job.packageId);
        });
    });
    return end;
}

} // namespace millrace::engine
