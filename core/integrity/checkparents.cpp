// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/deb/changelog.h"
#include "core/importer/commitgraph.h"
#include "core/importer/parents.h"
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
        const std::optional<QStringList> versions = changelogVersions(commit, import.version);
        if (!versions)
            return;
        importer::ParentInput input{*versions, import.vendor, std::nullopt, upstreamOf(import)};
        QStringList chosen;
        for (const std::optional<git::Oid>& tip : possibleTips(commit)) {
            input.tip = tip;
            chosen = hexOf(importer::chooseParents(input, m_spec.job.imports.mid(0, index), m_graph));
            if (chosen == actual)
                return;
        }
        finding.code = QStringLiteral("parents.rule");
        finding.message = QStringLiteral("the parents of %1 are not those that the rules choose").arg(import.version);
        finding.expected = {{QStringLiteral("parents"), toJsonArray(chosen)}};
        m_context.found(finding);
    }

private:
    /// The changelog as the import has seen it; nothing where it was not an ordinary file.
    std::optional<QStringList> changelogVersions(const git::Oid& commit, const QString& own) const
    {
        // Links inside the tree, which the import has followed, are not followed here.
        const auto folder = m_context.repository.find(commit, "debian");
        if (folder && folder->mode != git::FileMode::Folder)
            return std::nullopt;
        const auto entry = m_context.repository.find(commit, "debian/changelog");
        if (entry && entry->mode != git::FileMode::File && entry->mode != git::FileMode::Executable)
            return std::nullopt;
        QStringList versions;
        if (entry) {
            const QByteArray text = m_context.repository.read(entry->oid, git::ObjectType::Blob);
            for (const deb::ChangelogEntry& one : deb::parseChangelog(text))
                versions.append(one.version);
        }
        if (versions.isEmpty())
            versions.append(own);
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

    /// Where the branch of the import stood before it: the position that comes next on its line of first parents. An
    /// upload that appeared in several suites was made on the branch of one of them; the store does not say which.
    QList<std::optional<git::Oid>> possibleTips(const git::Oid& commit)
    {
        QList<std::optional<git::Oid>> tips;
        for (auto it = m_positions.cbegin(); it != m_positions.cend(); ++it) {
            if (!it.value().contains(commit))
                continue;
            std::optional<git::Oid> tip;
            QList<git::Oid> parents = m_context.repository.commit(commit).parents;
            while (!tip && !parents.isEmpty()) {
                if (it.value().contains(parents.constFirst()))
                    tip = parents.constFirst();
                else
                    parents = m_context.repository.commit(parents.constFirst()).parents;
            }
            if (!tips.contains(tip))
                tips.append(tip);
        }
        if (tips.isEmpty()) {
            // Its archive was removed, and with it the publications: only the rest of the rule can be checked.
            const QList<git::Oid> parents = m_context.repository.commit(commit).parents;
            tips.append(std::nullopt);
            if (!parents.isEmpty())
                tips.append(parents.constFirst());
        }
        return tips;
    }

    const CheckContext& m_context;
    const VerifySpec& m_spec;
    importer::CommitGraph m_graph;
    QMap<QString, QSet<git::Oid>> m_positions; ///< branch → commits that publications put it to
};

} // namespace

CheckOutcome checkParents(const CheckContext& context)
{
    CheckOutcome outcome;
    ParentCheck check(context);
    for (qsizetype i = 0; i < context.spec.imports.size(); ++i) {
        // Adopted commits are other people's: their parents are as they made them.
        if (context.spec.imports.at(i).kind != QLatin1String("synth"))
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
