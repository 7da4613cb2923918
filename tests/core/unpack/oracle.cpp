// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/unpack/oracle.h"

#include "core/base/digest.h"
#include "core/base/process.h"
#include "core/unpack/rawname.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QScopeGuard>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace fs = std::filesystem;

namespace millrace::test {

namespace {

/// QDir cannot remove names that are no UTF-8.
void removeFolder(const QString& folder)
{
    fs::remove_all(QFile::encodeName(folder).toStdString());
}

QByteArray slurp(const fs::path& path)
{
    std::ifstream stream(path, std::ios::binary);
    return QByteArray::fromStdString(std::string(std::istreambuf_iterator<char>(stream), {}));
}

} // namespace

unpack::UnpackInput inputFor(const QString& dscPath, const QString& scratchFolder)
{
    unpack::UnpackInput input;
    input.scratchFolder = scratchFolder;
    QDir().mkpath(scratchFolder);
    QFile dsc(dscPath);
    if (!dsc.open(QIODevice::ReadOnly))
        throw Error(QStringLiteral("internal.io"), dscPath);
    bool inSums = false;
    for (const QByteArray& line : dsc.readAll().split('\n')) {
        const QString text = QString::fromUtf8(line);
        const auto field = [&](const char* name) { return text.mid(qsizetype(strlen(name))).trimmed(); };
        if (line.startsWith(' ') && inSums) {
            const QStringList words = text.simplified().split(QLatin1Char(' '));
            const deb::SourceFile file{words.at(2), words.at(1).toLongLong(), {}, {}, words.at(0).toLatin1()};
            input.files << unpack::InputFile::at(file, QFileInfo(dscPath).dir().filePath(file.name));
            continue;
        }
        inSums = line.startsWith("Checksums-Sha256:");
        if (line.startsWith("Format:"))
            input.format = field("Format:");
        else if (line.startsWith("Source:"))
            input.package = field("Source:");
        else if (line.startsWith("Version:"))
            input.version = field("Version:");
    }
    return input;
}

Listing listingOf(const unpack::SourceTree& tree, const MemorySink& sink)
{
    Listing listing;
    for (const unpack::SourceTree::Entry& entry : tree.files()) {
        const QByteArray kind = entry.node->isSymlink() ? "link " : entry.node->executable ? "exec " : "file ";
        listing[entry.path] = kind + sink.at(entry.node->content);
    }
    for (const QByteArray& path : tree.emptyDirectories())
        listing[path] = "empty";
    return listing;
}

Listing listingOfFolder(const QString& folder)
{
    Listing listing;
    const fs::path root = QFile::encodeName(folder).toStdString();
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
        const QByteArray path = QByteArray::fromStdString(entry.path().native().substr(root.native().size() + 1));
        const fs::file_status status = entry.symlink_status();
        if (fs::is_symlink(status))
            listing[path] = "link " + QByteArray::fromStdString(fs::read_symlink(entry.path()).native());
        else if (fs::is_directory(status)) {
            if (fs::is_empty(entry.path()))
                listing[path] = "empty";
        } else if (fs::is_regular_file(status)) {
            const bool executable = (status.permissions() & fs::perms::owner_exec) != fs::perms::none;
            listing[path] = (executable ? "exec " : "file ") + slurp(entry.path());
        }
    }
    return listing;
}

Listing unpackedByDpkg(const QString& dscPath, const QString& folder)
{
    QDir().mkpath(QFileInfo(folder).path());
    const auto cleanUp = qScopeGuard([&folder] { removeFolder(folder); });
    runProcessChecked(
        {QStringLiteral("dpkg-source"),
         {QStringLiteral("--no-check"), QStringLiteral("--skip-patches"), QStringLiteral("-x"), dscPath, folder}});
    Listing listing = listingOfFolder(folder);
    std::erase_if(listing, [](const auto& item) { return item.first == ".pc" || item.first.startsWith(".pc/"); });
    return listing;
}

Listing unpackedByTar(const QString& tarball, const QString& folder)
{
    QDir().mkpath(folder);
    const auto cleanUp = qScopeGuard([&folder] { removeFolder(folder); });
    // tar's own guess for .lzma calls a program that some machines lack.
    const QStringList lzma{QStringLiteral("-I"), QStringLiteral("xz --format=lzma")};
    runProcessChecked({QStringLiteral("tar"),
                       (tarball.endsWith(QLatin1String(".lzma")) ? lzma : QStringList()) +
                           QStringList{QStringLiteral("-xf"), tarball},
                       {},
                       folder});
    // As dpkg does after it, so that the tree can be read at all.
    runProcessChecked({QStringLiteral("chmod"), {QStringLiteral("-R"), QStringLiteral("u+rwX"), folder}});
    return listingOfFolder(folder);
}

QString differences(const Listing& actual, const Listing& expected)
{
    QStringList lines;
    for (const auto& [path, what] : expected) {
        const auto found = actual.find(path);
        if (found == actual.end())
            lines << QStringLiteral("missing %1").arg(unpack::shownName(path));
        else if (found->second != what)
            lines << QStringLiteral("%1 is \"%2\", not \"%3\"")
                         .arg(unpack::shownName(path), unpack::shownName(found->second.left(200)),
                              unpack::shownName(what.left(200)));
    }
    for (const auto& [path, what] : actual) {
        if (!expected.contains(path))
            lines << QStringLiteral("%1 should not be there").arg(unpack::shownName(path));
    }
    return lines.join(QLatin1Char('\n'));
}

bool tracesTo(const Error& error, const QString& file)
{
    return std::ranges::any_of(error.trace(), [&file](const TraceFrame& frame) {
        return frame.values.value(QStringLiteral("file")).toString() == file;
    });
}

QString writeDsc(const QString& folder, const QString& format, const QString& version,
                 const QMap<QString, QByteArray>& files)
{
    QByteArray md5;
    QByteArray sha256;
    for (auto it = files.cbegin(); it != files.cend(); ++it) {
        writeFile(folder + QLatin1Char('/') + it.key(), it.value());
        const QByteArray tail = ' ' + QByteArray::number(it.value().size()) + ' ' + it.key().toUtf8() + '\n';
        md5 += ' ' + Digest::hex(Digest::Algorithm::Md5, it.value()) + tail;
        sha256 += ' ' + Digest::hex(Digest::Algorithm::Sha256, it.value()) + tail;
    }
    const QString path = folder + QLatin1String("/sample.dsc");
    writeFile(path, "Format: " + format.toUtf8() +
                        "\nSource: sample\nBinary: sample\nArchitecture: all\nVersion: " + version.toUtf8() +
                        "\nMaintainer: Ada Example <ada@example.org>\nChecksums-Sha256:\n" + sha256 + "Files:\n" + md5);
    return path;
}

void writeFile(const QString& path, const QByteArray& bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        throw Error(QStringLiteral("internal.io"), path);
}

QByteArray compressed(const QString& tool, const QByteArray& bytes)
{
    return runProcessChecked({tool, {QStringLiteral("-c")}, bytes}).output;
}

} // namespace millrace::test
