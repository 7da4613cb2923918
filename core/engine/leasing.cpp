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

LeasedJob begun(store::StateStore& state, const LeaseRequest& request, const store::Job& job)
{
    LeasedJob leased;
    leased.job = job;
    leased.logPath = request.paths.logs() + QStringLiteral("/attempt-%1.log").arg(job.attemptId);
    state.jobs.setLog(job.attemptId, leased.logPath, quarantineOf(request.paths, job.attemptId));
    // What the job is to forget first decides what there is to do.
    if (!isFresh(job))
        plan(state, request, leased);
    return leased;
}

QList<LeasedJob> leaseUpTo(int places, store::StateStore& state, const LeaseRequest& request)
{
    if (state.archives.importsWait())
        return {};
    const AwayArchives away = awayArchives(state, true);
    // The one turn of a resource that may be back is for one job, whichever needs it.
    const int most = away.trials.isEmpty() ? places : 1;
    QList<LeasedJob> leased;
    for (const store::Job& job : state.jobs.leaseUpTo(most, request.engine, request.host, request.only, away.ids))
        leased.append(begun(state, request, job));
    if (leased.isEmpty())
        giveTrials(state, away, 0, {});
    else
        giveTrials(state, away, leased.constFirst().job.id, leased.constFirst().resources);
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

/// Folder and repository of the attempt; what is wrong with them is the job's problem.
void prepare(store::StoreThread& store, const LeaseRequest& request, LeasedJob& leased)
{
    try {
        if (isFresh(leased.job))
            beginAfresh(store, request, leased);
        if (leased.spec.publications.isEmpty())
            return;
        ensureFolder(leased.spec.quarantine);
        const QString branch = leased.spec.publications.constLast().branch;
        if (isReimport(leased.job))
            git::Repository::create(leased.spec.repository, branch);
        else
            request.repositories->prepare(leased.job.package, branch);
    } catch (const Error& error) {
        leased.problem = error;
    }
}

} // namespace

LeaseAnswer leaseNext(store::StoreThread& store, const LeaseRequest& request, int places)
{
    LeaseAnswer answer = store.call([&](store::StateStore& state) {
        LeaseAnswer result;
        queueDueRetries(state);
        // In a transaction of its own, on no snapshot: inside of another one it would collide with other engines'
        // leases.
        state.transaction([&] { result.leased = leaseUpTo(places, state, request); }, store::Isolation::Newest);
        if (result.leased.isEmpty()) {
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
    for (LeasedJob& leased : answer.leased)
        prepare(store, request, leased);
    return answer;
}

} // namespace millrace::engine
