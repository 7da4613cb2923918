// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/unpack/corner/cornercase.h"

#include "core/git/names.h"
#include "tests/core/git/gitoracle.h"
#include "tests/support/sourcepackage.h"

#include <QFileInfo>

namespace millrace::test {

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

} // namespace

Listing listingOfRef(const PackageHistory& history, const QString& ref)
{
    QByteArray wanted;
    QList<std::pair<QByteArray, QByteArray>> files; // path, kind
    for (const QByteArray& line :
         askGit(history.repository(), {s("ls-tree"), s("-r"), s("-z"), ref}).output.split('\0')) {
        if (line.isEmpty())
            continue;
        const QByteArray mode = line.first(6);
        const git::NameUse use = mode == "120000" ? git::NameUse::SymbolicLink : git::NameUse::FileOrFolder;
        QList<QByteArray> parts = line.sliced(line.indexOf('\t') + 1).split('/');
        for (qsizetype i = 0; i < parts.size(); ++i)
            parts[i] = git::unescapeName(parts[i], i + 1 < parts.size() ? git::NameUse::FileOrFolder : use);
        files.append({parts.join('/'), mode == "120000" ? "link " : mode == "100755" ? "exec " : "file "});
        wanted += line.sliced(12, 40) + '\n';
    }
    // One "oid type size" line before each content, one newline after it.
    const QByteArray contents = askGit(history.repository(), {s("cat-file"), s("--batch")}, wanted).output;
    Listing listing;
    qsizetype at = 0;
    for (const auto& [path, kind] : files) {
        const qsizetype end = contents.indexOf('\n', at);
        const qsizetype size = contents.sliced(at, end - at).split(' ').constLast().toLongLong();
        listing[path] = kind + contents.sliced(end + 1, size);
        at = end + size + 2;
    }
    return listing;
}

CornerCase::CornerCase(const QString& dsc)
    : m_dsc(dsc)
    , m_folder(QFileInfo(dsc).absolutePath())
    , m_history(std::make_unique<PackageHistory>(m_folder + s("/home")))
    , m_outcome(m_history->import({{dsc}}))
{
}

QString CornerCase::failure() const
{
    return m_outcome.failures.isEmpty() ? QString() : m_outcome.failures.constFirst().error.code();
}

QString CornerCase::words() const
{
    if (m_outcome.failures.isEmpty())
        return {};
    const Error& error = m_outcome.failures.constFirst().error;
    return error.message() + QLatin1Char('\n') + error.advice();
}

QStringList CornerCase::flags() const
{
    return m_outcome.staged.isEmpty() ? QStringList(s("no import")) : m_outcome.staged.constFirst().import->flags;
}

Listing CornerCase::tree() const
{
    if (m_outcome.staged.isEmpty())
        return {};
    Listing listing = listingOfRef(*m_history, m_outcome.staged.constFirst().import->tag);
    for (const QString& empty : m_outcome.staged.constFirst().import->emptyDirectories)
        listing[QByteArray::fromPercentEncoding(empty.toUtf8())] = "empty";
    return listing;
}

QString CornerCase::findings() const
{
    if (!failure().isEmpty())
        return failure() + s(": ") + words();
    Listing expected = unpackedByDpkg(m_dsc, m_folder + s("/unpacked"));
    if (inputFor(m_dsc, m_folder).format == s("3.0 (git)"))
        std::erase_if(expected, [](const auto& item) { return item.first.startsWith(".git/"); });
    return findings(expected);
}

QString CornerCase::findings(const Listing& expected) const
{
    if (!failure().isEmpty())
        return failure() + s(": ") + words();
    QString found = differences(tree(), expected);
    const GitAnswer fsck = askGit(m_history->repository(), {s("fsck"), s("--strict"), s("--full")});
    if (fsck.exitCode != 0)
        found += s("\ngit fsck: ") + QString::fromUtf8(fsck.output + fsck.errorOutput);
    return found;
}

QByteArray cornerChangelog(const char* version)
{
    return changelogEntry(s("sample"), s(version));
}

TarWriter debianTar()
{
    TarWriter tar;
    tar.folder("debian/").file("debian/changelog", cornerChangelog()).file("debian/rules", "#!/usr/bin/make -f\n");
    tar.folder("debian/source/").file("debian/source/format", "3.0 (quilt)\n");
    return tar;
}

QString quiltDsc(const QString& folder, const QByteArray& orig, const QByteArray& debian, const QByteArray& component)
{
    QMap<QString, QByteArray> files{{s("sample_1.0.orig.tar.xz"), compressed(s("xz"), orig)},
                                    {s("sample_1.0-1.debian.tar.bz2"), compressed(s("bzip2"), debian)}};
    if (!component.isEmpty())
        files[s("sample_1.0.orig-extra.tar.gz")] = gzipped(component);
    return writeDsc(folder, s("3.0 (quilt)"), s("1.0-1"), files);
}

QString nativeDsc(const QString& folder, TarWriter tar)
{
    tar.file("t/debian/changelog", cornerChangelog("1.0")).file("t/debian/rules", "#!/usr/bin/make -f\n");
    return writeDsc(folder, s("3.0 (native)"), s("1.0"), {{s("sample_1.0.tar.gz"), gzipped(tar.finished())}});
}

QByteArray gzipped(const QByteArray& bytes)
{
    return compressed(s("gzip"), bytes);
}

} // namespace millrace::test
