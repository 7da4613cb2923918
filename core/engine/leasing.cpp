// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/leasing.h"

#include "core/engine/asideend.h"
#include "core/engine/jobplanner.h"
#include "core/engine/localstate.h"
#include "core/engine/outagerules.h"
#include "core/engine/reimporter.h"
#include "core/failure/resource.h"
#include "core/git/repository.h"
#include "core/store/mayheal.h"

#include <QThread>

namespace millrace::engine {

namespace {

/// Of a second each.
constexpr int triesAfresh = 60;

bool isFresh(const store::Job& job)
{
    return job.mode == QLatin1String("fresh");
}

QStringList resourcesOf(const importer::JobSpec& spec)
{
    QStringList resources;
    for (const importer::PublicationSpec& publication : spec.publications) {
        const QString resource = failure::resourceOf(QUrl(spec.uploads.at(publication.upload).base));
        if (!resource.isEmpty() && !resources.contains(resource))
            resources.append(resource);
    }
    return resources;
}

qint64 earlier(qint64 one, qint64 other)
{
    return one == 0 || other == 0 ? std::max(one, other) : std::min(one, other);
}

/// When a job, a retry, a poll, a probe or the end of somebody's lease is due.
qint64 nextDue(store::StateStore& state, const LeaseRequest& request)
{
    qint64 next = earlier(state.jobs.nextDue(), state.failures.nextRetryAt());
    next = earlier(next, state.outages.nextDue());
    next = earlier(next, state.spurious.nextExpiry());
    next = earlier(next, state.packages.nextAsideEnd());
    next = earlier(next, state.jobs.nextLeaseEnd());
    if (request.pollEveryS >= 0)
        next = earlier(next, state.archives.nextPoll(request.pollEveryS, awayArchives(state, false).ids));
    return next;
}

void queueDueRetries(store::StateStore& state)
{
    for (const qint64 package : state.failures.dueRetries()) {
        state.transaction([&] {
            state.jobs.enqueue(package, queue::JobType::Retry, queue::priority::retry,
                               QStringLiteral("automatic retry"));
            state.packages.settle(package);
        });
    }
}

void plan(store::StateStore& state, const LeaseRequest& request, LeasedJob& leased)
{
    leased.spec = planJob(state, leased.job, request.paths);
    if (!isReimport(leased.job)) // which is made in an empty repository of its own
        leased.spec.repository = request.repositories->place(leased.job.package);
    leased.resources = resourcesOf(leased.spec);
}

std::optional<LeasedJob> leaseOne(store::StateStore& state, const LeaseRequest& request)
{
    if (!state.archives.pollers().isEmpty())
        return std::nullopt;
    const AwayArchives away = awayArchives(state, true);
    const auto job = state.jobs.lease(request.engine, request.host, request.only, away.ids);
    if (!job) {
        giveTrials(state, away, 0, {});
        return std::nullopt;
    }
    LeasedJob leased;
    leased.job = *job;
    leased.logPath = request.paths.logs() + QStringLiteral("/attempt-%1.log").arg(job->attemptId);
    state.jobs.setLog(job->attemptId, leased.logPath, quarantineOf(request.paths, job->attemptId));
    // What the job is to forget first decides what there is to do.
    if (!isFresh(*job))
        plan(state, request, leased);
    giveTrials(state, away, job->id, leased.resources);
    return leased;
}

/// What the job is to forget is forgotten, then it is planned. A store that restarts meanwhile is no fault of the
/// package.
void beginAfresh(store::StoreThread& store, const LeaseRequest& request, LeasedJob& leased)
{
    for (int tried = 1;; ++tried) {
        try {
            ignoreLocalState(store, leased.job, request.repositories->place(leased.job.package));
            store.call([&](store::StateStore& state) { plan(state, request, leased); });
            return;
        } catch (const Error& error) {
            if (!store::mayHeal(error) || tried == triesAfresh)
                throw;
        }
        QThread::sleep(1);
    }
}

} // namespace

LeaseAnswer leaseNext(store::StoreThread& store, const LeaseRequest& request)
{
    LeaseAnswer answer = store.call([&request](store::StateStore& state) {
        LeaseAnswer result;
        queueDueRetries(state);
        // In a transaction of its own, on no snapshot: inside of another one it would collide with other engines'
        // leases.
        state.transaction([&] { result.leased = leaseOne(state, request); }, store::Isolation::Newest);
        if (!result.leased) {
            state.transaction([&] { result.failed = settleEvidence(state, request.only); });
            state.spurious.expire();
            endAsides(state);
            result.nextMs = nextDue(state, request);
            for (const store::Outage& outage : state.outages.broken()) {
                if (!outage.breaker.byHand &&
                    state.jobs.countNeeding(state.archives.servedBy(outage.resource), request.only) > 0)
                    result.waitsFor.append(outage.resource);
            }
        }
        return result;
    });
    if (!answer.leased)
        return answer;
    try {
        if (isFresh(answer.leased->job))
            beginAfresh(store, request, *answer.leased);
        if (answer.leased->spec.publications.isEmpty())
            return answer;
        ensureFolder(answer.leased->spec.quarantine);
        const QString branch = answer.leased->spec.publications.constLast().branch;
        if (isReimport(answer.leased->job))
            git::Repository::create(answer.leased->spec.repository, branch);
        else
            request.repositories->prepare(answer.leased->job.package, branch);
    } catch (const Error& error) {
        answer.leased->problem = error;
    }
    return answer;
}

} // namespace millrace::engine
