// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unpack/debianfolder.h"

namespace millrace::unpack {

const SourceTree::Node* linkedFile(const SourceTree& tree, const QByteArray& path)
{
    const std::optional<QByteArray> real = tree.resolve(path);
    const SourceTree::Node* node = real ? tree.find(*real) : nullptr;
    return node && node->isFile() ? node : nullptr;
}

void ensureSourceFormat(UnpackResult& result, const QString& format, ContentSink& sink)
{
    SourceTree& tree = result.source;
    const std::optional<QByteArray> debian = tree.resolve("debian");
    const SourceTree::Node* debianNode = debian ? tree.find(*debian) : nullptr;
    if (!debianNode || !debianNode->isDirectory()) {
        result.flags << QStringLiteral("debian.missing");
        return;
    }
    if (format == QLatin1String("1.0"))
        return;
    const std::optional<QByteArray> path = tree.resolve("debian/source/format");
    if (path && tree.find(*path))
        return;
    // dpkg makes debian/source only when nothing has that name, and would write through a dangling link to a place
    // of the link's choosing: that is left alone here.
    const std::optional<QByteArray> folder = tree.resolve("debian/source");
    const SourceTree::Node* folderNode = folder ? tree.find(*folder) : nullptr;
    const bool folderUsable = folderNode ? folderNode->isDirectory() : !tree.find(*debian + "/source");
    const QByteArray created = (folderNode ? *folder : *debian + "/source") + "/format";
    if (!folderUsable || tree.find(created)) {
        result.flags << QStringLiteral("format.unwritable");
        return;
    }
    const QByteArray bytes = format.toUtf8() + '\n';
    tree.insert(created, SourceTree::file(sink.storeBytes(bytes), bytes.size(), false));
    result.sourceFormat = bytes;
}

void makeRulesExecutable(UnpackResult& result)
{
    SourceTree& tree = result.source;
    const std::optional<QByteArray> debian = tree.resolve("debian");
    const QByteArray path = debian.value_or("debian") + "/rules";
    const SourceTree::Node* node = tree.find(path);
    if (!node)
        result.flags << QStringLiteral("rules.missing");
    else if (node->isFile())
        tree.setExecutable(path, true);
    else
        result.flags << (node->isSymlink() ? QStringLiteral("rules.link") : QStringLiteral("rules.notfile"));
}

} // namespace millrace::unpack
