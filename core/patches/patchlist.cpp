// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/patches/patchlist.h"

#include "core/base/error.h"
#include "core/unpack/rawname.h"

#include <algorithm>

namespace millrace::patches {

namespace {

constexpr qint64 longestSeries = 16 * 1024 * 1024;
constexpr qsizetype mostPatches = 20'000;

bool isSpace(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

QByteArray trimmed(QByteArray line)
{
    while (!line.isEmpty() && isSpace(line.back()))
        line.chop(1);
    qsizetype start = 0;
    while (start < line.size() && isSpace(line.at(start)))
        ++start;
    return line.mid(start);
}

/// A comment starts the line or has white space before it: "a#b" is a name.
QByteArray withoutComment(const QByteArray& line)
{
    for (qsizetype at = line.indexOf('#'); at >= 0; at = line.indexOf('#', at + 1)) {
        if (at == 0 || isSpace(line.at(at - 1)))
            return trimmed(line.left(at));
    }
    return line;
}

bool climbs(const QByteArray& name)
{
    return name.startsWith("../") || name.contains("/../");
}

QByteArray readFile(const TreeView& tree, const QByteArray& path)
{
    const std::optional<QByteArray> real = tree.resolve(path);
    const std::optional<git::TreeEntry> entry = real ? tree.find(*real) : std::nullopt;
    if (!entry || entry->mode == git::FileMode::Folder)
        return {};
    return tree.content(*entry, path, longestSeries);
}

bool isFile(const TreeView& tree, const QByteArray& path)
{
    const std::optional<QByteArray> real = tree.resolve(path);
    const std::optional<git::TreeEntry> entry = real ? tree.find(*real) : std::nullopt;
    return entry && entry->mode != git::FileMode::Folder;
}

/// Names as run-parts knows them: dpkg-source's format 2.0 has no series file.
bool isRunPartsName(const QByteArray& name)
{
    return !name.isEmpty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

void addPlain(PatchList& list, const TreeView& tree)
{
    const QByteArray folder = QByteArrayLiteral("debian/patches");
    const std::optional<QByteArray> real = tree.resolve(folder);
    if (!real)
        return;
    for (const auto& [name, entry] : tree.folder(*real)) { // in byte order
        if (isRunPartsName(name) && isFile(tree, *real + '/' + name))
            list.patches.append(name);
    }
}

void addQuilt(PatchList& list, const TreeView& tree, const QString& vendor)
{
    const QByteArray folder = QByteArrayLiteral("debian/patches/");
    list.series = QByteArrayLiteral("series");
    const QByteArray own = vendor.toLower().toUtf8() + ".series";
    if (!vendor.isEmpty() && tree.resolve(folder + own)) {
        list.series = own;
        list.flags.append(QStringLiteral("series.vendor"));
    }
    bool optionsIgnored = false;
    list.patches = parseSeries(readFile(tree, folder + list.series), &optionsIgnored);
    if (optionsIgnored)
        list.flags.append(QStringLiteral("series.options"));
}

} // namespace

QList<QByteArray> parseSeries(const QByteArray& content, bool* optionsIgnored)
{
    QList<QByteArray> names;
    for (const QByteArray& raw : content.split('\n')) {
        QByteArray line = withoutComment(trimmed(raw));
        const auto space = std::ranges::find_if(line, isSpace);
        if (space != line.end()) {
            const QByteArray options = trimmed(line.mid(space - line.begin()));
            if (options != "-p1" && optionsIgnored)
                *optionsIgnored = true;
            line.truncate(space - line.begin());
        }
        if (line.isEmpty() || line == "0") // Perl takes the name "0" for no name
            continue;
        if (climbs(line))
            throw Error(
                QStringLiteral("patch.insecure"),
                QStringLiteral("the series file names %1, which leaves debian/patches").arg(unpack::shownName(line)),
                {{QStringLiteral("patch"), unpack::shownName(line)}});
        if (names.size() >= mostPatches)
            throw Error(QStringLiteral("patch.limit"),
                        QStringLiteral("the series file names more than %1 patches").arg(mostPatches));
        names.append(line);
    }
    return names;
}

PatchList patchList(const TreeView& tree, const QString& vendor)
{
    PatchList list;
    const QByteArray format = readFile(tree, QByteArrayLiteral("debian/source/format"));
    list.format = QString::fromLatin1(trimmed(format.left(format.indexOf('\n')))).left(100);
    if (list.format.isEmpty())
        list.format = QStringLiteral("1.0");
    if (list.format == QLatin1String("3.0 (quilt)"))
        list.style = Style::Quilt;
    else if (list.format == QLatin1String("2.0"))
        list.style = Style::Plain;
    if (list.style == Style::Quilt)
        addQuilt(list, tree, vendor);
    else if (list.style == Style::Plain)
        addPlain(list, tree);
    return list;
}

} // namespace millrace::patches
