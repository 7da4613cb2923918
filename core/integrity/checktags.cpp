// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/integrity/checks.h"

#include <QHash>

namespace millrace::integrity {

namespace {

/// A tag with what the store says that it stands for.
struct Recorded
{
    QString tag = {};
    QString commit = {};
    QString tree = {};
    QString version = {};
};

void compareTag(const CheckContext& context, const QHash<QString, git::Oid>& tags, const Recorded& recorded)
{
    const git::Repository& repository = context.repository;
    Finding finding;
    finding.subject = QLatin1String("refs/tags/") + recorded.tag;
    finding.version = recorded.version;
    finding.expected = {{QStringLiteral("commit"), recorded.commit}, {QStringLiteral("tree"), recorded.tree}};
    const auto is = tags.constFind(finding.subject);
    if (is == tags.constEnd()) {
        finding.code = QStringLiteral("tag.gone");
        finding.message = QStringLiteral("the tag %1 is gone").arg(recorded.tag);
        finding.advice = QStringLiteral("make it again at the commit that is expected");
        context.found(finding);
        return;
    }
    const QString commit = is.value().toHex();
    const QString tree = repository.treeOf(is.value()).toHex();
    finding.actual = {{QStringLiteral("commit"), commit}, {QStringLiteral("tree"), tree}};
    if (commit != recorded.commit) {
        // Contents decide, not ids: half of the trouble of older importers was tags that only looked wrong.
        const bool same = tree == recorded.tree;
        finding.code = same ? QStringLiteral("tag.other_commit") : QStringLiteral("tag.moved");
        finding.severity = same ? Severity::Warning : Severity::Error;
        finding.message =
            same ? QStringLiteral("the tag %1 is at another commit with the same content").arg(recorded.tag)
                 : QStringLiteral("the tag %1 was moved to other content").arg(recorded.tag);
        finding.advice = QStringLiteral("move the tag back to the commit that is expected");
        context.found(finding);
        return;
    }
    if (tree == recorded.tree)
        return;
    finding.code = QStringLiteral("tag.tree");
    finding.message = QStringLiteral("the commit of %1 has another tree than was recorded").arg(recorded.tag);
    finding.advice = QStringLiteral("compare the two trees");
    context.found(finding);
}

} // namespace

CheckOutcome checkTags(const CheckContext& context)
{
    QHash<QString, git::Oid> tags;
    for (const git::Ref& ref : context.repository.refs(QStringLiteral("refs/tags/")))
        tags.insert(ref.name, ref.peeled);
    QList<Recorded> all;
    for (const importer::KnownImport& import : context.spec.job.imports)
        all.append({import.tag, import.commit, import.tree, import.version});
    for (const importer::KnownUpstream& upstream : context.spec.job.upstreams)
        all.append({upstream.tag, upstream.commit, upstream.tree, {}});
    for (const Recorded& one : std::as_const(all)) {
        context.cancellation.throwIfCancelled();
        context.guarded(QLatin1String("refs/tags/") + one.tag, one.version, [&] { compareTag(context, tags, one); });
    }
    CheckOutcome outcome;
    outcome.looked = static_cast<int>(all.size());
    return outcome;
}

} // namespace millrace::integrity
