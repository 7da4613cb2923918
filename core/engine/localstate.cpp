// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/localstate.h"

#include "core/base/error.h"
#include "core/base/faultpoint.h"
#include "core/base/step.h"
#include "core/engine/reimportswap.h"
#include "core/git/repository.h"
#include "core/store/recordedhistory.h"

#include <QFileInfo>
#include <QMap>

namespace millrace::engine {

namespace {

const QString goodPrefix = QStringLiteral("refs/importer/good/");

git::Oid oid(const QString& hex)
{
    return git::Oid::fromHex(hex).value_or(git::Oid());
}

struct Recorded
{
    store::RecordedHistory history = {};
    QList<store::Import> imports = {};
    QList<store::Upstream> upstreams = {};
    QMap<QString, QString> tags = {}; ///< ref → what this program last made it
};

/// What is true of it.
struct Found
{
    QList<qint64> voidImports = {};
    QList<qint64> hiddenPublications = {}; ///< to be shown again
    QStringList lostUpstreams = {};
    QMap<QString, QString> good = {}; ///< branch → commit
    QList<store::Refop> refops = {};
};

void mustExist(const git::Repository& repository, const store::Import& import)
{
    if (!repository.existsAsSeen(oid(import.commit)))
        throw Error(QStringLiteral("state.object_missing"),
                    QStringLiteral("the commit of %1 is not in the repository").arg(import.version),
                    {{QStringLiteral("commit"), import.commit}, {QStringLiteral("repository"), repository.path()}})
            .withAdvice(QStringLiteral("move the repository away and ignore the local state again: then all is "
                                       "imported anew"));
}

/// Tags that are gone, as they were when this program last moved them.
void findTags(const git::Repository& repository, const Recorded& recorded, Found& found)
{
    for (auto it = recorded.tags.cbegin(); it != recorded.tags.cend(); ++it) {
        if (!repository.resolve(it.key()) && repository.existsAsSeen(oid(it.value())))
            found.refops.append({0, 0, 0, it.key(), {}, it.value()});
    }
}

void findGood(const git::Repository& repository, const Recorded& recorded, Found& found)
{
    QHash<qint64, QString> treeOf; // import → tree
    for (const store::Import& import : recorded.imports) {
        mustExist(repository, import);
        treeOf.insert(import.id, import.tree);
    }
    for (const store::RecordedPublication& one : recorded.history.publications) {
        if (one.importId == 0)
            continue;
        const QString& branch = one.publication.branch;
        const std::optional<git::Oid> tip = repository.resolve(QLatin1String("refs/heads/") + branch);
        const git::Oid commit = oid(one.commit);
        if (!tip || !repository.existsAsSeen(commit) || !repository.isAncestor(commit, *tip))
            found.hiddenPublications.append(one.publication.id);
        else if (repository.treeOf(commit).toHex() == treeOf.value(one.importId))
            found.good.insert(branch, one.commit); // publications come in the order of their import
    }
    for (const git::Ref& ref : repository.refs(goodPrefix)) {
        const QString now = found.good.value(ref.name.mid(goodPrefix.size()));
        if (ref.oid.toHex() != now)
            found.refops.append({0, 0, 0, ref.name, ref.oid.toHex(), now});
    }
    for (auto it = found.good.cbegin(); it != found.good.cend(); ++it) {
        if (!repository.resolve(goodPrefix + it.key()))
            found.refops.append({0, 0, 0, goodPrefix + it.key(), {}, it.value()});
    }
}

void forgetAll(const Recorded& recorded, Found& found)
{
    for (const store::Import& import : recorded.imports)
        found.voidImports.append(import.id);
    for (const store::Upstream& upstream : recorded.upstreams)
        found.lostUpstreams.append(upstream.id);
    for (const store::RecordedPublication& one : recorded.history.publications) {
        if (one.importId > 0)
            found.hiddenPublications.append(one.publication.id);
    }
}

void moveGood(store::StoreThread& store, const store::Job& job, git::Repository& repository, Found& found)
{
    for (store::Refop& refop : found.refops) {
        refop.attemptId = job.attemptId;
        refop.packageId = job.packageId;
    }
    moveRefs(store, repository, job, found.refops);
}

void record(store::StateStore& state, const store::Job& job, const Found& found)
{
    state.transaction([&] {
        if (!state.jobs.holds(job))
            throw Error(QStringLiteral("state.lease"),
                        QStringLiteral("another engine has taken the job of %1 over").arg(job.package));
        state.publications.forgetImports(found.hiddenPublications);
        state.imports.makeVoid(job.packageId, found.voidImports);
        state.imports.dropUpstreams(job.packageId, found.lostUpstreams);
        state.imports.forgetGood(job.packageId);
        QJsonObject good;
        for (auto it = found.good.cbegin(); it != found.good.cend(); ++it) {
            state.imports.setGood(job.packageId, it.key(), it.value());
            good.insert(it.key(), it.value());
        }
        store::Event event;
        event.actor = QStringLiteral("engine");
        event.action = QStringLiteral("local-state");
        event.subject = job.package;
        event.summary = QStringLiteral("Forgot the local state of %1: %2 imports are made again, %3 publications are "
                                       "shown again")
                            .arg(job.package)
                            .arg(found.voidImports.size())
                            .arg(found.hiddenPublications.size());
        event.after = {{QStringLiteral("job"), job.id}, {QStringLiteral("good"), good}};
        state.events.append(event);
    });
}

} // namespace

void ignoreLocalState(store::StoreThread& store, const store::Job& job, const QString& path)
{
    const Step step("forget the local state", {{QStringLiteral("package"), job.package}});
    const Recorded recorded = store.call([&job](store::StateStore& state) {
        return Recorded{store::readHistory(state.database(), job.packageId), state.imports.ofPackage(job.packageId),
                        state.imports.upstreamsOf(job.packageId),
                        state.refops.lastValues(job.packageId, QStringLiteral("refs/tags/"))};
    });
    Found found;
    if (QFileInfo::exists(path)) {
        git::Repository repository = git::Repository::open(path);
        repository.refresh();
        findGood(repository, recorded, found);
        findTags(repository, recorded, found);
        moveGood(store, job, repository, found);
    } else {
        forgetAll(recorded, found);
    }
    faultPoint("localstate.before-record");
    store.call([&](store::StateStore& state) { record(state, job, found); });
    faultPoint("localstate.after-record");
}

} // namespace millrace::engine
