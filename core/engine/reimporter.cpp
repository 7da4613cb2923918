// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/reimporter.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/step.h"
#include "core/engine/jobplanner.h"
#include "core/engine/publisher.h"
#include "core/engine/reimportswap.h"
#include "core/git/repository.h"

namespace millrace::engine {

namespace {

const QString reimportPrefix = QStringLiteral("refs/importer/reimport/");

/// Where each ref stands at the end of the new history.
QMap<QString, QString> finalRefs(const QList<importer::Staged>& staged)
{
    QMap<QString, QString> refs;
    for (const importer::Staged& one : staged) {
        for (const importer::RefUpdate& update : one.refs)
            refs.insert(update.ref, update.newOid);
    }
    return refs;
}

/// refs/heads/debian/sid → refs/importer/reimport/heads/debian/sid; nothing for refs of the importer's own.
QString besideOf(const QString& ref)
{
    for (const QLatin1String prefix : {QLatin1String("refs/heads/"), QLatin1String("refs/tags/")}) {
        if (ref.startsWith(prefix))
            return reimportPrefix + ref.mid(5);
    }
    return {};
}

/// Branches and tags that would move.
QJsonArray changedRefs(const git::Repository& repository, const QMap<QString, QString>& refs)
{
    QJsonArray changed;
    for (auto it = refs.cbegin(); it != refs.cend(); ++it) {
        if (besideOf(it.key()).isEmpty())
            continue;
        const std::optional<git::Oid> now = repository.resolve(it.key());
        if (!now || now->toHex() != it.value())
            changed.append(QJsonObject{{QStringLiteral("ref"), it.key()},
                                       {QStringLiteral("old"), now ? now->toHex() : QString()},
                                       {QStringLiteral("new"), it.value()}});
    }
    return changed;
}

QJsonObject reportOf(const git::Repository& repository, const QList<importer::Staged>& staged,
                     const QList<store::Import>& published)
{
    QHash<qint64, store::Import> byUpload;
    for (const store::Import& import : published)
        byUpload.insert(import.uploadId, import);
    QJsonArray versions;
    int same = 0;
    for (const importer::Staged& one : staged) {
        if (!one.import)
            continue;
        const store::Import old = byUpload.value(one.uploadId);
        if (old.commit == one.import->commit && old.tag == one.import->tag) {
            ++same;
            continue;
        }
        versions.append(QJsonObject{{QStringLiteral("version"), old.version},
                                    {QStringLiteral("old_commit"), old.commit},
                                    {QStringLiteral("new_commit"), one.import->commit},
                                    {QStringLiteral("old_tree"), old.tree},
                                    {QStringLiteral("new_tree"), one.import->tree}});
    }
    return {{QStringLiteral("refs"), changedRefs(repository, finalRefs(staged))},
            {QStringLiteral("versions"), versions},
            {QStringLiteral("same"), same}};
}

/// Puts what was made beside what is there; what an older reimport left goes.
void placeBeside(store::StoreThread& store, git::Repository& repository, const store::Job& job,
                 const QList<importer::Staged>& staged)
{
    QMap<QString, QString> then;
    const QMap<QString, QString> refs = finalRefs(staged);
    for (auto it = refs.cbegin(); it != refs.cend(); ++it) {
        if (const QString beside = besideOf(it.key()); !beside.isEmpty())
            then.insert(beside, it.value());
    }
    QList<store::Refop> refops;
    for (const git::Ref& ref : repository.refs(reimportPrefix)) {
        const QString now = then.take(ref.name);
        if (now != ref.oid.toHex())
            refops.append({0, job.attemptId, job.packageId, ref.name, ref.oid.toHex(), now});
    }
    for (auto it = then.cbegin(); it != then.cend(); ++it)
        refops.append({0, job.attemptId, job.packageId, it.key(), {}, it.value()});
    moveRefs(store, repository, job, refops);
}

void appendEvent(store::StateStore& state, const store::Job& job, const QString& summary, const QJsonObject& after)
{
    store::Event event;
    event.actor = QStringLiteral("engine");
    event.action = QStringLiteral("reimport");
    event.subject = job.package;
    event.summary = summary;
    event.after = after;
    state.events.append(event);
}

QString sentenceOf(const store::Job& job, const QJsonObject& report)
{
    const qsizetype refs = report[QLatin1String("refs")].toArray().size();
    const qsizetype versions = report[QLatin1String("versions")].toArray().size();
    const int same = report[QLatin1String("same")].toInt();
    if (refs == 0 && versions == 0)
        return QStringLiteral("Made the history of %1 anew: all %2 versions are the same").arg(job.package).arg(same);
    return QStringLiteral("Made the history of %1 anew: %2 of %3 versions differ, %4 refs would move")
        .arg(job.package)
        .arg(versions)
        .arg(versions + same)
        .arg(refs);
}

void keep(store::StoreThread& store, const store::Job& job, const Publisher& publisher, const WorkerResult& result)
{
    git::Repository repository = git::Repository::open(publisher.repositories().place(job.package));
    adoptPacks(repository, quarantineOf(publisher.paths(), job.attemptId));
    repository.refresh();
    placeBeside(store, repository, job, result.staged);
    QJsonArray staged;
    for (const importer::Staged& one : result.staged)
        staged.append(one.toJson());
    const QList<store::Import> published =
        store.call([&job](store::StateStore& state) { return state.imports.ofPackage(job.packageId); });
    const QJsonObject report = reportOf(repository, result.staged, published);
    store.call([&](store::StateStore& state) {
        state.transaction([&] {
            store::Reimport reimport;
            reimport.packageId = job.packageId;
            reimport.attemptId = job.attemptId;
            reimport.staged = staged;
            reimport.report = report;
            state.reimports.set(reimport);
            QJsonObject after = report;
            after.insert(QStringLiteral("job"), job.id);
            appendEvent(state, job, sentenceOf(job, report), after);
        });
    });
}

} // namespace

bool isReimport(const store::Job& job)
{
    return job.type == queue::jobTypeName(queue::JobType::Reimport);
}

importer::JobSpec planReimport(store::StateStore& store, const store::Job& job, const Paths& paths)
{
    importer::JobSpec spec = emptySpec(store, job, paths);
    spec.repository = spec.quarantine + QLatin1String("/history.git");
    if (job.mode != QLatin1String("swap"))
        addPublications(store, store.publications.imported(job.packageId), spec);
    return spec;
}

bool finishReimport(store::StoreThread& store, const store::Job& job, const Publisher& publisher,
                    const WorkerResult& result)
{
    try {
        if (job.mode == QLatin1String("swap")) {
            swapReimport(store, job, publisher.repositories().place(job.package));
            publisher.repositories().handOver(job.package);
            return true;
        }
        if (!result.failures.isEmpty())
            throw result.failures.constFirst().error;
        if (!result.staged.isEmpty())
            keep(store, job, publisher, result);
        publisher.repositories().handOver(job.package);
        return true;
    } catch (const Error& error) {
        // The store is away: it goes on where it was when it is back. Another engine has the job: it is none of ours.
        if (error.errorClass() == QLatin1String("store") || error.errorClass() == QLatin1String("db"))
            throw;
        if (error.code() == QLatin1String("state.lease"))
            return false;
        store.call([&](store::StateStore& state) {
            state.transaction([&] {
                appendEvent(state, job,
                            QStringLiteral("The history of %1 was not made anew: %2").arg(job.package, error.message()),
                            {{QStringLiteral("job"), job.id}, {QStringLiteral("error"), error.toJson()}});
            });
        });
        return false;
    }
}

} // namespace millrace::engine
