// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/derivedbranches.h"

#include "core/base/error.h"
#include "core/base/paths.h"
#include "core/base/step.h"
#include "core/importer/pristinetar.h"
#include "core/patches/appliedtree.h"

#include <QFile>
#include <QRegularExpression>

namespace millrace::importer {

namespace {

void flag(Staged& staged, const QString& text)
{
    Step::note(text);
    if (staged.import)
        staged.import->flags.append(text);
}

/// Works, or leaves a flag: these branches stop no import. A fault of this machine does.
template <typename Work> void tryTo(Staged& staged, const char* what, Work&& work)
{
    try {
        work();
    } catch (const Error& error) {
        if (error.code() == QLatin1String("limit.disk") || error.code() == QLatin1String("internal.cancelled"))
            throw;
        const QString patch = error.evidence().value(QStringLiteral("patch")).toString();
        flag(staged, QStringLiteral("%1.failed: %2: %3%4")
                         .arg(QLatin1String(what), error.code(),
                              patch.isEmpty() ? QString() : patch + QLatin1String(": "), error.message()));
    }
}

/// "" for the main tarball, the component for its own, nothing for any other file.
std::optional<QString> componentOf(const QString& name)
{
    static const QRegularExpression form(
        QStringLiteral("\\A[^/]+\\.orig(?:-([A-Za-z0-9-]+))?\\.tar\\.(?:gz|bz2|xz|lzma)\\z"));
    const QRegularExpressionMatch match = form.match(name);
    return match.hasMatch() ? std::optional(match.captured(1)) : std::nullopt;
}

git::TreeEntry blobEntry(const QString& name, const QByteArray& content, git::PackWriter& writer)
{
    return {name.toUtf8(), git::FileMode::File, writer.write(git::ObjectType::Blob, content)};
}

} // namespace

DerivedBranches::DerivedBranches(const JobSpec& spec, const git::Repository& repository, Cancellation cancellation)
    : m_spec(spec)
    , m_repository(repository)
    , m_blobs(spec.blobs)
    , m_cancellation(std::move(cancellation))
    , m_upstreams(spec.upstreams)
{
    for (const KnownImport& import : spec.imports)
        m_upstreamOf.insert(import.dscSha256, import.upstreamId);
}

void DerivedBranches::add(Staged& staged, const PublicationSpec& publication)
{
    const UploadSpec& upload = m_spec.uploads.at(publication.upload);
    if (staged.upstream)
        m_upstreams.append(staged.upstream->upstream);
    if (staged.import)
        m_upstreamOf.insert(upload.dscSha256, staged.import->upstreamId);
    ensureFolder(m_spec.quarantine + QLatin1String("/scratch"));
    if (publication.patchesApplied)
        tryTo(staged, "applied", [&] { addApplied(staged, publication); });
    if (publication.pristineTar)
        tryTo(staged, "pristine", [&] { addPristine(staged, upload); });
}

std::optional<git::Oid> DerivedBranches::tip(const QString& branch)
{
    if (!m_tips.contains(branch)) {
        const std::optional<git::Oid> oid = m_repository.resolve(QLatin1String("refs/heads/") + branch);
        m_tips.insert(branch, oid ? oid->toHex() : QString());
    }
    return git::Oid::fromHex(m_tips.value(branch));
}

void DerivedBranches::moveBranch(Staged& staged, const QString& branch, const git::Oid& commit, git::PackWriter& writer)
{
    if (writer.finish())
        m_repository.refresh();
    const QString ref = QLatin1String("refs/heads/") + branch;
    const QString old = std::exchange(m_tips[branch], commit.toHex());
    // One publication moves a ref once; with several tarballs, to where the last of them puts it.
    for (RefUpdate& update : staged.refs) {
        if (update.ref == ref) {
            update.newOid = commit.toHex();
            return;
        }
    }
    staged.refs.append({ref, old, commit.toHex()});
}

void DerivedBranches::addApplied(Staged& staged, const PublicationSpec& publication)
{
    const Step step(Stage::Tree, "apply the patches for a branch", {{QStringLiteral("branch"), publication.branch}});
    const QString branch = QLatin1String("patches-applied/") + publication.branch;
    const std::optional<git::Oid> unapplied = git::Oid::fromHex(staged.commit);
    const std::optional<git::Oid> previous = tip(branch);
    if (!unapplied || (previous && m_repository.commit(*previous).parents.contains(*unapplied)))
        return;
    git::CommitFields fields = m_repository.commit(*unapplied);
    git::PackWriter writer(m_spec.quarantine, &m_repository);
    const patches::AppliedTree applied = patches::applyPatches(
        m_repository, {fields.tree, publication.vendor, m_spec.quarantine + QLatin1String("/scratch"), {}}, writer,
        m_cancellation);
    fields.tree = applied.tree;
    fields.parents.clear();
    if (previous)
        fields.parents.append(*previous);
    fields.parents.append(*unapplied);
    // The import's own words, told apart in the first line.
    const qsizetype line = fields.message.indexOf('\n');
    fields.message.insert(line < 0 ? fields.message.size() : line, ", patches applied");
    const git::Oid commit = writer.write(git::ObjectType::Commit, git::commitContent(fields));
    moveBranch(staged, branch, commit, writer);
}

const KnownUpstream* DerivedBranches::upstreamOf(const Staged& staged, const UploadSpec& upload)
{
    const QString id = staged.import ? staged.import->upstreamId : m_upstreamOf.value(upload.dscSha256);
    for (const KnownUpstream& upstream : std::as_const(m_upstreams)) {
        if (!id.isEmpty() && upstream.id == id)
            return &upstream;
    }
    return nullptr;
}

void DerivedBranches::addPristine(Staged& staged, const UploadSpec& upload)
{
    const KnownUpstream* upstream = upstreamOf(staged, upload);
    if (!upstream)
        return; // native
    QStringList components;
    for (const deb::SourceFile& file : upload.files) {
        if (const auto component = componentOf(file.name); component && !component->isEmpty())
            components.append(*component);
    }
    for (const deb::SourceFile& file : upload.files) {
        if (!componentOf(file.name) || file.sha256.isEmpty())
            continue;
        const deb::SourceFile* signature = nullptr;
        for (const deb::SourceFile& other : upload.files) {
            if (other.name == file.name + QLatin1String(".asc") && !other.sha256.isEmpty())
                signature = &other;
        }
        tryTo(staged, "pristine", [&] { addTarball(staged, *upstream, components, file, signature); });
    }
}

git::Oid DerivedBranches::tarballTree(const git::Oid& tree, const QString& component, const QStringList& components,
                                      git::PackWriter& writer) const
{
    QList<git::TreeEntry> rest;
    for (const git::TreeEntry& entry : m_repository.tree(tree)) {
        if (!component.isEmpty() && entry.name == component.toUtf8())
            return entry.oid;
        if (!components.contains(QString::fromUtf8(entry.name)))
            rest.append(entry);
    }
    // Of a component that is all empty folders, git holds nothing.
    return writer.write(git::ObjectType::Tree, git::treeContent(component.isEmpty() ? rest : QList<git::TreeEntry>()));
}

void DerivedBranches::addTarball(Staged& staged, const KnownUpstream& upstream, const QStringList& components,
                                 const deb::SourceFile& tarball, const deb::SourceFile* signature)
{
    const QString branch = QStringLiteral("pristine-tar");
    const git::Oid upstreamTree = git::Oid::fromHex(upstream.tree).value_or(git::Oid());
    git::PackWriter trees(m_spec.quarantine, &m_repository);
    const git::Oid tree = tarballTree(upstreamTree, componentOf(tarball.name).value_or(QString()), components, trees);
    if (trees.finish())
        m_repository.refresh();

    const std::optional<git::Oid> previous = tip(branch);
    QList<git::TreeEntry> entries =
        previous ? m_repository.tree(m_repository.treeOf(*previous)) : QList<git::TreeEntry>();
    const QByteArray id = tree.toHexBytes() + '\n';
    for (const git::TreeEntry& entry : std::as_const(entries)) {
        if (entry.name != (tarball.name + QLatin1String(".id")).toUtf8())
            continue;
        if (m_repository.readBlob(entry.oid, 100).content != id)
            flag(staged, QStringLiteral("pristine.other: %1").arg(tarball.name));
        return;
    }
    PristineRequest request;
    request.name = tarball.name;
    request.file = m_blobs.path(tarball.sha256);
    request.sha256 = tarball.sha256;
    request.tree = tree;
    request.objectFolders = QStringList{m_spec.repository + QLatin1String("/objects"), m_spec.quarantine};
    request.scratchFolder = m_spec.quarantine + QLatin1String("/scratch");
    const QByteArray delta = pristineDelta(request);

    git::PackWriter writer(m_spec.quarantine, &m_repository);
    entries.append(blobEntry(tarball.name + QLatin1String(".delta"), delta, writer));
    entries.append(blobEntry(tarball.name + QLatin1String(".id"), id, writer));
    if (signature)
        entries.append(blobEntry(signature->name, m_blobs.open(signature->sha256)->readAll(), writer));
    git::CommitFields fields;
    fields.tree = writer.write(git::ObjectType::Tree, git::treeContent(entries));
    if (previous)
        fields.parents.append(*previous);
    // The upstream commit's own identity and date; the subject is what gbp looks for.
    fields.author = m_repository.commit(git::Oid::fromHex(upstream.commit).value_or(git::Oid())).committer;
    fields.committer = fields.author;
    fields.message = "pristine-tar data for " + tarball.name.toUtf8() + '\n';
    const git::Oid commit = writer.write(git::ObjectType::Commit, git::commitContent(fields));
    moveBranch(staged, branch, commit, writer);
}

} // namespace millrace::importer
