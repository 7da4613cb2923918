// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/reimportswap.h"

#include "core/base/error.h"
#include "core/base/faultpoint.h"
#include "core/base/step.h"
#include "core/git/reftransaction.h"
#include "core/git/repository.h"
#include "core/importer/staged.h"

namespace millrace::engine {

namespace {

const QString goodPrefix = QStringLiteral("refs/importer/good/");

git::Oid oid(const QString& hex)
{
    return git::Oid::fromHex(hex).value_or(git::Oid());
}

QList<importer::Staged> stagedOf(const store::Reimport& reimport)
{
    QList<importer::Staged> staged;
    for (const QJsonValue& value : reimport.staged)
        staged.append(importer::Staged::fromJson(value.toObject()));
    return staged;
}

/// Branch → what the importer vouches for at the end of the new history.
QMap<QString, QString> goodOf(const QList<importer::Staged>& staged)
{
    QMap<QString, QString> good;
    for (const importer::Staged& one : staged) {
        for (const importer::RefUpdate& update : one.refs) {
            if (update.ref.startsWith(goodPrefix))
                good.insert(update.ref.mid(goodPrefix.size()), update.newOid);
        }
    }
    return good;
}

QList<store::Refop> refopsOf(const git::Repository& repository, const store::Job& job, const store::Reimport& reimport)
{
    QList<store::Refop> refops;
    const auto add = [&](const QString& ref, const QString& before, const QString& after) {
        if (before != after)
            refops.append({0, job.attemptId, job.packageId, ref, before, after});
    };
    const auto now = [&](const QString& ref) {
        const std::optional<git::Oid> value = repository.resolve(ref);
        return value ? value->toHex() : QString();
    };
    for (const QJsonValue& value : reimport.report[QLatin1String("refs")].toArray()) {
        const QString ref = value[QLatin1String("ref")].toString();
        const QString before = value[QLatin1String("old")].toString();
        add(ref, before, value[QLatin1String("new")].toString());
        if (!before.isEmpty())
            add(QStringLiteral("refs/importer/replaced/%1/%2").arg(reimport.attemptId).arg(ref.mid(5)), {}, before);
    }
    const QMap<QString, QString> good = goodOf(stagedOf(reimport));
    for (auto it = good.cbegin(); it != good.cend(); ++it)
        add(goodPrefix + it.key(), now(goodPrefix + it.key()), it.value());
    for (const git::Ref& ref : repository.refs(QStringLiteral("refs/importer/reimport/")))
        add(ref.name, ref.oid.toHex(), {});
    return refops;
}

/// In every transaction: after this nobody can take the lease over until it has ended.
void mustHold(store::StateStore& state, const store::Job& job)
{
    if (!state.jobs.holds(job))
        throw Error(QStringLiteral("state.lease"),
                    QStringLiteral("another engine has taken the job of %1 over").arg(job.package));
}

void rewriteRows(store::StateStore& state, const store::Job& job, const store::Reimport& reimport)
{
    mustHold(state, job);
    const QList<importer::Staged> staged = stagedOf(reimport);
    QHash<qint64, qint64> importOf; // upload → import
    for (const store::Import& import : state.imports.ofPackage(job.packageId))
        importOf.insert(import.uploadId, import.id);
    QStringList upstreams;
    for (const store::Upstream& upstream : state.imports.upstreamsOf(job.packageId))
        upstreams.append(upstream.id);
    state.imports.dropUpstreams(job.packageId, upstreams);
    for (const importer::Staged& one : staged) {
        if (one.upstream) {
            const importer::KnownUpstream& u = one.upstream->upstream;
            state.imports.stageUpstream(
                job.packageId, {u.id, u.version, u.commit, u.tree, u.tag, one.upstream->tarballs}, job.attemptId);
        }
        if (one.import) {
            store::Import row;
            row.id = importOf.value(one.uploadId);
            row.engine = importer::engineVersion;
            row.vendor = one.import->vendor;
            row.tree = one.import->tree;
            row.commit = one.import->commit;
            row.parents = one.import->parents;
            row.upstreamId = one.import->upstreamId;
            row.kind = one.import->kind;
            row.tag = one.import->tag;
            row.flags = one.import->flags;
            row.emptyDirectories = one.import->emptyDirectories;
            state.imports.replace(row);
        }
        state.publications.setImported(one.publicationId, importOf.value(one.uploadId), one.commit);
    }
    state.imports.publish(job.attemptId);
    const QMap<QString, QString> good = goodOf(staged);
    for (auto it = good.cbegin(); it != good.cend(); ++it)
        state.imports.setGood(job.packageId, it.key(), it.value());
    state.reimports.setState(job.packageId, QStringLiteral("swapped"));
    store::Event event;
    event.actor = QStringLiteral("engine");
    event.action = QStringLiteral("reimport");
    event.subject = job.package;
    event.summary = QStringLiteral("Put the new history of %1 in place").arg(job.package);
    event.after = reimport.report;
    state.events.append(event);
}

/// Moves what is planned, all or none, and settles it.
void carryOut(store::StoreThread& store, git::Repository& repository, const store::Job& job,
              const QList<store::Refop>& planned)
{
    const auto settle = [&](bool done) {
        store.call([&](store::StateStore& state) {
            state.transaction([&] {
                mustHold(state, job);
                for (const store::Refop& refop : planned)
                    state.refops.settle(refop.id, done);
            });
        });
    };
    git::RefTransaction transaction(repository);
    for (const store::Refop& refop : planned)
        transaction.add(refop.ref, oid(refop.oldOid), oid(refop.newOid));
    QString raced;
    try {
        for (const git::RefOutcome& outcome : transaction.commit()) {
            if (outcome.result == git::RefResult::Conflict)
                raced = outcome.ref;
        }
    } catch (const Error&) {
        settle(false);
        throw;
    }
    faultPoint("moverefs.after-refs");
    settle(raced.isEmpty());
    faultPoint("moverefs.after-settle");
    if (!raced.isEmpty())
        throw Error(QStringLiteral("state.raced"), QStringLiteral("%1 was moved by somebody else meanwhile").arg(raced),
                    {{QStringLiteral("ref"), raced}});
}

} // namespace

void moveRefs(store::StoreThread& store, git::Repository& repository, const store::Job& job,
              const QList<store::Refop>& refops)
{
    const auto planned = [&job](store::StateStore& state) { return state.refops.planned(job.attemptId); };
    // What this attempt had begun when the store went away comes first.
    if (const QList<store::Refop> begun = store.call(planned); !begun.isEmpty())
        carryOut(store, repository, job, begun);
    const QList<store::Refop> now = store.call([&](store::StateStore& state) {
        state.transaction([&] {
            mustHold(state, job);
            state.refops.plan(refops);
        });
        return planned(state);
    });
    faultPoint("moverefs.after-intent");
    if (!now.isEmpty())
        carryOut(store, repository, job, now);
}

void swapReimport(store::StoreThread& store, const store::Job& job, const QString& repositoryPath)
{
    const Step step(Stage::Refs, "put a new history in place", {{QStringLiteral("package"), job.package}});
    const std::optional<store::Reimport> reimport =
        store.call([&job](store::StateStore& state) { return state.reimports.of(job.packageId); });
    if (reimport && reimport->state == QLatin1String("swapped"))
        return; // the engine was killed after that was done
    if (!reimport || reimport->state != QLatin1String("made"))
        throw Error(QStringLiteral("state.reimport"), QStringLiteral("there is no new history to put in place"));
    git::Repository repository = git::Repository::open(repositoryPath);
    repository.refresh();
    moveRefs(store, repository, job, refopsOf(repository, job, *reimport));
    store.call([&](store::StateStore& state) { state.transaction([&] { rewriteRows(state, job, *reimport); }); });
    faultPoint("swap.before-end");
}

} // namespace millrace::engine
