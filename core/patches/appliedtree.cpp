// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/patches/appliedtree.h"

#include "core/base/error.h"
#include "core/base/step.h"
#include "core/patches/gnupatch.h"
#include "core/patches/patchcheck.h"
#include "core/patches/patchlist.h"
#include "core/patches/patchnames.h"
#include "core/unpack/decompressor.h"
#include "core/unpack/rawname.h"

#include <QBuffer>
#include <QElapsedTimer>

namespace millrace::patches {

namespace {

class Application
{
public:
    Application(const git::Repository& repository, const AppliedRequest& request, const Cancellation& cancellation)
        : m_request(request)
        , m_cancellation(cancellation)
        , m_view(repository, request.tree)
        , m_list(patchList(m_view, request.vendor))
    {
        m_timer.start();
    }

    AppliedTree run(git::PackWriter& writer);

private:
    void applyOne(const QByteArray& name, ScratchTree& scratch);
    QByteArray patchText(const QByteArray& name, ScratchTree& scratch) const;
    QByteArray plain(const QByteArray& name, const QByteArray& stored) const;
    [[noreturn]] void refused(const QByteArray& text, const PatchRun& run, ScratchTree& scratch) const;
    void addSeriesLink(TreeEdits& edits, git::PackWriter& writer) const;
    void flag(const QString& text)
    {
        if (!m_result.flags.contains(text))
            m_result.flags.append(text);
    }

