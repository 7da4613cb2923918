// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/paths.h"
#include "core/git/packwriter.h"
#include "core/integrity/checks.h"
#include "core/patches/appliedtree.h"

#include <QSet>

namespace millrace::integrity {

namespace {

const QString appliedPrefix = QStringLiteral("patches-applied/");

QString vendorOf(const VerifySpec& spec, const QString& branch)
{
    for (const importer::PublicationSpec& publication : spec.job.publications) {
        if (publication.branch == branch)
            return publication.vendor;
    }
    return branch.section(QLatin1Char('/'), 0, 0);
}

/// The import whose patches the commit has: its last parent, which is on the suite's own branch.
std::optional<git::Oid> importBehind(const CheckContext& context, const git::Oid& applied)
{
    const QList<git::Oid> parents = context.repository.commit(applied).parents;
    if (parents.isEmpty())
        return std::nullopt;
    return parents.constLast();
}

void compareApplied(const CheckContext& context, const QString& branch, const git::Oid& tip)
{
    const QString suite = branch.mid(appliedPrefix.size());
    Finding finding;
    finding.subject = QLatin1String("refs/heads/") + branch;
    finding.actual = {{QStringLiteral("commit"), tip.toHex()},
                      {QStringLiteral("tree"), context.repository.treeOf(tip).toHex()}};
    const std::optional<git::Oid> import = importBehind(context, tip);
    const std::optional<git::Oid> head = context.repository.resolve(QLatin1String("refs/heads/") + suite);
    if (!import || !head || !context.repository.isAncestor(*import, *head)) {
        finding.code = QStringLiteral("branch.applied_parent");
        finding.message = QStringLiteral("the branch %1 does not come from an import on %2").arg(branch, suite);
        finding.advice = QStringLiteral("delete it: the next import makes it again");
        context.found(finding);
        return;
    }
    const QString scratch = context.spec.job.quarantine + QLatin1String("/scratch");
    ensureFolder(scratch);
    git::PackWriter writer(context.spec.job.quarantine, &context.repository);
    const patches::AppliedTree applied = patches::applyPatches(
        context.repository, {context.repository.treeOf(*import), vendorOf(context.spec, suite), scratch, {}}, writer,
        context.cancellation);
    if (applied.tree == context.repository.treeOf(tip))
        return;
    finding.code = QStringLiteral("branch.applied");
    finding.message =
        QStringLiteral("the branch %1 does not show what applying the patches of its import gives").arg(branch);
    finding.advice = QStringLiteral("delete it: the next import makes it again");
    finding.expected = {{QStringLiteral("import"), import->toHex()}, {QStringLiteral("tree"), applied.tree.toHex()}};
    context.found(finding);
}

} // namespace

bool isDerivedBranch(const QString& branch)
{
    return branch == QLatin1String("pristine-tar") || branch.startsWith(appliedPrefix);
}

int checkDerivedBranches(const CheckContext& context)
{
    QSet<QString> seen;
    const auto look = [&](const QString& branch, const std::optional<git::Oid>& good) {
        seen.insert(branch);
        const QString ref = QLatin1String("refs/heads/") + branch;
        context.guarded(ref, {}, [&] {
            if (good)
                comparePosition(context, ref, *good, {});
            const std::optional<git::Oid> tip = context.repository.resolve(ref);
            if (tip && branch.startsWith(appliedPrefix))
                compareApplied(context, branch, good ? *good : *tip);
        });
    };
    for (const RecordedBranch& branch : context.spec.branches) {
        if (isDerivedBranch(branch.branch))
            look(branch.branch, oidFrom(branch.good));
    }
    // Made before their positions were recorded: what they show can be told all the same.
    const QString heads = QStringLiteral("refs/heads/");
    for (const git::Ref& ref : context.repository.refs(heads + appliedPrefix)) {
        if (!seen.contains(ref.name.mid(heads.size())))
            look(ref.name.mid(heads.size()), std::nullopt);
    }
    return static_cast<int>(seen.size());
}

} // namespace millrace::integrity
