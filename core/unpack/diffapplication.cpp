// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unpack/diffapplication.h"

#include "core/base/error.h"
#include "core/base/process.h"
#include "core/unpack/rawfile.h"
#include "core/unpack/rawname.h"

#include <QFile>

namespace fs = std::filesystem;

namespace millrace::unpack {

namespace {

const QByteArray backupSuffix = QByteArrayLiteral(".dpkg-orig");
constexpr int patchTimeoutMs = 600'000;

QByteArray belowTree(const fs::path& tree, const fs::path& path)
{
    return QByteArray::fromStdString(path.native().substr(tree.native().size() + 1));
}

} // namespace

DiffApplication::DiffApplication(const InputFile& diff, const QString& scratchFolder, UnpackBudget& budget,
                                 const Cancellation& cancellation)
    : m_name(diff.file.name)
    , m_folder(makeUniqueFolder(scratchFolder))
{
    try {
        Step step(Stage::Unpack, "read diff", {{QStringLiteral("file"), m_name}});
        QFile plain(QFile::decodeName((m_folder / "diff").c_str()));
        if (!plain.open(QIODevice::ReadWrite | QIODevice::Truncate))
            throw Error(QStringLiteral("internal.io"),
                        QStringLiteral("cannot write %1: %2").arg(plain.fileName(), plain.errorString()));
        Decompressor source(diff, budget, step, cancellation);
        QByteArray block(1 << 16, Qt::Uninitialized);
        while (const qsizetype got = source.read(block.data(), block.size())) {
            if (plain.write(block.constData(), got) != got)
                throw Error(QStringLiteral("limit.disk"),
                            QStringLiteral("cannot write %1: %2").arg(plain.fileName(), plain.errorString()));
        }
        if (!plain.flush() || !plain.seek(0))
            throw Error(QStringLiteral("limit.disk"),
                        QStringLiteral("cannot write %1: %2").arg(plain.fileName(), plain.errorString()));
        m_summary = summarizeDiff(plain, m_name);
    } catch (...) {
        std::error_code ignored;
        fs::remove_all(m_folder, ignored);
        throw;
    }
}

DiffApplication::~DiffApplication()
{
    std::error_code ignored;
    fs::remove_all(m_folder, ignored);
}

QSet<QByteArray> DiffApplication::neededPaths() const
{
    QSet<QByteArray> paths = m_summary.candidates();
    // patch would overwrite an upstream file of a backup's name, and dpkg removes it afterwards.
    for (const QByteArray& path : m_summary.candidates())
        paths.insert(path + backupSuffix);
    return paths;
}

void DiffApplication::apply(SourceTree& tree, TarballReading& reading, const QList<InputFile>& tarballs,
                            ContentSink& sink)
{
    Step step(Stage::Unpack, "apply diff",
              {{QStringLiteral("file"), m_name}, {QStringLiteral("files"), m_summary.files.size()}});
    QSet<QByteArray> targets;
    for (const DiffedFile& file : m_summary.files)
        targets.insert(checkedTarget(file, tree, m_name));
    keepLinkedContents(tree, reading, tarballs);
    makeRawFolder(m_folder / "tree");
    writeCandidates(tree, reading);
    for (const QByteArray& target : targets)
        makeRawFolder(rawPath(m_folder / "tree", target).parent_path());
    runPatch();
    removeBackups(targets);
    takeBack(tree, reading, sink);
}

void DiffApplication::keepLinkedContents(const SourceTree& tree, TarballReading& reading,
                                         const QList<InputFile>& tarballs) const
{
    std::map<ContentId, qint64> wanted;
    for (const QByteArray& path : neededPaths()) {
        const SourceTree::Node* node = tree.find(path);
        if (node && node->isFile() && !reading.bytesOf(node->content))
            wanted.emplace(node->content, node->size);
    }
    if (!wanted.empty())
        reading.keepContents(tarballs, wanted);
}

void DiffApplication::writeCandidates(const SourceTree& tree, const TarballReading& reading)
{
    for (const QByteArray& path : neededPaths()) {
        // The folders that exist matter too: patch prefers the name for which it has to make fewer of them.
        QByteArray walked;
        for (const QByteArray& part : pathParts(path)) {
            walked += (walked.isEmpty() ? "" : "/") + part;
            const SourceTree::Node* node = tree.find(walked);
            if (!node)
                break;
            if (node->isSymlink())
                throw Error(QStringLiteral("patch.symlink"),
                            QStringLiteral("%1 names %2, which leads through the symlink %3")
                                .arg(m_name, shownName(path), shownName(walked)),
                            {{QStringLiteral("file"), m_name}});
            if (node->isDirectory()) {
                makeRawFolder(rawPath(m_folder / "tree", walked));
                continue;
            }
            if (m_written.contains(walked) || walked != path)
                break;
            const QByteArray* bytes = reading.bytesOf(node->content);
            if (!bytes)
                throw Error(QStringLiteral("internal.unpack"),
                            QStringLiteral("the bytes of %1 were not kept").arg(shownName(path)));
            writeRawFile(rawPath(m_folder / "tree", path), *bytes, node->executable);
            m_written[path] = {*bytes, node->executable};
        }
    }
}

void DiffApplication::runPatch() const
{
    ProcessRequest request;
    // env(1) because POSIXLY_CORRECT, when set to anything, changes how patch chooses names.
    request.program = QStringLiteral("env");
    request.arguments = QStringList{QStringLiteral("-u"),    QStringLiteral("POSIXLY_CORRECT"),
                                    QStringLiteral("patch"), QStringLiteral("-t"),
                                    QStringLiteral("-F"),    QStringLiteral("0"),
                                    QStringLiteral("-N"),    QStringLiteral("-p1"),
                                    QStringLiteral("-u"),    QStringLiteral("-V"),
                                    QStringLiteral("never"), QStringLiteral("-b"),
                                    QStringLiteral("-z"),    QString::fromLatin1(backupSuffix),
                                    QStringLiteral("-i"),    QStringLiteral("../diff")};
    request.folder = QFile::decodeName((m_folder / "tree").c_str());
    request.environment = {{QStringLiteral("LC_ALL"), QStringLiteral("C")},
                           {QStringLiteral("LANG"), QStringLiteral("C")},
                           {QStringLiteral("PATCH_GET"), QStringLiteral("0")}};
    request.timeoutMs = patchTimeoutMs;
    const ProcessResult result = runProcess(request);
    if (result.exitCode != 0)
        throw Error(QStringLiteral("patch.failed"), QStringLiteral("%1 does not apply to the orig tarball").arg(m_name),
                    {{QStringLiteral("file"), m_name},
                     {QStringLiteral("command"), request.arguments.sliced(2).join(QLatin1Char(' '))},
                     {QStringLiteral("exitCode"), result.exitCode},
                     {QStringLiteral("output"), QString::fromUtf8(result.output.right(8000))},
                     {QStringLiteral("stderr"), QString::fromUtf8(result.errorOutput.right(8000))}})
            .withAdvice(QStringLiteral("the upload itself is inconsistent; dpkg-source refuses it too"));
}

void DiffApplication::removeBackups(const QSet<QByteArray>& targets) const
{
    for (const QByteArray& target : targets) {
        std::error_code error;
        // patch makes one for every file it changes, so a missing one means that it changed another.
        if (!fs::remove(rawPath(m_folder / "tree", target + backupSuffix), error))
            throw Error(
                QStringLiteral("patch.failed"),
                QStringLiteral("%1 should change %2, but patch chose another file").arg(m_name, shownName(target)),
                {{QStringLiteral("file"), m_name}});
    }
}

void DiffApplication::takeBack(SourceTree& tree, TarballReading& reading, ContentSink& sink)
{
    const fs::path root = m_folder / "tree";
    for (const auto& [path, written] : m_written) {
        if (!fs::exists(fs::symlink_status(rawPath(root, path))))
            tree.remove(path);
    }
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
        const QByteArray path = belowTree(root, entry.path());
        const fs::file_status status = entry.symlink_status();
        if (fs::is_directory(status)) {
            tree.makeDirectory(path);
        } else if (fs::is_symlink(status)) {
            const QByteArray target = QByteArray::fromStdString(fs::read_symlink(entry.path()).native());
            tree.insert(path, SourceTree::symlink(sink.storeBytes(target), target));
        } else {
            const QByteArray bytes = readRawFile(entry.path());
            const bool executable = (status.permissions() & fs::perms(0111)) != fs::perms::none;
            const auto before = m_written.find(path);
            if (before != m_written.end() && before->second.bytes == bytes && before->second.executable == executable)
                continue;
            const ContentId content = sink.storeBytes(bytes);
            reading.remember(content, bytes);
            tree.insert(path, SourceTree::file(content, bytes.size(), executable));
        }
    }
}

} // namespace millrace::unpack
