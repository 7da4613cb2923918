// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/packageimport.h"

#include "core/base/paths.h"
#include "core/base/step.h"
#include "core/deb/changelog.h"
#include "core/deb/identity.h"
#include "core/deb/names.h"
#include "core/deb/version.h"
#include "core/git/names.h"
#include "core/importer/identity.h"
#include "core/importer/packsink.h"
#include "core/importer/parents.h"
#include "core/importer/treewriter.h"
#include "core/importer/uploadfetch.h"
#include "core/unpack/unpacker.h"

#include <QElapsedTimer>
#include <QUrl>

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

QStringList printable(const QList<QByteArray>& paths)
{
    QStringList texts;
    for (const QByteArray& path : paths) {
        const QString text = QString::fromUtf8(path);
        texts.append(text.toUtf8() == path ? text : QString::fromLatin1(path.toPercentEncoding("/ ")));
    }
    return texts;
}

unpack::UnpackResult unpackUpload(const JobSpec& spec, const UploadSpec& upload, const FetchedUpload& fetched,
                                  unpack::ContentSink& sink, const Cancellation& cancellation)
{
    const Step step(Stage::Unpack, "unpack the source",
                    {{QStringLiteral("version"), upload.version}, {QStringLiteral("format"), fetched.dsc.format}});
    unpack::UnpackInput input;
    input.format = fetched.dsc.format;
    input.package = spec.package;
    input.version = upload.version;
    input.files = fetched.files;
    input.scratchFolder = spec.quarantine + QLatin1String("/scratch");
    input.limits.totalBytes = spec.limits.unpackedBytes;
    input.limits.members = spec.limits.members;
    ensureFolder(input.scratchFolder);
    return unpack::unpack(input, sink, cancellation);
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
    , m_derived(m_spec, m_repository, m_cancellation)
    , m_imports(m_spec.imports)
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

const KnownImport* PackageImport::knownUpload(const QString& dscSha256) const
{
    for (const KnownImport& import : m_imports) {
        if (import.dscSha256 == dscSha256)
            return &import;
    }
    return nullptr;
}

std::optional<git::Oid> PackageImport::tip(const QString& branch)
{
    if (!m_tips.contains(branch)) {
        const std::optional<git::Oid> oid = m_repository.resolve(QLatin1String("refs/heads/") + branch);
        m_tips.insert(branch, oid ? oid->toHex() : QString());
    }
    return git::Oid::fromHex(m_tips.value(branch));
}

QString PackageImport::tipVersion(const QString& branch)
{
    const std::optional<git::Oid> commit = tip(branch);
    for (const KnownImport& import : std::as_const(m_imports)) {
        if (commit && import.commit == commit->toHex())
            return import.version;
    }
    return {};
}

Staged PackageImport::importPublication(const PublicationSpec& publication)
{
    const Step step("import a publication", {{QStringLiteral("package"), m_spec.package},
                                             {QStringLiteral("version"), m_spec.uploads.at(publication.upload).version},
                                             {QStringLiteral("branch"), publication.branch}});
    if (const KnownImport* import = knownUpload(m_spec.uploads.at(publication.upload).dscSha256))
        return moveBranch(publication, *import);
    return importUpload(publication);
}

Staged PackageImport::importUpload(const PublicationSpec& publication)
{
    QElapsedTimer timer;
    timer.start();
    const UploadSpec& upload = m_spec.uploads.at(publication.upload);

    const FetchedUpload fetched = fetchUpload(upload, m_spec.package, m_blobs, m_network, m_cancellation);
    m_downloadedBytes += fetched.downloadedBytes;

    git::PackWriter writer(m_spec.quarantine, &m_repository);
    PackSink sink(writer);
    const unpack::UnpackResult source = unpackUpload(m_spec, upload, fetched, sink, m_cancellation);

    Staged staged;
    staged.publicationId = publication.id;
    staged.uploadId = upload.id;
    staged.branch = publication.branch;
    StagedImport import;
    import.uploadId = upload.id;
    import.vendor = publication.vendor;
    import.kind = QStringLiteral("synth");
    import.emptyDirectories = printable(source.source.emptyDirectories());
    import.flags = fetched.flags + source.flags;

    git::Oid tree;
    git::Oid upstreamTree;
    {
        const Step step(Stage::Tree, "write the trees", {{QStringLiteral("version"), upload.version}});
        TreeWriter trees(writer);
        tree = trees.write(source.source);
        if (source.upstream)
            upstreamTree = trees.write(*source.upstream);
    }
    import.tree = tree.toHex();

    const Step step(Stage::Commit, "make the commit", {{QStringLiteral("version"), upload.version}});
    const QList<deb::ChangelogEntry> changelog = deb::parseChangelog(source.changelog);
    QStringList versions;
    for (const deb::ChangelogEntry& entry : changelog)
        versions.append(entry.version);
    if (!versions.isEmpty() && versions.constFirst() != upload.version)
        throw Error(QStringLiteral("changelog.version"),
                    QStringLiteral("debian/changelog begins with version %1, the upload is %2")
                        .arg(versions.constFirst(), upload.version),
                    {{QStringLiteral("changelog"), QString::fromUtf8(source.changelog.left(1000))}});
    if (versions.isEmpty()) {
        if (!import.flags.contains(QLatin1String("changelog.missing")))
            import.flags.append(QStringLiteral("changelog.unreadable"));
        versions.append(upload.version);
    }
    const deb::ChangelogEntry top = changelog.value(0);
    const CommitIdentity identity = commitIdentity(top, fetched.dsc.maintainer.toUtf8(), publication.vendor);
    import.flags += identity.flags;

    ParentInput parentInput{versions, publication.vendor, tip(publication.branch), std::nullopt};
    if (source.upstream) {
        const QString version = deb::upstreamVersion(upload.version);
        const Upstreams::Made made =
            m_upstreams.make({m_spec.package, version, publication.vendor, source.upstreamTarballs, upstreamTree,
                              upstreamIdentity(changelog, version, identity.committer)},
                             m_tags, writer);
        staged.upstream = made.staged;
        staged.refs += made.refs;
        import.upstreamId = made.upstream.id;
        parentInput.upstream = git::Oid::fromHex(made.upstream.commit);
    }

    const QString under = tipVersion(publication.branch);
    if (!under.isEmpty() && deb::compareVersions(upload.version.toUtf8(), under.toUtf8()) < 0)
        import.flags.append(QStringLiteral("version_regression"));

    git::Oid commit;
    git::Oid onBranch;
    for (const KnownImport& other : std::as_const(m_imports)) {
        // The same version again under another .dsc: equal content is the same import, seen twice.
        if (other.version == upload.version && other.vendor == publication.vendor && other.tree == import.tree) {
            import.kind = QStringLiteral("reused");
            import.tag = other.tag;
            commit = git::Oid::fromHex(other.commit).value_or(git::Oid());
            onBranch = followUp(publication, other, writer);
            break;
        }
    }
    if (commit.isNull()) {
        const QList<git::Oid> parents = chooseParents(parentInput, m_imports, m_graph);
        git::CommitFields fields{tree, parents, identity.author, identity.committer,
                                 commitMessage(m_spec.package, upload.version, publication.vendor, top.text,
                                               upload.dscSha256, import.upstreamId)};
        commit = writer.write(git::ObjectType::Commit, git::commitContent(fields));
        m_graph.add(commit, parents);
        for (const git::Oid& parent : parents)
            import.parents.append(parent.toHex());
        const Tags::Made tag =
            m_tags.make(deb::vendorTag(publication.vendor, upload.version), commit, identity.committer,
                        QStringLiteral("%1 %2\n").arg(m_spec.package, upload.version).toUtf8(), writer);
        import.tag = tag.name;
        staged.refs += tag.refs;
        onBranch = commit;
    }
    import.commit = commit.toHex();

    const Step refs(Stage::Refs, "finish the pack and name the refs", {{QStringLiteral("version"), upload.version}});
    addBranchRefs(staged, onBranch);
    finishPack(staged, writer);
    import.milliseconds = timer.elapsed();
    m_imports.append({upload.version, import.vendor, upload.dscSha256, import.commit, import.tree, import.upstreamId,
                      import.tag, publication.archiveRank});
    staged.import = import;
    return staged;
}

Staged PackageImport::moveBranch(const PublicationSpec& publication, const KnownImport& import)
{
    const Step step(Stage::Refs, "move the branch to an import that is there",
                    {{QStringLiteral("branch"), publication.branch}, {QStringLiteral("commit"), import.commit}});
    const UploadSpec& upload = m_spec.uploads.at(publication.upload);
    Staged staged;
    staged.publicationId = publication.id;
    staged.uploadId = upload.id;
    staged.branch = publication.branch;
    git::PackWriter writer(m_spec.quarantine, &m_repository);
    addBranchRefs(staged, followUp(publication, import, writer));
    finishPack(staged, writer);
    return staged;
}

git::Oid PackageImport::followUp(const PublicationSpec& publication, const KnownImport& import, git::PackWriter& writer)
{
    const git::Oid commit = git::Oid::fromHex(import.commit).value_or(git::Oid());
    const std::optional<git::Oid> current = tip(publication.branch);
    // What flows from the upstream archive to a derivative, or within one archive, is shared or recorded as a merge.
    // The other direction would pull the derivative's history into the upstream archive's branch.
    const bool downstream = import.archiveRank <= publication.archiveRank;
    if (current == commit || (downstream && (!current || m_graph.onFirstParentLine(*current, commit))))
        return commit;
    // The branch has a history of its own: it takes this content on top.
    QList<git::Oid> parents;
    if (current)
        parents.append(*current);
    if (downstream && !m_graph.isAncestorOrEqual(commit, *current))
        parents.append(commit);
    git::CommitFields fields = m_repository.commit(commit);
    fields.parents = parents;
    const git::Oid own = writer.write(git::ObjectType::Commit, git::commitContent(fields));
    m_graph.add(own, parents);
    return own;
}

void PackageImport::addBranchRefs(Staged& staged, const git::Oid& commit)
{
    const QString old = m_tips.value(staged.branch);
    const QString now = commit.toHex();
    staged.commit = now;
    if (old == now)
        return;
    staged.refs.append({QLatin1String("refs/heads/") + staged.branch, old, now});
    const QString good = QLatin1String("refs/importer/good/") + staged.branch;
    const std::optional<git::Oid> oldGood = m_repository.resolve(good);
    // Inside one job the refs have not moved yet; what the job itself planned last is the old value then.
    const bool movedHere = std::exchange(m_goodMoved[staged.branch], true);
    staged.refs.append({good, movedHere ? old : (oldGood ? oldGood->toHex() : QString()), now});
    m_tips.insert(staged.branch, now);
}

void PackageImport::finishPack(Staged& staged, git::PackWriter& writer)
{
    if (const std::optional<git::PackFile> pack = writer.finish()) {
        staged.pack = pack->packPath;
        m_repository.refresh();
    }
}

} // namespace millrace::importer
