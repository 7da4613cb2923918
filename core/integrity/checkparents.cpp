// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/deb/changelog.h"
#include "core/importer/commitgraph.h"
#include "core/importer/knownimports.h"
#include "core/importer/parents.h"
#include "core/importer/tags.h"
#include "core/importer/uploadchangelog.h"
#include "core/integrity/checks.h"

#include <QSet>

namespace millrace::integrity {

namespace {

QStringList hexOf(const QList<git::Oid>& commits)
{
    QStringList result;
    for (const git::Oid& commit : commits)
        result.append(commit.toHex());
    return result;
}

class ParentCheck
{
public:
    explicit ParentCheck(const CheckContext& context)
        : m_context(context)
        , m_spec(context.spec)
        , m_graph(context.repository)
        , m_tags(context.repository)
    {
        for (qsizetype i = 0; i < m_spec.publications.size(); ++i) {
            const QString commit = m_spec.publications.at(i).commit;
            if (!commit.isEmpty())
                m_positions[m_spec.job.publications.at(i).branch].insert(oidFrom(commit));
        }
    }

    void compare(qsizetype index)
    {
        const importer::KnownImport& import = m_spec.job.imports.at(index);
        const git::Oid commit = oidFrom(import.commit);
        const QStringList actual = hexOf(m_context.repository.commit(commit).parents);
        Finding finding;
        finding.subject = import.version + QLatin1Char(' ') + import.dscSha256.left(12);
        finding.version = import.version;
        finding.actual = {{QStringLiteral("parents"), toJsonArray(actual)}};
        finding.advice = QStringLiteral("look at this version in the package's history");
        if (actual != m_spec.imports.at(index).parents) {
            finding.code = QStringLiteral("parents.recorded");
            finding.message =
                QStringLiteral("the commit of %1 has other parents than were recorded").arg(import.version);
            finding.expected = {{QStringLiteral("parents"), toJsonArray(m_spec.imports.at(index).parents)}};
            m_context.found(finding);
            return;
        }
        // Adopted commits are other people's: their parents are as they made them.
        if (m_spec.imports.at(index).kind != QLatin1String("synth"))
            return;
        const QStringList chosen = firstDifferent(index, commit, actual);
        if (chosen == actual)
            return;
        finding.code = QStringLiteral("parents.rule");
        finding.message = QStringLiteral("the parents of %1 are not those that the rules choose").arg(import.version);
        finding.expected = {{QStringLiteral("parents"), toJsonArray(chosen)}};
        m_context.found(finding);
    }

private:
    /// What the rules choose, from what may have been known at the time: the store does not say on which suite's branch
    /// an upload that appeared in several was made, when a person decided about it, nor when the upstream archive got
    /// a commit of its own for what a derivative had imported first. @p actual, if any of that leads to it.
    QStringList firstDifferent(qsizetype index, const git::Oid& commit, const QStringList& actual)
    {
        const importer::KnownImport& import = m_spec.job.imports.at(index);
        importer::JobSpec before = m_spec.job;
        before.imports = before.imports.mid(0, index);
        const QList<QList<importer::KnownImport>> known = {
            before.imports, importer::KnownImports(before, m_tags, m_context.repository).all()};
        const std::optional<QString> decided = importer::overrideOf(m_spec.job.overrides, import.version, "parent");
        importer::ParentInput input{
            changelogVersions(commit, import.version), import.vendor, {}, upstreamOf(import), {}};
        QStringList chosen;
        for (const QList<importer::KnownImport>& imports : known) {
            for (const bool asDecided : {true, false}) {
                input.parentOverride = asDecided ? decided : std::nullopt;
                for (const std::optional<git::Oid>& tip : possibleTips(commit)) {
                    input.tip = tip;
                    chosen = hexOf(importer::chooseParents(input, imports, m_graph));
                    if (chosen == actual)
                        return chosen;
                }
            }
        }
        return chosen;
    }

    /// The changelog as the import has read it.
    QStringList changelogVersions(const git::Oid& commit, const QString& own) const
    {
        const QByteArray text = importer::changelogOfTree(m_context.repository, m_context.repository.treeOf(commit));
        QStringList versions;
        for (const deb::ChangelogEntry& one : deb::parseChangelog(text))
            versions.append(one.version);
        if (versions.value(0) != own)
            versions.prepend(own);
        return versions;
    }

    std::optional<git::Oid> upstreamOf(const importer::KnownImport& import) const
    {
        for (const importer::KnownUpstream& upstream : m_spec.job.upstreams) {
            if (!import.upstreamId.isEmpty() && upstream.id == import.upstreamId)
                return oidFrom(upstream.commit);
        }
        return std::nullopt;
    }

    /// Where the branch of the import stood before it: the position that comes next on its line of first parents, or
    /// what people had pushed on top of that.
    QList<std::optional<git::Oid>> possibleTips(const git::Oid& commit)
    {
        QList<std::optional<git::Oid>> tips;
        const QList<git::Oid> parents = m_context.repository.commit(commit).parents;
        const auto add = [&](const std::optional<git::Oid>& tip) {
            if (!tips.contains(tip))
                tips.append(tip);
        };
        for (auto it = m_positions.cbegin(); it != m_positions.cend(); ++it) {
            if (it.value().contains(commit))
                add(positionBefore(commit, it.value()));
        }
        // Its archive was removed, and with it the publications: only the rest of the rule can be checked.
        if (tips.isEmpty())
            add(std::nullopt);
        const bool fresh = tips.contains(std::nullopt);
        if (!parents.isEmpty() &&
            (fresh || std::any_of(tips.cbegin(), tips.cend(), [&](const std::optional<git::Oid>& tip) {
                 return m_graph.isAncestorOrEqual(*tip, parents.constFirst());
             })))
            add(parents.constFirst());
        return tips;
    }

    std::optional<git::Oid> positionBefore(const git::Oid& commit, const QSet<git::Oid>& positions) const
    {
        QList<git::Oid> parents = m_context.repository.commit(commit).parents;
        while (!parents.isEmpty()) {
            if (positions.contains(parents.constFirst()))
                return parents.constFirst();
            parents = m_context.repository.commit(parents.constFirst()).parents;
        }
        return std::nullopt;
    }

    const CheckContext& m_context;
    const VerifySpec& m_spec;
    importer::CommitGraph m_graph;
    const importer::Tags m_tags;
    QMap<QString, QSet<git::Oid>> m_positions; ///< branch → commits that publications put it to
};

} // namespace

CheckOutcome checkParents(const CheckContext& context)
{
    CheckOutcome outcome;
    ParentCheck check(context);
    for (qsizetype i = 0; i < context.spec.imports.size(); ++i) {
        // The same commit seen again under another .dsc: it was looked at before.
        if (context.spec.imports.at(i).kind == QLatin1String("reused"))
            continue;
        context.cancellation.throwIfCancelled();
        ++outcome.looked;
        const importer::KnownImport& import = context.spec.job.imports.at(i);
        context.guarded(import.version + QLatin1Char(' ') + import.dscSha256.left(12), import.version,
                        [&] { check.compare(i); });
    }
    return outcome;
}

} // namespace millrace::integrity
