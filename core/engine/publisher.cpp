// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/publisher.h"

#include "core/base/error.h"
#include "core/base/faultpoint.h"
#include "core/base/step.h"
#include "core/engine/jobplanner.h"
#include "core/git/packwriter.h"
#include "core/git/reftransaction.h"
#include "core/git/repository.h"
#include "core/integrity/checks.h"

#include <QDir>

namespace millrace::engine {

namespace {

// The next import reads all refs, and for a loose tag a pack, too: what a version costs must not grow with the history.
constexpr qsizetype mostLooseRefs = 32;

using importer::RefUpdate;
using importer::Staged;

/// One change per ref, in the order of first appearance: several publications can move the same branch.
QList<RefUpdate> collapsed(const QList<Staged>& staged)
{
    QList<RefUpdate> result;
    QHash<QString, qsizetype> indexOf;
    for (const Staged& one : staged) {
        for (const RefUpdate& update : one.refs) {
            const auto it = indexOf.constFind(update.ref);
            if (it == indexOf.constEnd()) {
                indexOf.insert(update.ref, result.size());
                result.append(update);
            } else {
                result[it.value()].newOid = update.newOid;
            }
        }
    }
    return result;
}

store::Import importRow(const importer::StagedImport& staged, qint64 packageId)
{
    store::Import import;
    import.uploadId = staged.uploadId;
    import.packageId = packageId;
    import.engine = importer::engineVersion;
    import.vendor = staged.vendor;
    import.tree = staged.tree;
    import.commit = staged.commit;
    import.parents = staged.parents;
    import.upstreamId = staged.upstreamId;
    import.kind = staged.kind;
    import.tag = staged.tag;
    import.flags = staged.flags;
    import.emptyDirectories = staged.emptyDirectories;
    import.milliseconds = staged.milliseconds;
    return import;
}

git::Oid oid(const QString& hex)
{
    return git::Oid::fromHex(hex).value_or(git::Oid());
}

/// A worker named the object that a branch moves to; what is no commit would break the branch for everybody.
void checkCommit(const git::Repository& repository, const store::Refop& refop)
{
    if (!refop.ref.startsWith(QLatin1String("refs/heads/")) && !refop.ref.startsWith(QLatin1String("refs/importer/")))
        return;
    try {
        repository.commit(oid(refop.newOid));
    } catch (const Error& error) {
        throw Error(QStringLiteral("internal.protocol"),
                    QStringLiteral("the worker wants to move %1 to what is no commit").arg(refop.ref),
                    {{QStringLiteral("ref"), refop.ref},
                     {QStringLiteral("oid"), refop.newOid},
                     {QStringLiteral("reason"), error.message()}});
    }
}

/// In the transaction that publishes, so that there is one for whatever is visible, also after a crash.
void appendEvent(store::StateStore& state, const store::Job& job, const QList<store::Refop>& refops)
{
    // Refs that a job moves for another reason than an import have their event when it has ended.
    if (refops.isEmpty() || !state.imports.hasStaged(job.attemptId))
        return;
    const int versions = state.imports.countStaged(job.attemptId);
    store::Event event;
    event.actor = QStringLiteral("engine");
    event.action = QStringLiteral("import");
    event.subject = job.package;
    if (versions == 0)
        event.summary = QStringLiteral("Put what was imported of %1 before on its branches").arg(job.package);
    else
        event.summary = versions == 1 ? QStringLiteral("Imported one version of %1").arg(job.package)
                                      : QStringLiteral("Imported %1 versions of %2").arg(versions).arg(job.package);
    event.after = {{QStringLiteral("job"), job.id},
                   {QStringLiteral("attempt"), job.attemptId},
                   {QStringLiteral("refs"), static_cast<int>(refops.size())}};
    state.events.append(event);
}

/// In every transaction: after this nobody can take the lease over until it has ended.
void mustHold(store::StateStore& state, const store::Job& job)
{
    if (!state.jobs.holds(job))
        throw Error(QStringLiteral("state.lease"),
                    QStringLiteral("another engine has taken the job of %1 over").arg(job.package));
}

} // namespace

void adoptPacks(git::Repository& repository, const QString& quarantine)
{
    const QDir folder(quarantine + QLatin1String("/pack"));
    // Packs whose index was moved already are complete in the repository; adoptPack() may be repeated on the others.
    for (const QString& index : folder.entryList({QStringLiteral("pack-*.idx")}, QDir::Files, QDir::Name)) {
        git::PackFile pack;
        pack.indexPath = folder.filePath(index);
        pack.packPath = folder.filePath(index.chopped(4) + QLatin1String(".pack"));
        pack.hash = oid(index.mid(5).chopped(4)); // "pack-<hash>.idx"
        repository.adoptPack(pack);
    }
}

void Publisher::publish(const store::Job& job, const QList<Staged>& staged)
{
    if (staged.isEmpty()) {
        discardQuarantine(job.attemptId);
        return;
    }
    const Step step(Stage::Refs, "publish",
                    {{QStringLiteral("package"), job.package}, {QStringLiteral("publications"), staged.size()}});
    faultPoint("publish.before-intent");
    recordIntent(job, staged);
    faultPoint("publish.after-intent");
    applyIntent(job);
    pointHead(job);
    tidyRefs(job);
    m_repositories->handOver(job.package);
    discardQuarantine(job.attemptId);
}

void Publisher::recordIntent(const store::Job& job, const QList<Staged>& staged)
{
    const QList<RefUpdate> updates = collapsed(staged);
    m_store.call([&](store::StateStore& state) {
        state.transaction([&] {
            mustHold(state, job);
            if (state.refops.isIntended(job.attemptId))
                return;
            QHash<qint64, qint64> importOf; // upload → import
            for (const store::Import& known : state.imports.ofPackage(job.packageId))
                importOf.insert(known.uploadId, known.id);
            for (const Staged& one : staged) {
                if (one.upstream) {
                    const importer::KnownUpstream& u = one.upstream->upstream;
                    state.imports.stageUpstream(job.packageId,
                                                {u.id, u.version, u.commit, u.tree, u.tag, one.upstream->tarballs},
                                                job.attemptId);
                }
                if (one.import)
                    importOf.insert(one.uploadId,
                                    state.imports.stage(importRow(*one.import, job.packageId), job.attemptId));
                state.publications.setImported(one.publicationId, importOf.value(one.uploadId), one.commit,
                                               job.attemptId);
            }
            QList<store::Refop> refops;
            for (const RefUpdate& update : updates)
                refops.append({0, job.attemptId, job.packageId, update.ref, update.oldOid, update.newOid});
            state.refops.plan(refops);
        });
    });
}

void Publisher::moveRefs(git::Repository& repository, const store::Job& job, const QList<store::Refop>& refops)
{
    adoptPacks(repository, quarantineOf(m_paths, job.attemptId));
    repository.refresh();
    faultPoint("publish.after-adopt");
    git::RefTransaction transaction(repository);
    for (const store::Refop& refop : refops) {
        checkCommit(repository, refop);
        transaction.add(refop.ref, oid(refop.oldOid), oid(refop.newOid));
    }
    for (const git::RefOutcome& outcome : transaction.commit()) {
        if (outcome.result != git::RefResult::Done)
            throw Error(QStringLiteral("state.raced"),
                        QStringLiteral("%1 was moved by somebody else while it was imported").arg(outcome.ref),
                        {{QStringLiteral("ref"), outcome.ref}, {QStringLiteral("is"), outcome.actual.toHex()}});
    }
}

void Publisher::applyIntent(const store::Job& job)
{
    const QList<store::Refop> refops =
        m_store.call([&job](store::StateStore& state) { return state.refops.planned(job.attemptId); });
    git::Repository repository = git::Repository::open(m_repositories->place(job.package));
    try {
        moveRefs(repository, job, refops);
    } catch (const Error&) {
        // The transaction is all or none: no ref has moved, so the intent is taken back.
        m_store.call([&](store::StateStore& state) {
            state.transaction([&] {
                mustHold(state, job);
                for (const store::Refop& refop : refops)
                    state.refops.settle(refop.id, false);
                state.imports.discard(job.attemptId);
            });
        });
        throw;
    }
    faultPoint("publish.after-refs");

    m_store.call([&](store::StateStore& state) {
        state.transaction([&] {
            mustHold(state, job);
            appendEvent(state, job, refops);
            for (const store::Refop& refop : refops)
                state.refops.settle(refop.id, true);
            state.imports.publish(job.attemptId);
            for (const store::Refop& refop : refops) {
                // Branches of suites have a good ref of their own; those that follow from them are where they are left.
                for (const QString& prefix : {QStringLiteral("refs/importer/good/"), QStringLiteral("refs/heads/")}) {
                    const QString branch = refop.ref.mid(prefix.size());
                    const bool derived = integrity::isDerivedBranch(branch);
                    if (refop.ref.startsWith(prefix) && !refop.newOid.isEmpty() &&
                        (derived || prefix != QLatin1String("refs/heads/")))
                        state.imports.setGood(job.packageId, branch, refop.newOid);
                }
            }
        });
    });
    faultPoint("publish.before-end");
}

void Publisher::pointHead(const store::Job& job)
{
    const QString newest =
        m_store.call([&job](store::StateStore& state) { return state.imports.newestBranch(job.packageId); });
    if (!newest.isEmpty())
        git::Repository::open(m_repositories->place(job.package)).setHead(newest);
}

void Publisher::tidyRefs(const store::Job& job)
{
    git::Repository repository = git::Repository::open(m_repositories->place(job.package));
    if (repository.countLooseRefs() <= mostLooseRefs)
        return;
    try {
        repository.packRefs();
    } catch (const Error& error) {
        Step::note(QStringLiteral("the refs stay loose: %1").arg(error.message()));
    }
}

void Publisher::discard(const store::Job& job)
{
    m_store.call([&job](store::StateStore& state) {
        state.transaction([&] {
            mustHold(state, job);
            state.imports.discard(job.attemptId);
        });
    });
}

bool Publisher::recover(const store::Job& job)
{
    const bool intended =
        m_store.call([&job](store::StateStore& state) { return !state.refops.planned(job.attemptId).isEmpty(); });
    if (intended)
        applyIntent(job);
    else
        discard(job);
    // Also when all else was done: the kill may have come just before HEAD was set.
    pointHead(job);
    m_repositories->handOver(job.package);
    discardQuarantine(job.attemptId);
    return intended;
}

void Publisher::discardQuarantine(qint64 attemptId) const
{
    QDir(quarantineOf(m_paths, attemptId)).removeRecursively();
}

} // namespace millrace::engine
