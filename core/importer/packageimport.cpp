// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/packageimport.h"

#include "core/base/paths.h"
#include "core/base/step.h"
#include "core/deb/changelog.h"
#include "core/deb/identity.h"
#include "core/deb/vcsclaim.h"
#include "core/deb/version.h"
#include "core/importer/acceptance.h"
#include "core/importer/identity.h"
#include "core/importer/likeness.h"
#include "core/importer/portability.h"
#include "core/importer/uploadtree.h"
#include "core/importer/upstreamsignature.h"
#include "core/unpack/rawname.h"

#include <QElapsedTimer>
#include <QHash>
#include <QSet>

namespace millrace::importer {

namespace {

/// A fault of this machine: going on with the next version would only meet it again.
bool endsTheJob(const Error& error)
{
    return error.code() == QLatin1String("limit.disk") || error.code() == QLatin1String("internal.cancelled");
}

/// The date of the oldest changelog entry of an upstream version: every later upload of the same tarballs finds the
/// same one, so they agree on the upstream commit.
git::Identity upstreamIdentity(const QList<deb::ChangelogEntry>& entries, const QString& upstreamVersion,
                               const git::Identity& fallback)
{
    git::Identity identity = importerIdentity(fallback.seconds, fallback.offsetMinutes);
    for (const deb::ChangelogEntry& entry : entries) {
        if (deb::upstreamVersion(entry.version) != upstreamVersion)
            continue;
        if (const auto date = deb::parseChangelogDate(entry.date))
            identity = importerIdentity(date->seconds, date->offsetMinutes);
    }
    return identity;
}

} // namespace

PackageImport::PackageImport(JobSpec spec, ImportListener& listener, Cancellation cancellation)
    : m_spec(std::move(spec))
    , m_listener(listener)
    , m_cancellation(std::move(cancellation))
    , m_repository(git::Repository::open(m_spec.repository))
    , m_blobs(m_spec.blobs)
    , m_graph(m_repository)
    , m_tags(m_repository)
    , m_upstreams(m_spec.upstreams, m_repository, m_graph)
    , m_imports(m_spec, m_tags, m_repository)
    , m_branches(m_repository)
    , m_commits(m_spec, m_repository, m_graph, m_tags, m_imports, m_upstreams)
    , m_derived(m_spec, m_repository, m_cancellation)
{
    m_network.proxies.rules = m_spec.proxies;
    // What earlier versions of this job wrote counts as being there: nothing is stored twice.
    m_repository.addObjectFolder(m_spec.quarantine);
}

void PackageImport::run()
{
    QSet<QString> stoppedBranches;
    QHash<qsizetype, qsizetype> failureOf; // upload → index into failures
    QList<ImportFailure> failures;
    for (qsizetype i = 0; i < m_spec.publications.size(); ++i) {
        const PublicationSpec& publication = m_spec.publications.at(i);
        if (stoppedBranches.contains(publication.branch))
            continue;
        const QString version = m_spec.uploads.at(publication.upload).version;
        if (const auto known = failureOf.constFind(publication.upload); known != failureOf.constEnd()) {
            failures[known.value()].suites.append(publication.suite);
            stoppedBranches.insert(publication.branch);
            continue;
        }
        m_listener.publicationBegins(version, publication.suite, i, m_spec.publications.size());
        try {
            m_cancellation.throwIfCancelled();
            Staged staged = importPublication(publication);
            m_derived.add(staged, publication);
            m_listener.staged(staged);
        } catch (const Error& error) {
            if (endsTheJob(error))
                throw;
            failureOf.insert(publication.upload, failures.size());
            failures.append({error, version, {publication.suite}});
            stoppedBranches.insert(publication.branch);
        }
    }
    for (const ImportFailure& failure : failures)
        m_listener.failed(failure);
}

struct PackageImport::Unpacked
{
    UploadContent content = {};
    git::Oid upstreamTree = {};
    unpack::UnpackResult source = {};
    deb::Dsc dsc = {};
    QStringList flags = {};
};

Staged PackageImport::importPublication(const PublicationSpec& publication)
{
    const UploadSpec& upload = m_spec.uploads.at(publication.upload);
    const Step step("import a publication", {{QStringLiteral("package"), m_spec.package},
                                             {QStringLiteral("version"), upload.version},
                                             {QStringLiteral("branch"), publication.branch}});
    checkAccepted(upload, publication);
    if (const KnownImport* import = m_imports.ofUpload(upload.dscSha256, publication.vendor))
        return moveBranch(publication, *import);
    return importUpload(publication);
}

Staged PackageImport::importUpload(const PublicationSpec& publication)
{
    QElapsedTimer timer;
    timer.start();
    Staged staged;
    git::PackWriter writer(m_spec.quarantine, &m_repository);
    Unpacked unpacked = unpackFiles(m_spec.uploads.at(publication.upload), writer);
    const Step step(Stage::Commit, "make the commit", {{QStringLiteral("version"), unpacked.content.version}});
    readWhoAndWhen(unpacked, publication);
    findUpstream(unpacked, publication, staged, writer);
    const MadeCommit made = makeCommit(unpacked, publication, writer);
    finish(staged, publication, made, unpacked.content.upstreamId, writer);

    const UploadContent& content = unpacked.content;
    staged.import = StagedImport{staged.uploadId,
                                 content.vendor,
                                 content.tree.toHex(),
                                 made.commit.toHex(),
                                 made.parents,
                                 content.upstreamId,
                                 made.kind,
                                 made.tag,
                                 unpacked.flags,
                                 unpack::shownNames(unpacked.source.source.emptyDirectories()),
                                 timer.elapsed()};
    m_imports.append({content.version, content.vendor, content.dscSha256, made.commit.toHex(), content.tree.toHex(),
                      content.upstreamId, made.tag, content.archiveRank});
    return staged;
}

PackageImport::Unpacked PackageImport::unpackFiles(const UploadSpec& upload, git::PackWriter& writer)
{
    FetchedUpload fetched = fetchUpload(upload, m_spec.package, m_blobs, m_network, m_cancellation);
    m_downloadedBytes += fetched.downloadedBytes;
    Unpacked unpacked;
    unpacked.dsc = fetched.dsc;
    UploadTree written = writeUploadTree(m_spec, upload.version, fetched, writer, m_cancellation);
    unpacked.source = std::move(written.source);
    unpacked.content.tree = written.tree;
    unpacked.upstreamTree = written.upstream;
    SignedUpload signedFiles{{}, unpacked.source.signingKeys, m_spec.quarantine + QLatin1String("/scratch")};
    for (const unpack::InputFile& file : fetched.files)
        signedFiles.files.append(file.file);
    unpacked.flags = signatureFlags(signedFiles, m_blobs);
    unpacked.flags +=
        fetched.flags + acceptanceFlags(upload) + unpacked.source.flags + portabilityFlags(unpacked.source.source);
    return unpacked;
}

void PackageImport::readWhoAndWhen(Unpacked& unpacked, const PublicationSpec& publication) const
{
    const UploadSpec& upload = m_spec.uploads.at(publication.upload);
    UploadContent& content = unpacked.content;
    content.version = upload.version;
    content.dscSha256 = upload.dscSha256;
    content.vendor = publication.vendor;
    content.archiveRank = publication.archiveRank;
    if (const std::optional<QString> claimed = deb::dgitCommit(unpacked.dsc.dgit))
        content.dgit = git::Oid::fromHex(*claimed);
    content.changelog = readChangelog(unpacked.source.changelog, upload.version, m_spec.overrides);
    if (!unpacked.flags.contains(QLatin1String("changelog.missing")))
        unpacked.flags += content.changelog.flags;
    const CommitIdentity identity =
        commitIdentity(content.changelog.top(), unpacked.dsc.maintainer.toUtf8(), publication.vendor);
    content.author = identity.author;
    content.committer = identity.committer;
    unpacked.flags += identity.flags;
    // What can still be wrong is found now: from here on upstream commits and tags are remembered for later versions.
    m_commits.checkOverride(content);
}

void PackageImport::findUpstream(Unpacked& unpacked, const PublicationSpec& publication, Staged& staged,
                                 git::PackWriter& writer)
{
    if (!unpacked.source.upstream)
        return;
    UploadContent& content = unpacked.content;
    Upstreams::Request request;
    request.package = m_spec.package;
    request.version = deb::upstreamVersion(content.version);
    request.tarballs = unpacked.source.upstreamTarballs;
    request.tree = unpacked.upstreamTree;
    request.identity = upstreamIdentity(content.changelog.entries, request.version, content.committer);
    request.decision = overrideOf(m_spec.overrides, request.version, "upstream");
    request.native = m_imports.nativeBefore(content.version, publication.archiveRank);
    const Upstreams::Made made = m_upstreams.make(request, m_tags, writer);
    content.upstreamId = made.upstream.id;
    staged.upstream = made.staged;
    staged.refs += made.refs;
}

MadeCommit PackageImport::makeCommit(Unpacked& unpacked, const PublicationSpec& publication, git::PackWriter& writer)
{
    const Branch branch = m_branches.at(publication.branch);
    const KnownImport* under = branch.tip ? m_imports.ofCommit(*branch.tip) : nullptr;
    const QByteArray version = unpacked.content.version.toUtf8();
    if (under && deb::compareVersions(version, under->version.toUtf8()) < 0)
        unpacked.flags.append(QStringLiteral("version_regression"));
    const MadeCommit made = m_commits.make(unpacked.content, branch, writer);
    if (made.withoutHistory && isUnrelated(m_repository, *branch.tip, unpacked.source.source))
        unpacked.flags.append(QStringLiteral("unrelated"));
    return made;
}

Staged PackageImport::moveBranch(const PublicationSpec& publication, const KnownImport& import)
{
    const Step step(Stage::Refs, "move the branch to an import that is there",
                    {{QStringLiteral("branch"), publication.branch}, {QStringLiteral("commit"), import.commit}});
    Staged staged;
    git::PackWriter writer(m_spec.quarantine, &m_repository);
    const QString upstreamId = import.upstreamId;
    const MadeCommit made = m_commits.show(import, publication, m_branches.at(publication.branch), writer);
    finish(staged, publication, made, upstreamId, writer);
    return staged;
}

void PackageImport::finish(Staged& staged, const PublicationSpec& publication, const MadeCommit& made,
                           const QString& upstreamId, git::PackWriter& writer)
{
    const Step step(Stage::Refs, "finish the pack and name the refs", {{QStringLiteral("branch"), publication.branch}});
    staged.publicationId = publication.id;
    staged.uploadId = m_spec.uploads.at(publication.upload).id;
    staged.branch = publication.branch;
    staged.commit = made.good.toHex();
    staged.refs += m_upstreams.advance(publication.vendor, upstreamId);
    staged.refs += made.refs;
    staged.refs += m_branches.move(publication.branch, made.tip, made.good);
    if (const std::optional<git::PackFile> pack = writer.finish()) {
        staged.pack = pack->packPath;
        m_repository.refresh();
    }
}

} // namespace millrace::importer
