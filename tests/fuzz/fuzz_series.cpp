// SPDX-License-Identifier: GPL-3.0-or-later
// A package's patches before GNU patch sees any: which ones it wants applied, which files a patch may touch, and what
// is demanded of a patch. An input is four parts between lines "=": debian/source/format, the series file, the target
// of a link in debian/patches, and a patch.
#include "core/base/error.h"
#include "core/git/repository.h"
#include "core/patches/patchcheck.h"
#include "core/patches/patchlist.h"
#include "core/patches/patchnames.h"
#include "core/unpack/rawname.h"
#include "tests/fuzz/targets.h"

#include <QDir>
#include <QFile>
#include <QSet>
#include <QTemporaryDir>

namespace millrace::fuzz {

namespace {

/// The longest path Linux opens: a patch can name longer ones, but change none.
constexpr qsizetype longestPath = 4096;

/// A repository whose objects last for one input. They are written loose and by hand: a pack would be synced to disk.
class ShortLived
{
public:
    ShortLived()
        : m_repository(
              git::Repository::create(m_folder.filePath(QStringLiteral("p.git")), QStringLiteral("debian/sid")))
    {
        QDir().mkpath(scratch());
    }

    git::TreeEntry blob(const QByteArray& name, const QByteArray& content, git::FileMode mode = git::FileMode::File)
    {
        return {name, mode, write(git::ObjectType::Blob, content)};
    }
    git::TreeEntry folder(const QByteArray& name, const QList<git::TreeEntry>& entries)
    {
        return {name, git::FileMode::Folder, write(git::ObjectType::Tree, git::treeContent(entries))};
    }
    void forget()
    {
        for (const QString& file : std::exchange(m_files, {}))
            QFile::remove(file);
    }
    const git::Repository& repository() const { return m_repository; }
    QString scratch() const { return m_folder.filePath(QStringLiteral("scratch")); }

private:
    git::Oid write(git::ObjectType type, const QByteArray& content)
    {
        const git::Oid oid = git::hashObject(type, content);
        const QString hex = oid.toHex();
        QByteArray bytes = git::objectTypeName(type) + ' ' + QByteArray::number(content.size());
        bytes += '\0' + content;
        const QString path = m_folder.filePath(QStringLiteral("p.git/objects/%1/%2").arg(hex.left(2), hex.mid(2)));
        QDir().mkpath(path.section(QLatin1Char('/'), 0, -2));
        QFile file(path);
        promise(file.open(QIODevice::WriteOnly), "the fuzzer's own folder can be written to");
        file.write(qCompress(bytes).mid(4)); // without Qt's own header it is what zlib writes
        m_files.append(path);
        return oid;
    }

