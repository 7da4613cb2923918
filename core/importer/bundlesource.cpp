// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/bundlesource.h"

#include "core/base/error.h"
#include "core/base/step.h"
#include "core/unpack/rawname.h"

#include <QDir>

namespace millrace::importer {

namespace {

/// A blob is read whole: libgit2 cannot stream what is packed.
constexpr qint64 largestBlob = 512LL << 20;

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
    unpack::SourceTree tree = {};
    unpack::ContentSink& sink;
    unpack::UnpackBudget& budget;
    const Cancellation& cancellation;
    QHash<git::Oid, unpack::ContentId> stored = {};
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
    Walk walk{.sink = sink, .budget = budget, .cancellation = cancellation};
    try {
        addFolder(walk, {}, m_bundle->repository.treeOf(m_bundle->header.head));
    } catch (const Error& error) {
        if (isDamage(error))
            refuseDamage(error);
        throw;
    }
    // dpkg-source takes any content of this file for submodules.
    const unpack::SourceTree::Node* modules = walk.tree.find(".gitmodules");
    if (modules && modules->isFile() && modules->size > 0)
        refuseSubmodules(".gitmodules");
    return std::move(walk.tree);
}

void BundleSource::addFolder(Walk& walk, const QByteArray& path, const git::Oid& folder)
{
    for (const git::TreeEntry& entry : m_bundle->repository.tree(folder)) {
        walk.cancellation.throwIfCancelled();
        const QByteArray below = path.isEmpty() ? entry.name : path + '/' + entry.name;
        // Each time a folder appears counts: ten folders in one another, ten times each, are 10^10 files.
        walk.budget.addMember();
        walk.budget.checkPath(below);
        if (entry.mode == git::FileMode::Folder)
            addFolder(walk, below, entry.oid);
        else
            addEntry(walk, below, entry);
    }
}

void BundleSource::addEntry(Walk& walk, const QByteArray& path, const git::TreeEntry& entry)
{
    if (entry.mode == git::FileMode::Submodule)
        refuseSubmodules(path);
    const QByteArray content = blob(entry.oid, path);
    walk.budget.addBytes(content.size());
    auto known = walk.stored.constFind(entry.oid);
    if (known == walk.stored.constEnd()) {
        known = walk.stored.insert(entry.oid, walk.sink.storeBytes(content));
        m_blobs[known.value()] = entry.oid;
    }
    if (entry.mode == git::FileMode::Symlink) {
        walk.tree.insert(path, unpack::SourceTree::symlink(known.value(), content));
        return;
    }
    // Old repositories have 100664; only the x bit says anything.
    const bool executable = (static_cast<quint32>(entry.mode) & 0111) != 0;
    walk.tree.insert(path, unpack::SourceTree::file(known.value(), content.size(), executable));
}

QByteArray BundleSource::blob(const git::Oid& oid, const QByteArray& path) const
{
    git::Blob blob = m_bundle->repository.readBlob(oid, largestBlob);
    if (blob.tooLarge)
        throw Error(QStringLiteral("unpack.limit"),
                    QStringLiteral("%1 in the git bundle has %2 bytes").arg(unpack::shownName(path)).arg(blob.size),
                    {{QStringLiteral("limit"), QStringLiteral("fileBytes")}, {QStringLiteral("value"), largestBlob}});
    return blob.content;
}

QByteArray BundleSource::bytes(const unpack::SourceTree::Node& file)
{
    const auto oid = m_blobs.find(file.content);
    return oid == m_blobs.end() ? QByteArray() : blob(oid->second, {});
}

} // namespace millrace::importer
