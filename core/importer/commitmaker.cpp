// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/commitmaker.h"

#include "core/deb/names.h"
#include "core/git/repository.h"
#include "core/importer/commitgraph.h"
#include "core/importer/identity.h"
#include "core/importer/upstream.h"

namespace millrace::importer {

namespace {

git::Oid commitOf(const KnownImport& import)
{
    return git::Oid::fromHex(import.commit).value_or(git::Oid());
}

QStringList hexList(const QList<git::Oid>& oids)
{
    QStringList texts;
    for (const git::Oid& oid : oids)
        texts.append(oid.toHex());
    return texts;
}

} // namespace

CommitMaker::CommitMaker(const JobSpec& spec, const git::Repository& repository, CommitGraph& graph, Tags& tags,
                         KnownImports& imports, const Upstreams& upstreams)
    : m_spec(spec)
    , m_repository(repository)
    , m_graph(graph)
    , m_tags(tags)
    , m_imports(imports)
    , m_upstreams(upstreams)
    , m_foreign(repository,
                [this](const git::Oid& commit) { return m_imports.ofCommit(commit) || m_upstreams.isKnown(commit); })
{
}

void CommitMaker::checkOverride(const UploadContent& content) const
{
    changelogParents(parentInput(content, {}), m_imports.all());
}

MadeCommit CommitMaker::make(const UploadContent& content, const Branch& branch, git::PackWriter& writer)
{
    MadeCommit made;
    // The same version again under another .dsc: equal content is the same import, seen twice.
    if (const KnownImport* same = m_imports.sameContent(content.version, content.vendor, content.tree.toHex())) {
        made.kind = QStringLiteral("reused");
        made.commit = commitOf(*same);
        made.tag = same->tag;
        place(made, made.commit, branch, writer);
        return made;
    }
    const std::optional<git::Oid> pushed = adoptable(content);
    if (!pushed)
        return synthesize(content, m_imports.all(), branch, writer);
    made.kind = QStringLiteral("adopted");
    made.commit = *pushed;
    made.parents = hexList(m_repository.commit(*pushed).parents);
    const Tags::Made tag = m_tags.make(deb::vendorTag(content.vendor, content.version), *pushed, content.committer,
                                       QStringLiteral("%1 %2\n").arg(m_spec.package, content.version).toUtf8(), writer);
    made.tag = tag.name;
    made.refs = tag.refs;
    place(made, *pushed, branch, writer);
    return made;
}

MadeCommit CommitMaker::show(const KnownImport& import, const PublicationSpec& publication, const Branch& branch,
                             git::PackWriter& writer)
{
    MadeCommit made;
    made.commit = commitOf(import);
    if (import.archiveRank <= publication.archiveRank || branch.tip == made.commit) {
        place(made, made.commit, branch, writer);
        return made;
    }
    QList<KnownImport> upstreamOnly;
    for (const KnownImport& one : m_imports.all()) {
        if (one.archiveRank <= publication.archiveRank)
            upstreamOnly.append(one);
    }
    made = synthesize(contentOf(import, publication), upstreamOnly, branch, writer);
    made.kind.clear();
    KnownImport own = import;
    own.vendor = publication.vendor;
    own.archiveRank = publication.archiveRank;
    own.commit = made.commit.toHex();
    own.tag = made.tag;
    m_imports.append(own);
    return made;
}

MadeCommit CommitMaker::synthesize(const UploadContent& content, const QList<KnownImport>& imports,
                                   const Branch& branch, git::PackWriter& writer)
{
    const ParentInput input = parentInput(content, branch);
    git::CommitFields fields;
    fields.tree = content.tree;
    fields.parents = chooseParents(input, imports, m_graph);
    fields.author = content.author;
    fields.committer = content.committer;
    fields.message = commitMessage(m_spec.package, content.version, content.vendor, content.changelog.top().text,
                                   content.dscSha256, content.upstreamId);
    MadeCommit made;
    made.kind = QStringLiteral("synth");
    made.commit = writer.write(git::ObjectType::Commit, git::commitContent(fields));
    made.parents = hexList(fields.parents);
    m_graph.add(made.commit, fields.parents);
    const Tags::Made tag = m_tags.make(deb::vendorTag(content.vendor, content.version), made.commit, content.committer,
                                       QStringLiteral("%1 %2\n").arg(m_spec.package, content.version).toUtf8(), writer);
    made.tag = tag.name;
    made.refs = tag.refs;
    made.tip = made.good = made.commit;
    made.withoutHistory = branch.tip && changelogParents(input, imports).isEmpty();
    return made;
}

std::optional<git::Oid> CommitMaker::adoptable(const UploadContent& content)
{
    const QList<git::Oid> before = changelogParents(parentInput(content, {}), m_imports.all());
    ForeignCommits::Wanted wanted;
    wanted.tree = content.tree;
    wanted.tags = {deb::vendorTag(content.vendor, content.version),
                   deb::vendorTag(QStringLiteral("upload"), content.version)};
    wanted.named = content.dgit;
    wanted.fits = [&](const git::Oid& commit) {
        return before.isEmpty() || std::any_of(before.cbegin(), before.cend(), [&](const git::Oid& parent) {
                   return m_graph.isAncestorOrEqual(parent, commit);
               });
    };
    return m_foreign.find(wanted);
}

ParentInput CommitMaker::parentInput(const UploadContent& content, const Branch& branch) const
{
    return {content.changelog.versions, content.vendor, branch.tip, m_upstreams.commitOf(content.upstreamId),
            overrideOf(m_spec.overrides, content.version, "parent")};
}

UploadContent CommitMaker::contentOf(const KnownImport& import, const PublicationSpec& publication) const
{
    const git::CommitFields fields = m_repository.commit(commitOf(import));
    UploadContent content;
    content.version = import.version;
    content.dscSha256 = import.dscSha256;
    content.vendor = publication.vendor;
    content.archiveRank = publication.archiveRank;
    content.tree = fields.tree;
    content.changelog = readChangelog(changelogOfTree(m_repository, fields.tree), import.version, m_spec.overrides);
    content.author = fields.author;
    content.committer = fields.committer;
    content.upstreamId = import.upstreamId;
    return content;
}

void CommitMaker::place(MadeCommit& made, const git::Oid& commit, const Branch& branch, git::PackWriter& writer)
{
    made.tip = made.good = commit;
    if (!branch.tip || m_graph.onFirstParentLine(*branch.tip, commit))
        return;
    const bool contained = m_graph.isAncestorOrEqual(commit, *branch.tip);
    const bool wasShown = branch.good && m_graph.isAncestorOrEqual(commit, *branch.good);
    if (contained && !wasShown && branch.tip != branch.good) {
        // People have pushed this content and went on from it: the branch stays theirs.
        made.tip = *branch.tip;
        return;
    }
    // The branch has a history of its own: it takes this content on top.
    git::CommitFields fields = m_repository.commit(commit);
    fields.parents = {*branch.tip};
    if (!contained)
        fields.parents.append(commit);
    made.tip = made.good = writer.write(git::ObjectType::Commit, git::commitContent(fields));
    m_graph.add(made.tip, fields.parents);
}

} // namespace millrace::importer
