// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/bundlesource.h"

#include "core/base/error.h"
#include "core/base/step.h"
#include "core/unpack/rawname.h"

#include <QDir>
#include <QHash>

namespace millrace::importer {

namespace {

/// A blob is read whole: libgit2 cannot stream what is packed.
constexpr qint64 largestBlob = 512LL << 20;
/// As deep as a tree may be that we write.
constexpr int deepest = 1000;

[[noreturn]] void refuseSubmodules(const QByteArray& path)
{
    throw Error(QStringLiteral("dsc.format"),
                QStringLiteral("the git bundle has a submodule, whose content is not in the upload: %1")
                    .arg(unpack::shownName(path)),
                {{QStringLiteral("path"), unpack::shownName(path)}})
        .withAdvice(QStringLiteral("skip this version; dpkg-source cannot unpack it either"));
}

/// Damage that git did not see: an object is missing or is of another kind than the tree says.
[[noreturn]] void refuseDamage(const Error& error)
{
    throw Error(QStringLiteral("unpack.corrupt"), QStringLiteral("the git bundle is not complete: ") + error.message(),
                error.evidence());
}

bool isDamage(const Error& error)
{
    return error.code() == QLatin1String("state.object_missing") || error.code() == QLatin1String("internal.git") ||
           error.code() == QLatin1String("internal.object");
}

} // namespace

/// What one walk through the tree carries along.
struct BundleSource::Walk
{
    /// A folder that was read: git gives equal folders one name, so each is read once however often it appears.
    struct Folder
    {
        unpack::SourceTree::Node node = {};
        qint64 members = 0; ///< below it, every repetition counted
        qint64 bytes = 0;
    };

    unpack::ContentSink& sink;
    unpack::UnpackBudget& budget;
    const Cancellation& cancellation;
    qint64 compressed = 0; ///< bytes of the bundle
    qint64 produced = 0;   ///< bytes of the blobs that came out of it so far
    QHash<git::Oid, Folder> folders = {};
};

BundleSource::BundleSource(QString scratchFolder)
    : m_folder(std::move(scratchFolder) + QStringLiteral("/bundle.git"))
{
}

BundleSource::~BundleSource()
{
    m_bundle.reset();
    QDir(m_folder).removeRecursively();
}

unpack::SourceTree BundleSource::read(const unpack::InputFile& bundle, unpack::ContentSink& sink,
                                      unpack::UnpackBudget& budget, const Cancellation& cancellation)
{
    const Step step("read git bundle", {{QStringLiteral("file"), bundle.file.name}});
    const std::unique_ptr<QIODevice> device = bundle.open();
    m_bundle = std::make_unique<git::Bundle>(git::openBundle(*device, m_folder));
    if (m_bundle->header.head.isNull())
        throw Error(QStringLiteral("unpack.corrupt"), QStringLiteral("the git bundle names no HEAD"));
    Walk walk{sink, budget, cancellation, device->size()};
    unpack::SourceTree tree;
    try {
        const git::Oid root = m_bundle->repository.treeOf(m_bundle->header.head);
        readFolder(walk, root, 0);
        const unpack::SourceTree::Node whole = walk.folders.value(root).node;
        for (const auto& [name, node] : whole.children())
            tree.insert(name, node);
    } catch (const Error& error) {
        if (isDamage(error))
            refuseDamage(error);
        throw;
    }
    // dpkg-source takes any content of this file for submodules.
    const unpack::SourceTree::Node* modules = tree.find(".gitmodules");
    if (modules && modules->isFile() && modules->size > 0)
        refuseSubmodules(".gitmodules");
    return tree;
}

void BundleSource::readFolder(Walk& walk, const git::Oid& oid, int depth)
{
    if (const auto known = walk.folders.constFind(oid); known != walk.folders.constEnd()) {
        // Ten folders in one another, ten times each, are 10^10 files: every repetition counts.
        walk.budget.addMember(known->members);
        walk.budget.addBytes(known->bytes);
        return;
    }
    if (depth > deepest)
        throw Error(QStringLiteral("unpack.limit"),
                    QStringLiteral("folders in the git bundle are nested deeper than %1").arg(deepest),
                    {{QStringLiteral("limit"), QStringLiteral("depth")}, {QStringLiteral("value"), deepest}});
    Walk::Folder folder;
    for (const git::TreeEntry& entry : m_bundle->repository.tree(oid)) {
        walk.cancellation.throwIfCancelled();
        walk.budget.addMember();
        walk.budget.checkName(entry.name);
        ++folder.members;
        if (entry.mode == git::FileMode::Folder) {
            readFolder(walk, entry.oid, depth + 1);
            const Walk::Folder& below = walk.folders[entry.oid];
            folder.members += below.members;
            folder.bytes += below.bytes;
            // A checkout makes no empty folder, and neither does dpkg-source.
            if (!below.node.children().empty())
                folder.node.ownChildren().emplace(entry.name, below.node);
            continue;
        }
        const unpack::SourceTree::Node node = readEntry(walk, entry);
        folder.bytes += node.size;
        folder.node.ownChildren().emplace(entry.name, node);
    }
    walk.folders.insert(oid, folder);
}

unpack::SourceTree::Node BundleSource::readEntry(Walk& walk, const git::TreeEntry& entry)
{
    if (entry.mode == git::FileMode::Submodule)
        refuseSubmodules(entry.name);
    const QByteArray content = blob(walk, entry);
    walk.budget.addBytes(content.size());
    walk.produced += content.size();
    const unpack::ContentId id = walk.sink.storeBytes(content);
    if (entry.mode == git::FileMode::Symlink) {
        walk.budget.checkPath(content);
        walk.budget.addKept(content.size());
        return unpack::SourceTree::symlink(id, content);
    }
    m_blobs[id] = entry.oid;
    // Old repositories have 100664; only the x bit says anything.
    return unpack::SourceTree::file(id, content.size(), (static_cast<quint32>(entry.mode) & 0111) != 0);
}

QByteArray BundleSource::blob(const Walk& walk, const git::TreeEntry& entry) const
{
    // What the ratio forbids is not read first: a bomb of zeros would be in memory by then.
    const unpack::Limits& limits = walk.budget.limits();
    const qint64 allowed = std::max(limits.ratioFloor, limits.ratio * (walk.compressed + 1)) - walk.produced;
    const git::Blob blob = m_bundle->repository.readBlob(entry.oid, std::clamp<qint64>(allowed, 0, largestBlob));
    if (!blob.tooLarge)
        return blob.content;
    walk.budget.checkRatio(walk.produced + blob.size, walk.compressed);
    throw Error(QStringLiteral("unpack.limit"),
                QStringLiteral("%1 in the git bundle has %2 bytes").arg(unpack::shownName(entry.name)).arg(blob.size),
                {{QStringLiteral("limit"), QStringLiteral("fileBytes")}, {QStringLiteral("value"), largestBlob}});
}

QByteArray BundleSource::bytes(const unpack::SourceTree::Node& file)
{
    const auto oid = m_blobs.find(file.content);
    return oid == m_blobs.end() ? QByteArray() : m_bundle->repository.readBlob(oid->second, largestBlob).content;
}

} // namespace millrace::importer
