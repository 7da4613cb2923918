// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/patches/patchedpackage.h"

#include "core/base/paths.h"
#include "core/base/process.h"
#include "core/git/names.h"
#include "tests/core/git/gitoracle.h"
#include "tests/support/sourcepackage.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <filesystem>

namespace millrace::test {

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

QByteArray tarOf(const QString& folder, const QString& top)
{
    return runProcessChecked({s("tar"), {s("-cz"), s("--sort=name"), s("--owner=0"), s("--group=0"), top}, {}, folder})
        .output;
}

void link(const QString& target, const QString& path)
{
    QDir().mkpath(QFileInfo(path).path());
    std::filesystem::create_symlink(target.toStdString(), path.toStdString());
}

void eraseNotes(Listing& listing)
{
    std::erase_if(listing, [](const auto& item) {
        return item.second == "empty" || item.first == ".pc" || item.first.startsWith(".pc/") ||
               item.first == "debian/patches/.dpkg-source-applied";
    });
}

/// A folder of vendors as dpkg reads it, so that the machine can be any vendor's.
QMap<QString, QString> machineOf(const QString& vendor, const QString& folder)
{
    QString name = vendor;
    name[0] = name.at(0).toUpper();
    writeFile(folder + s("/origins/") + vendor, "Vendor: " + name.toUtf8() + "\n");
    return {{s("DPKG_ORIGINS_DIR"), folder + s("/origins")}, {s("DEB_VENDOR"), name}};
}

} // namespace

void PatchedPackage::setPatch(const QByteArray& text)
{
    debian.insert(s("patches/series"), "one.patch\n");
    debian.insert(s("patches/one.patch"), text);
}

QString writePackage(const QString& folder, const PatchedPackage& package)
{
    const QString work = folder + s("/work/");
    const QString top = work + s("sample-1.0/");
    const bool native = package.format == s("3.0 (native)") || package.format == s("1.0");
    const QString debian = native ? top + s("debian/") : work + s("debian/");
    QMap<QString, QByteArray> files = {{s("changelog"), changelogEntry(s("sample"), native ? s("1.0") : s("1.0-1"))},
                                       {s("control"),
                                        "Source: sample\nMaintainer: Ada Example <ada@example.org>\n\nPackage: sample\n"
                                        "Architecture: all\nDescription: sample\n"},
                                       {s("rules"), "#!/usr/bin/make -f\n"}};
    if (package.format != s("1.0"))
        files.insert(s("source/format"), package.format.toUtf8() + '\n');
    files.insert(package.debian);
    QDir().mkpath(top);
    for (auto it = package.upstream.cbegin(); it != package.upstream.cend(); ++it)
        writeFile(top + it.key(), it.value());
    for (auto it = package.links.cbegin(); it != package.links.cend(); ++it)
        link(it.value(), top + it.key());
    for (auto it = files.cbegin(); it != files.cend(); ++it)
        writeFile(debian + it.key(), it.value());
    for (auto it = package.debianLinks.cbegin(); it != package.debianLinks.cend(); ++it)
        link(it.value(), debian + it.key());
    if (native)
        return writeDsc(folder, package.format, s("1.0"), {{s("sample_1.0.tar.gz"), tarOf(work, s("sample-1.0"))}});
    return writeDsc(folder, package.format, s("1.0-1"),
                    {{s("sample_1.0.orig.tar.gz"), tarOf(work, s("sample-1.0"))},
                     {s("sample_1.0-1.debian.tar.gz"), tarOf(work, s("debian"))}});
}

DpkgResult appliedByDpkg(const QString& dsc, const QString& folder, const QString& vendor)
{
    QDir().mkpath(folder);
    ProcessRequest request{s("dpkg-source"), {s("--no-check"), s("-x"), dsc, folder + s("/patched")}};
    request.environment = machineOf(vendor, folder);
    const ProcessResult unpacked = runProcess(request);
    DpkgResult result;
    result.applied = unpacked.exitCode == 0;
    result.words = unpacked.output + unpacked.errorOutput;
    if (!result.applied)
        return result;
    request.arguments = QStringList{s("--no-check"), s("--skip-patches"), s("-x"), dsc, folder + s("/tree")};
    runProcessChecked(request);
    request.arguments = QStringList{s("--before-build"), s(".")};
    request.folder = folder + s("/tree");
    runProcessChecked(request);
    result.listing = listingOfFolder(folder + s("/tree"));
    eraseNotes(result.listing);
    Listing whole = listingOfFolder(folder + s("/patched"));
    eraseNotes(whole);
    const QString wrong = differences(result.listing, whole);
    if (!wrong.isEmpty())
        throw Error(s("internal.test"), s("dpkg-source disagrees with itself: ") + wrong);
    return result;
}

AppliedImport::AppliedImport(const QString& folder, const QString& dsc, const QString& package)
    : m_folder(folder)
    , m_history(folder + s("/home"), package)
{
    const JobOutcome outcome = m_history.import({{dsc}});
    if (!outcome.failures.isEmpty())
        throw outcome.failures.constFirst().error;
    m_tree = git::Oid::fromHex(outcome.staged.constFirst().import->tree).value();
}

patches::AppliedTree AppliedImport::apply(const QString& vendor, const patches::AppliedLimits& limits)
{
    const QString quarantine = m_folder + s("/applied/") + QString::number(++m_runs);
    git::Repository repository = git::Repository::open(m_history.repository());
    git::PackWriter writer(quarantine, &repository);
    patches::AppliedRequest request{m_tree, vendor, m_folder + s("/scratch"), limits};
    ensureFolder(request.scratchFolder);
    const patches::AppliedTree applied = patches::applyPatches(repository, request, writer);
    if (const std::optional<git::PackFile> pack = writer.finish())
        repository.adoptPack(*pack);
    return applied;
}

Error AppliedImport::failure(const QString& vendor, const patches::AppliedLimits& limits)
{
    try {
        apply(vendor, limits);
    } catch (const Error& error) {
        return error;
    }
    return Error(s("none"), s("it applied"));
}

QStringList AppliedImport::leftovers() const
{
    return QDir(m_folder + s("/scratch")).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
}

Listing AppliedImport::listing(const git::Oid& tree) const
{
    Listing listing;
    const git::Repository repository = git::Repository::open(m_history.repository());
    const GitAnswer all = askGit(m_history.repository(), {s("ls-tree"), s("-r"), s("-z"), tree.toHex()});
    for (const QByteArray& line : all.output.split('\0')) {
        if (line.isEmpty())
            continue;
        const QByteArray mode = line.left(6);
        const git::NameUse use = mode == "120000" ? git::NameUse::SymbolicLink : git::NameUse::FileOrFolder;
        QList<QByteArray> parts = line.mid(line.indexOf('\t') + 1).split('/');
        for (QByteArray& part : parts)
            part = git::unescapeName(part, use);
        const QByteArray kind = mode == "120000" ? "link " : mode == "100755" ? "exec " : "file ";
        listing[parts.join('/')] =
            kind +
            repository.read(git::Oid::fromHex(QByteArrayView(line).sliced(12, 40)).value(), git::ObjectType::Blob);
    }
    return listing;
}

} // namespace millrace::test
