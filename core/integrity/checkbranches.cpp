// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/integrity/checks.h"

#include <QSet>

namespace millrace::integrity {

namespace {

QJsonObject commitAndTree(const git::Repository& repository, const git::Oid& commit)
{
    return {{QStringLiteral("commit"), commit.toHex()}, {QStringLiteral("tree"), repository.treeOf(commit).toHex()}};
}

/// The version of the branch that the store knows @p commit by; empty = it is no publication's.
QString versionAt(const VerifySpec& spec, const QString& branch, const QString& commit)
{
    for (qsizetype i = 0; i < spec.publications.size(); ++i) {
        const importer::PublicationSpec& publication = spec.job.publications.at(i);
        if (publication.branch == branch && spec.publications.at(i).commit == commit)
            return spec.job.uploads.at(publication.upload).version;
    }
    return {};
}

/// As a sentence may begin with it.
QString named(const QString& ref)
{
    const QString heads = QStringLiteral("refs/heads/");
    return ref.startsWith(heads) ? QStringLiteral("the branch %1").arg(ref.mid(heads.size()))
                                 : QStringLiteral("the ref %1").arg(ref);
}

/// Every publication must be reachable from the branch's tip, and the tip must show the one that came last.
void compareContent(const CheckContext& context, const QString& branch, const git::Oid& good)
{
    const VerifySpec& spec = context.spec;
    bool shown = false;
    for (qsizetype i = 0; i < spec.publications.size(); ++i) {
        const importer::PublicationSpec& publication = spec.job.publications.at(i);
        const RecordedPublication& recorded = spec.publications.at(i);
        if (publication.branch != branch || recorded.commit.isEmpty())
            continue;
        const QString version = spec.job.uploads.at(publication.upload).version;
        const git::Oid commit = oidFrom(recorded.commit);
        Finding finding;
        finding.subject = branch + QLatin1Char(' ') + version;
        finding.version = version;
        if (!context.repository.isAncestor(commit, good)) {
            finding.code = QStringLiteral("branch.lost_version");
            finding.message =
                QStringLiteral("the branch %1 does not lead to %2, which was published there").arg(branch, version);
            finding.advice = QStringLiteral("look at the branch's history in the console");
            finding.expected = {{QStringLiteral("commit"), recorded.commit}};
            finding.actual = {{QStringLiteral("tip"), good.toHex()}};
            context.found(finding);
            continue;
        }
        if (commit != good)
            continue;
        shown = true;
        if (recorded.import < 0)
            continue;
        const QString tree = context.repository.treeOf(good).toHex();
        const QString recordedTree = spec.job.imports.at(recorded.import).tree;
        if (tree == recordedTree)
            continue;
        finding.code = QStringLiteral("branch.content");
        finding.message = QStringLiteral("the branch %1 does not show the tree of %2").arg(branch, version);
        finding.advice = QStringLiteral("compare the two trees");
        finding.expected = {{QStringLiteral("tree"), recordedTree}};
        finding.actual = {{QStringLiteral("tree"), tree}};
        context.found(finding);
    }
    if (shown)
        return;
    Finding finding;
    finding.code = QStringLiteral("branch.unexplained");
    finding.subject = branch;
    finding.message =
        QStringLiteral("the branch %1 was left at a commit that no publication has put it to").arg(branch);
    finding.advice = QStringLiteral("look at the branch's history in the console");
    finding.actual = {{QStringLiteral("commit"), good.toHex()}};
    context.found(finding);
}

} // namespace

bool comparePosition(const CheckContext& context, const QString& ref, const git::Oid& good, const QString& version)
{
    const git::Repository& repository = context.repository;
    Finding finding;
    finding.subject = ref;
    finding.version = version;
    const std::optional<git::Oid> tip = repository.resolve(ref);
    if (tip == good)
        return true;
    if (!tip) {
        finding.code = QStringLiteral("branch.gone");
        finding.message = QStringLiteral("%1 is gone").arg(named(ref));
        finding.advice = QStringLiteral("make it again at the commit that is expected");
        finding.expected = {{QStringLiteral("commit"), good.toHex()}};
        context.found(finding);
        return false;
    }
    finding.expected = commitAndTree(repository, good);
    finding.actual = commitAndTree(repository, *tip);
    if (repository.isAncestor(good, *tip)) {
        finding.code = QStringLiteral("branch.ahead");
        // What people push is theirs; it is worth a look where it shows something else than was published.
        const bool same = finding.expected[QLatin1String("tree")] == finding.actual[QLatin1String("tree")];
        finding.severity = same ? Severity::Note : Severity::Warning;
        finding.message = QStringLiteral("%1 has commits on top that Millrace did not make").arg(named(ref));
        finding.advice = QStringLiteral("look at them, and move them to a branch of their own if they are not wanted");
    } else if (finding.expected[QLatin1String("tree")] == finding.actual[QLatin1String("tree")]) {
        finding.code = QStringLiteral("branch.other_commit");
        finding.severity = Severity::Warning;
        finding.message = QStringLiteral("%1 is at another commit with the same content").arg(named(ref));
        finding.advice = QStringLiteral("move it back to the commit that is expected");
    } else {
        finding.code = QStringLiteral("branch.rewritten");
        finding.message = QStringLiteral("%1 was moved to something else than was published").arg(named(ref));
        finding.advice = QStringLiteral("move it back to the commit that is expected");
    }
    context.found(finding);
    return false;
}

CheckOutcome checkBranches(const CheckContext& context)
{
    const VerifySpec& spec = context.spec;
    CheckOutcome outcome;
    for (const RecordedBranch& branch : spec.branches) {
        context.cancellation.throwIfCancelled();
        ++outcome.looked;
        if (isDerivedBranch(branch.branch)) {
            --outcome.looked;
            continue;
        }
        const git::Oid good = oidFrom(branch.good);
        const QString version = versionAt(spec, branch.branch, branch.good);
        const QString goodRef = QLatin1String("refs/importer/good/") + branch.branch;
        context.guarded(QLatin1String("refs/heads/") + branch.branch, version, [&] {
            comparePosition(context, QLatin1String("refs/heads/") + branch.branch, good, version);
            compareContent(context, branch.branch, good);
        });
        context.guarded(goodRef, version, [&] { comparePosition(context, goodRef, good, version); });
    }
    outcome.looked += checkDerivedBranches(context);
    QSet<QString> upstreamCommits;
    for (const importer::KnownUpstream& upstream : spec.job.upstreams)
        upstreamCommits.insert(upstream.commit);
    for (const git::Ref& ref : context.repository.refs(QStringLiteral("refs/heads/upstream/"))) {
        ++outcome.looked;
        if (upstreamCommits.contains(ref.oid.toHex()))
            continue;
        Finding finding;
        finding.code = QStringLiteral("branch.upstream");
        finding.subject = ref.name;
        finding.message = QStringLiteral("%1 is at a commit that is no imported upstream version").arg(named(ref.name));
        finding.advice = QStringLiteral("move it back to the newest upstream tag it held");
        finding.actual = {{QStringLiteral("commit"), ref.oid.toHex()}};
        context.found(finding);
    }
    return outcome;
}

} // namespace millrace::integrity