    const AppliedRequest& m_request;
    const Cancellation& m_cancellation;
    TreeView m_view;
    PatchList m_list;
    AppliedTree m_result;
    QElapsedTimer m_timer;
};

QByteArray Application::plain(const QByteArray& name, const QByteArray& stored) const
{
    const QString extension = QString::fromLatin1(name.mid(name.lastIndexOf('.') + 1));
    // dpkg-source reads a patch through the decompressor that its name asks for; zst is not among those it has.
    if (!name.contains('.') || extension == QLatin1String("zst") ||
        !unpack::CompressedFile::isKnownExtension(extension))
        return stored;
    unpack::InputFile input;
    input.file.name = QString::fromLatin1(name);
    input.file.size = stored.size();
    input.open = [stored]() -> std::unique_ptr<QIODevice> {
        auto buffer = std::make_unique<QBuffer>();
        buffer->setData(stored);
        buffer->open(QIODevice::ReadOnly);
        return buffer;
    };
    unpack::Limits limits;
    limits.totalBytes = m_request.limits.patchBytes;
    unpack::UnpackBudget budget(limits);
    Step step("decompress a patch", {{QStringLiteral("patch"), unpack::shownName(name)}});
    unpack::Decompressor decompressor(input, budget, step, m_cancellation);
    QByteArray text;
    QByteArray block(1 << 16, Qt::Uninitialized);
    while (const qsizetype got = decompressor.read(block.data(), block.size()))
        text.append(block.constData(), got);
    return text;
}

QByteArray Application::patchText(const QByteArray& name, ScratchTree& scratch) const
{
    const QByteArray path = "debian/patches/" + name;
    const std::optional<QByteArray> real = m_view.resolve(path);
    // A patch may have been written or changed by the patches before it.
    const QByteArray here = real.value_or(unpack::joinParts(unpack::pathParts(path)));
    if (scratch.kind(here) == ScratchTree::Kind::File && scratch.linkIn(here).isEmpty())
        return plain(name, scratch.read(here));
    const std::optional<git::TreeEntry> entry = real ? m_view.find(*real) : std::nullopt;
    if (!entry || entry->mode == git::FileMode::Folder)
        throw Error(
            QStringLiteral("patch.missing"),
            QStringLiteral("the series file names %1, which is not in debian/patches").arg(unpack::shownName(name)));
    return plain(name, m_view.content(*entry, path, m_request.limits.patchBytes));
}

void Application::refused(const QByteArray& text, const PatchRun& run, ScratchTree& scratch) const
{
    bool fuzz = false;
    if (!run.backups.isEmpty() && !run.hunk.isEmpty()) {
        scratch.restore(run.backups);
        fuzz = wouldApplyWithFuzz(text, scratch);
    }
    const QString what = fuzz ? QStringLiteral("the patch applies only with fuzz, which dpkg-source refuses")
                              : QStringLiteral("GNU patch refuses the patch");
    const QString where = run.hunk.isEmpty() ? QString() : QStringLiteral(" (%1, hunk %2)").arg(run.file, run.hunk);
    throw Error(fuzz ? QStringLiteral("patch.fuzz") : QStringLiteral("patch.rejected"), what + where,
                {{QStringLiteral("file"), run.file},
                 {QStringLiteral("hunk"), run.hunk},
                 {QStringLiteral("output"), run.words}});
}

void Application::applyOne(const QByteArray& name, ScratchTree& scratch)
{
    const Step step("apply a patch", {{QStringLiteral("patch"), unpack::shownName(name)}});
    m_cancellation.throwIfCancelled();
    if (m_timer.elapsed() > m_request.limits.wallMs)
        throw Error(
            QStringLiteral("limit.time"),
            QStringLiteral("applying the patches takes longer than %1 s").arg(double(m_request.limits.wallMs) / 1000));
    const QByteArray text = patchText(name, scratch);
    for (const QByteArray& path : namesIn(text))
        scratch.bring(path);
    const PatchCheck check = checkPatch(text, scratch);
    if (check.files.isEmpty())
        flag(QStringLiteral("patch.empty"));
    for (const QByteArray& folder : check.folders) {
        if (!scratch.makeFolders(folder))
            throw Error(
                QStringLiteral("patch.target"),
                QStringLiteral("the patch needs the folder %1, which is a file").arg(unpack::shownName(folder)));
    }
    const PatchRun run = runPatch(text, m_list.style, int(m_result.patches.size()) + 1, scratch);
    if (!run.applied)
        refused(text, run, scratch);
    if (run.moved)
        flag(QStringLiteral("patch.offset"));
    if (m_list.style == Style::Plain) {
        for (const QByteArray& file : check.files) {
            if (!scratch.remove(file + ".dpkg-orig"))
                throw Error(QStringLiteral("patch.target"),
                            QStringLiteral("patch has changed another file than %1").arg(unpack::shownName(file)));
        }
    }
}

void Application::addSeriesLink(TreeEdits& edits, git::PackWriter& writer) const
{
    // dpkg-source leaves a link for quilt where the series has a vendor's name and no plain file is in the way.
    const QByteArray path = QByteArrayLiteral("debian/patches/series");
    if (m_list.series.isEmpty() || m_list.series == "series" || m_view.resolve("debian/patches") != "debian/patches")
        return;
    const std::optional<git::TreeEntry> there = m_view.find(path);
    if (there && there->mode != git::FileMode::Symlink)
        return;
    edits[path] = {{}, git::FileMode::Symlink, writer.write(git::ObjectType::Blob, m_list.series)};
}

AppliedTree Application::run(git::PackWriter& writer)
{
    m_result.format = m_list.format;
    m_result.series = unpack::shownName(m_list.series);
    m_result.flags = m_list.flags;
    m_result.tree = m_request.tree;
    if (m_list.patches.isEmpty())
        return m_result;
    ScratchTree scratch(m_request.scratchFolder, m_view, m_request.limits.fileBytes, m_request.limits.totalBytes);
    for (const QByteArray& name : std::as_const(m_list.patches)) {
        const QString shown = unpack::shownName(name);
        try {
            applyOne(name, scratch);
        } catch (Error& error) {
            throw std::move(error).withEvidence(QStringLiteral("patch"), shown);
        }
        m_result.patches.append(shown);
    }
    const Step step("write the patched tree");
    TreeEdits edits = scratch.changes(writer);
    addSeriesLink(edits, writer);
    m_result.tree = writeEdited(m_view, edits, writer);
    return m_result;
}

} // namespace

AppliedTree applyPatches(const git::Repository& repository, const AppliedRequest& request, git::PackWriter& writer,
                         const Cancellation& cancellation)
{
    const Step step("apply the package's patches", {{QStringLiteral("tree"), request.tree.toHex()}});
    return Application(repository, request, cancellation).run(writer);
}

} // namespace millrace::patches