    QTemporaryDir m_folder;
    git::Repository m_repository;
    QStringList m_files;
};

struct Parts
{
    QByteArray format = {};
    QByteArray series = {};
    QByteArray target = {};
    QByteArray patch = {};
};

Parts partsOf(const QByteArray& input)
{
    QList<QByteArray> parts;
    qsizetype from = 0;
    while (parts.size() < 3) {
        const qsizetype end = input.indexOf("\n=\n", from);
        parts.append(input.mid(from, end < 0 ? -1 : end + 1 - from));
        from = end < 0 ? input.size() : end + 3;
    }
    return {parts.at(0), parts.at(1), parts.at(2).trimmed(), input.mid(from)};
}

git::Oid treeOf(const Parts& parts, bool vendorsOwn, ShortLived& objects)
{
    using git::FileMode;
    QList<git::TreeEntry> patches = {objects.blob(vendorsOwn ? "debian.series" : "series", parts.series),
                                     objects.blob("one.patch", parts.patch), objects.blob("02_two", parts.patch)};
    // A link without a target, or with a NUL in it, is in no tarball.
    if (!parts.target.isEmpty() && !parts.target.contains('\0'))
        patches.append(objects.blob("link", parts.target, FileMode::Symlink));
    const git::TreeEntry debian = objects.folder(
        "debian", {objects.folder("patches", patches), objects.folder("source", {objects.blob("format", parts.format)}),
                   objects.blob("rules", "x\n", FileMode::Executable)});
    const git::TreeEntry a = objects.folder(
        "a", {objects.blob("file", "x\n"), objects.blob("b c", "x\n"), objects.blob("up", "..", FileMode::Symlink)});
    return objects.folder("", {a, debian, objects.blob("file", "x\ny\nz\n")}).oid;
}

/// Runs @p work; a refusal must be one that tells of patches. Answers whether there was none.
template <typename Work> bool passes(const Work& work)
{
    try {
        work();
        return true;
    } catch (const Error& error) {
        promise(error.code().startsWith(QLatin1String("patch.")), "what is refused is a patch");
        return false;
    }
}

bool isSpace(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

void promiseSeries(const QByteArray& content)
{
    passes([&] {
        const QList<QByteArray> names = patches::parseSeries(content);
        for (const QByteArray& name : names) {
            promise(!name.isEmpty() && name != "0" && !name.startsWith('#'), "patches have names");
            promise(std::none_of(name.begin(), name.end(), isSpace), "options are no part of a name");
            const QList<QByteArray> parts = unpack::pathParts(name);
            promise(!parts.contains("..") || name.endsWith(".."), "nothing is found above a folder that climbs");
        }
        bool ignored = false;
        promise(patches::parseSeries(names.join('\n'), &ignored) == names && !ignored, "names are read as they are");
    });
}

void promiseList(const patches::TreeView& view, const Parts& parts, bool vendorsOwn)
{
    using patches::Style;
    passes([&] {
        const patches::PatchList list = patches::patchList(view, QStringLiteral("Debian"));
        promise(!list.format.isEmpty() && list.format.size() <= 100, "the format is a word or two");
        promise(list.style != Style::None || (list.patches.isEmpty() && list.series.isEmpty()),
                "a format without patches has none");
        if (list.style == Style::Plain)
            promise(list.patches.startsWith("02_two"), "a plain list is in the order of run-parts");
        if (list.style == Style::Quilt) {
            promise(list.patches == patches::parseSeries(parts.series), "the list is what the series says");
            promise((list.series == "debian.series") == vendorsOwn, "the vendor's own series goes first");
        }
        for (const QByteArray& name : list.patches) {
            const std::optional<QByteArray> real = view.resolve("debian/patches/" + name);
            if (!real || real->isEmpty())
                continue;
            promise(isInside(*real), "patches are looked for inside");
            const std::optional<git::TreeEntry> entry = view.find(*real);
            promise(entry && entry->mode != git::FileMode::Symlink, "links are followed to their end");
        }
    });
}

void promiseCheck(const QByteArray& patch, const patches::TreeView& view, const QString& folder)
{
    using Kind = patches::ScratchTree::Kind;
    patches::ScratchTree scratch(folder, view, 1 << 20, 4 << 20);
    QList<QByteArray> names;
    if (!passes([&] { names = patches::namesIn(patch); }))
        return;
    const QSet<QByteArray> named(names.cbegin(), names.cend());
    promise(named.size() == names.size(), "names are given once");
    passes([&] {
        for (const QByteArray& name : names) {
            promise(isInside(name), "names stay inside");
            scratch.bring(name);
        }
        const patches::PatchCheck check = patches::checkPatch(patch, scratch);
        for (const QByteArray& file : check.files) {
            promise(isInside(file), "files stay inside");
            promise(file.size() > longestPath || named.contains(file), "what a patch changes was brought");
            promise(scratch.linkIn(file).isEmpty(), "a patch changes nothing through a link");
            promise(scratch.kind(file) == Kind::Missing || scratch.kind(file) == Kind::File, "a patch changes files");
        }
        for (const QByteArray& parent : check.folders)
            promise(isInside(parent) && scratch.kind(parent) != Kind::Folder, "folders to be made are missing");
        promise(QSet<QByteArray>(check.files.cbegin(), check.files.cend()).size() == check.files.size(),
                "files are told once");
        for (const QByteArray& parent : check.folders)
            scratch.makeFolders(parent);
    });
    promise(QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot).size() == 1,
            "nothing is written beside the scratch folder");
}

} // namespace

void fuzzSeries(const QByteArray& input)
{
    static ShortLived objects;
    const Parts parts = partsOf(input);
    const bool vendorsOwn = input.size() % 2 == 1;
    promiseSeries(parts.series);
    const patches::TreeView view(objects.repository(), treeOf(parts, vendorsOwn, objects));
    promiseList(view, parts, vendorsOwn);
    promiseCheck(parts.patch, view, objects.scratch());
    objects.forget();
}

} // namespace millrace::fuzz
