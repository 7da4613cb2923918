// SPDX-License-Identifier: GPL-3.0-or-later
// Uploads made to harm, through the real programs: each costs one classified failure and bounded memory, and leaves
// nothing but its log. What merely looks odd is imported, and nothing raw of it is ever shown.
#include "core/archive/localdsc.h"
#include "core/base/process.h"
#include "core/git/objects.h"
#include "core/git/packwriter.h"
#include "tests/core/git/forgedbundle.h"
#include "tests/core/git/gitoracle.h"
#include "tests/core/unpack/oracle.h"
#include "tests/core/unpack/tarwriter.h"
#include "tests/fault/hostilehome.h"
#include "tests/fault/workerrun.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>

#include <functional>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr qint64 ordinaryMemoryKib = 256 * 1024; // what the project promises for ordinary packages
const char* const head = "sample (1.0) unstable; urgency=low\n\n";
const char* const tail = "\n -- Ada Example <ada@example.org>  Mon, 06 Jan 2020 10:00:00 +0100\n";

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

TarWriter honest(const QByteArray& changes = "  * Change.\n")
{
    return TarWriter()
        .file("t/debian/changelog", head + changes + tail)
        .file("t/debian/rules", "#!/usr/bin/make -f\n", 0755);
}

/// A tar whose one member has so many zeros, through a compressor, without ever being in memory.
QByteArray zeros(const QString& command, qint64 size)
{
    ProcessRequest request{s("sh"), {s("-c"), s("(cat; head -c %1 /dev/zero) | %2").arg(size).arg(command)}};
    request.input = honest().add('0', "t/zeros", {}, {}, 0644, size).bytes();
    request.timeoutMs = 120'000;
    return runProcessChecked(request).output;
}

QByteArray gz(const QByteArray& bytes)
{
    return compressed(s("gzip"), bytes);
}

QJsonArray failures(const CtlResult& result)
{
    return result.json()[QLatin1String("packages")].toArray().at(0).toObject()[QLatin1String("failures")].toArray();
}

} // namespace

class TestFaultHostile : public QObject
{
    Q_OBJECT

private slots:
    void refused_data();
    void refused();
    void hostileBundles_data();
    void hostileBundles();
    void forgedDsc_data();
    void forgedDsc();
    void refusedBeforeAnyJob_data();
    void refusedBeforeAnyJob();
    void oddButHonest_data();
    void oddButHonest();
    void metadata();
    void manyFiles();
};

void TestFaultHostile::refused_data()
{
    QTest::addColumn<QString>("extension");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("limit");
    const QString traversal = s("unpack.traversal");
    const QString tooMuch = s("unpack.limit");
    const auto row = [](const char* name, const TarWriter& tar, const QString& code, const QString& limit = {}) {
        QTest::newRow(name) << s("gz") << gz(tar.finished()) << code << limit;
    };
    constexpr qint64 bomb = 320LL << 20;
    QTest::newRow("bomb gz") << s("gz") << zeros(s("gzip -9"), bomb) << tooMuch << s("ratio");
    QTest::newRow("bomb xz") << s("xz") << zeros(s("xz -1"), bomb) << tooMuch << s("ratio");
    QTest::newRow("bomb bz2") << s("bz2") << zeros(s("bzip2"), bomb) << tooMuch << s("ratio");
    QTest::newRow("bomb zst") << s("zst") << zeros(s("zstd -q -1"), bomb) << tooMuch << s("ratio");
    QTest::newRow("bomb zst, long window")
        << s("zst") << zeros(s("zstd -q -1 --long=27"), bomb) << tooMuch << s("ratio");
    // A window of 2 GiB would have to be in memory: not a byte of it is decompressed.
    QTest::newRow("zst with a huge window")
        << s("zst") << zeros(s("zstd -q -1 --long=31"), bomb) << s("unpack.truncated") << QString();
    QTest::newRow("bomb nested") << s("gz") << gz(zeros(s("gzip -9"), bomb)) << s("unpack.corrupt") << QString();
    QTest::newRow("truncated") << s("gz") << gz(honest().finished()).chopped(20) << s("unpack.truncated") << QString();
    row("sparse 10 GiB", honest().pax({{"GNU.sparse.size", "10737418240"}, {"GNU.sparse.map", "0,0"}}).file("t/h", ""),
        tooMuch, s("fileBytes"));
    row("sparse 7 GiB", honest().pax({{"GNU.sparse.size", "7516192768"}, {"GNU.sparse.map", "0,0"}}).file("t/h", ""),
        tooMuch, s("ratio"));
    row("claims 9 GiB", honest().add('0', "t/x", "x", {}, 0644, 9LL << 30), tooMuch, s("fileBytes"));
    row("claims more than there is", honest().add('0', "t/x", "x", {}, 0644, 1LL << 20), s("unpack.truncated"));
    row("absolute", honest().file("/tmp/millrace-hostile", "x"), traversal);
    row("upwards", honest().file("t/../../outside/canary", "x"), traversal);
    row("link out, file through it", honest().symlink("t/l", "../../outside").file("t/l/canary", "x"), traversal);
    row("link to /, file through it", honest().symlink("t/l", "/").file("t/l/tmp/x", "x"), traversal);
    row("hard link out", honest().hardLink("t/l", "../outside/canary"), traversal);
    row("hard link, then written", honest().symlink("t/l", "/etc").hardLink("t/p", "t/l/passwd"), traversal);
    row("long name", honest().pax("path", "t/" + QByteArray(5000, 'n')).file("x", "x"), tooMuch, s("pathBytes"));
    QTest::newRow("changelog of 100 MB")
        << s("xz")
        << compressed(s("xz"), TarWriter()
                                   .file("t/debian/changelog",
                                         head + QByteArray("  * Very much.\n").repeated(100'000'000 / 15) + tail)
                                   .finished())
        << tooMuch << s("changelogBytes");
}

void TestFaultHostile::refused()
{
    QFETCH(QString, extension);
    QFETCH(QByteArray, bytes);
    QFETCH(QString, code);
    QFETCH(QString, limit);
    const HostileHome hostile;
    const QString dsc =
        writeDsc(hostile.sources(), s("3.0 (native)"), s("1.0"), {{s("sample_1.0.tar.") + extension, bytes}});
    const CtlResult result = hostile.import(dsc);
    QVERIFY(result.exitCode != 0);
    QVERIFY(!result.killed);
    const QJsonArray found = failures(result);
    QVERIFY2(found.size() == 1, result.output.constData());
    QCOMPARE(found.at(0).toObject()[QLatin1String("code")].toString(), code);
    const QJsonObject evidence = found.at(0).toObject()[QLatin1String("evidence")].toObject();
    QCOMPARE(evidence[QLatin1String("limit")].toString(), limit);
    // The 100 MB pass through memory only because they are the changelog.
    QCOMPARE(hostile.harm(limit == QLatin1String("changelogBytes") ? 2 * ordinaryMemoryKib : ordinaryMemoryKib),
             QStringList());
    QCOMPARE(hostile.rawText(result), QStringList());
}

void TestFaultHostile::hostileBundles_data()
{
    QTest::addColumn<QByteArray>("bundle");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("limit");
    const QTemporaryDir folder;
    int count = 0;
    const auto forged = [&](const std::function<git::Oid(git::PackWriter&)>& write) {
        return forgedBundle(folder.filePath(QString::number(++count)), write);
    };
    const auto tree = [](git::PackWriter& writer, const QList<git::TreeEntry>& entries) {
        return writer.write(git::ObjectType::Tree, git::treeContent(entries));
    };
    const auto named = [&](const QByteArray& mode, const QByteArray& name) {
        return forged([&](git::PackWriter& writer) {
            const git::Oid blob = writer.write(git::ObjectType::Blob, "../../outside/canary");
            return writer.write(git::ObjectType::Tree, mode + ' ' + name + '\0' + blob.raw().toByteArray());
        });
    };
    const QString corrupt = s("unpack.corrupt");
    const QString tooMuch = s("unpack.limit");
    const QByteArray hook = forged([&](git::PackWriter& writer) {
        const git::Oid script = writer.write(git::ObjectType::Blob, "#!/bin/sh\ntouch ../outside/canary\n");
        const git::Oid hooks = tree(writer, {{"post-checkout", git::FileMode::Executable, script}});
        return tree(writer, {{".git", git::FileMode::Folder, tree(writer, {{"hooks", git::FileMode::Folder, hooks}})}});
    });
    QTest::newRow("a hook in .git") << hook << corrupt << QString();
    QTest::newRow("upwards") << named("100644", "..") << corrupt << QString();
    QTest::newRow("a path as name") << named("100644", "../../outside/canary") << corrupt << QString();
    QTest::newRow("modules by link") << named("120000", ".gitmodules") << corrupt << QString();
    QTest::newRow("a submodule") << forged([](git::PackWriter& writer) {
        const QByteArray elsewhere(20, '\x11');
        return writer.write(git::ObjectType::Tree, QByteArray("160000 sub") + '\0' + elsewhere);
    }) << s("dsc.format") << QString();
    QTest::newRow("cut off") << hook.chopped(25) << corrupt << QString();
    QTest::newRow("10^10 files of eleven objects") << forged([&](git::PackWriter& writer) {
        git::TreeEntry entry{"f", git::FileMode::File, writer.write(git::ObjectType::Blob, "x")};
        for (int level = 0; level < 10; ++level) {
            QList<git::TreeEntry> entries;
            for (char c = '0'; c <= '9'; ++c)
                entries.append({QByteArray(1, c), entry.mode, entry.oid});
            entry = {"d", git::FileMode::Folder, tree(writer, entries)};
        }
        return entry.oid;
    }) << tooMuch << s("members");
    QTest::newRow("400 MB out of one object") << forged([&](git::PackWriter& writer) {
        const git::Oid zeros = writer.write(git::ObjectType::Blob, QByteArray(40 << 20, '\0'));
        QList<git::TreeEntry> entries;
        for (char c = '0'; c <= '9'; ++c)
            entries.append({QByteArray(1, c), git::FileMode::File, zeros});
        return tree(writer, entries);
    }) << tooMuch << s("ratio");
}

void TestFaultHostile::hostileBundles()
{
    QFETCH(QByteArray, bundle);
    QFETCH(QString, code);
    QFETCH(QString, limit);
    const HostileHome hostile;
    const CtlResult result =
        hostile.import(writeDsc(hostile.sources(), s("3.0 (git)"), s("1.0"), {{s("sample_1.0.git"), bundle}}));
    QVERIFY(result.exitCode != 0);
    QVERIFY(!result.killed);
    const QJsonArray found = failures(result);
    QVERIFY2(found.size() == 1, result.output.constData());
    QCOMPARE(found.at(0).toObject()[QLatin1String("code")].toString(), code);
    const QJsonObject evidence = found.at(0).toObject()[QLatin1String("evidence")].toObject();
    QCOMPARE(evidence[QLatin1String("limit")].toString(), limit);
    QCOMPARE(hostile.harm(ordinaryMemoryKib), QStringList());
    QCOMPARE(hostile.rawText(result), QStringList());
    // No object of the stranger's came into the repository.
    QVERIFY(askGit(hostile.home().repositories().constFirst(), {s("fsck"), s("--strict")}).exitCode == 0);
}

void TestFaultHostile::forgedDsc_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("code");
    QTest::newRow("sha256") << QByteArray("Sha256:\n ") << QByteArray("Sha256:\n 0") << s("archive.checksum");
    QTest::newRow("size") << QByteArray(" sample_1.0.tar.gz") << QByteArray("1 sample_1.0.tar.gz")
                          << s("archive.checksum");
}

void TestFaultHostile::forgedDsc()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QString, code);
    const HostileHome hostile;
    const QString path =
        writeDsc(hostile.sources(), s("3.0 (native)"), s("1.0"), {{s("sample_1.0.tar.gz"), gz(honest().finished())}});
    QFile dsc(path);
    QVERIFY(dsc.open(QIODevice::ReadWrite));
    QByteArray text = dsc.readAll();
    QVERIFY(text.contains(from));
    if (from.startsWith("Sha256"))
        text[text.indexOf(from) + from.size()] = text.at(text.indexOf(from) + from.size()) == 'f' ? 'e' : 'f';
    else
        text.replace(from, to);
    dsc.resize(0);
    dsc.seek(0);
    dsc.write(text);
    dsc.close();
    const CtlResult result = hostile.import(path);
    QVERIFY(result.exitCode != 0);
    const QJsonArray found = failures(result);
    QVERIFY2(found.size() == 1, result.output.constData());
    QCOMPARE(found.at(0).toObject()[QLatin1String("code")].toString(), code);
    QCOMPARE(hostile.harm(ordinaryMemoryKib), QStringList());
}

void TestFaultHostile::refusedBeforeAnyJob_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("said");
    const QByteArray start = "Format: 1.0\nSource: sample\nVersion: 1.0\n";
    const auto files = [](int count) {
        QByteArray list = "Files:\n";
        for (int i = 0; i < count; ++i)
            list += ' ' + QByteArray(32, '0') + " 5 sample_1.0.orig-c" + QByteArray::number(i) + ".tar.gz\n";
        return list;
    };
    QTest::newRow("100,000 files") << start + files(100'000) << s("files");
    QTest::newRow("900 absent files") << start + files(900) << s("and 895 more");
    QTest::newRow("a line of 50 MB") << start + "X: " + QByteArray(50'000'000, 'x') + '\n' << s("large");
    QTest::newRow("escapes in the version")
        << QByteArray("Format: 1.0\nSource: sample\nVersion: 1.0\x1b[31m\n") + files(1) << s("version");
    QTest::newRow("escapes in a field") << start + "\x1b]0;owned\x07: y\n" + files(1) << s("field");
    QTest::newRow("escapes in a name") << start + "Files:\n " + QByteArray(32, '0') + " 5 sample_1.0\x1b[2J.tar.gz\n"
                                       << s("name");
    QTest::newRow("name with a path") << start + "Files:\n " + QByteArray(32, '0') + " 5 ../outside/canary\n"
                                      << s("name");
}

void TestFaultHostile::refusedBeforeAnyJob()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, said);
    const HostileHome hostile;
    const QString dsc = hostile.sources() + s("/sample.dsc");
    writeFile(dsc, text);
    const CtlResult result = hostile.import(dsc);
    QVERIFY(result.exitCode != 0);
    QCOMPARE(result.errorLines().size(), 1);
    QVERIFY2(result.errorLines().constFirst().contains(said), result.errors.constData());
    QVERIFY(result.errors.size() < 4096);
    QCOMPARE(hostile.harm(ordinaryMemoryKib), QStringList());
    QCOMPARE(hostile.rawText(result), QStringList());
}

void TestFaultHostile::oddButHonest_data()
{
    QTest::addColumn<QByteArray>("tar");
    QTest::addColumn<QByteArrayList>("names");
    QTest::newRow("control characters") << honest()
                                               .file("t/new\nline", "x")
                                               .file("t/\x1b[31mred", "x")
                                               .folder("t/empty\x1b]0;title\x07")
                                               .add('6', "t/fifo\r\x9b")
                                               .finished()
                                        << QByteArrayList{"new\nline", "\x1b[31mred"};
    QTest::newRow("look-alikes of .git") << honest()
                                                .file("t/.git/config", "[core]\n\tfsmonitor = touch /tmp/x\n")
                                                .file("t/.GIT/hooks/post-checkout", "x", 0755)
                                                .file("t/git~1", "x")
                                                .file("t/.g\xe2\x80\x8cit/x", "x")
                                                .file("t/.gitmodules", "[submodule \"x\"]\n\tpath = x\n")
                                                .finished()
                                         << QByteArrayList{"..git/config", "..GIT/hooks/post-checkout", ".git~1"};
    QTest::newRow("links that lead out")
        << honest().symlink("t/out", "../../outside/canary").symlink("t/etc", "/etc").finished()
        << QByteArrayList{"out", "etc"};
}

void TestFaultHostile::oddButHonest()
{
    QFETCH(QByteArray, tar);
    QFETCH(QByteArrayList, names);
    const HostileHome hostile;
    const QString dsc = writeDsc(hostile.sources(), s("3.0 (native)"), s("1.0"), {{s("sample_1.0.tar.gz"), gz(tar)}});
    const CtlResult result = hostile.import(dsc);
    QVERIFY2(result.exitCode == 0, result.output.constData());
    QCOMPARE(hostile.home().disorder(), QStringList());
    QCOMPARE(hostile.rawText(result), QStringList());
    const QByteArray tree = askGit(hostile.home().repositories().constFirst(),
                                   {s("ls-tree"), s("-r"), s("-z"), s("--name-only"), s("debian/1.0")})
                                .output;
    for (const QByteArray& name : names)
        QVERIFY2(tree.split('\0').contains(name), name.constData());
}

void TestFaultHostile::metadata()
{
    const HostileHome hostile;
    const QByteArray changelog = "sample (1.0) unstable; urgency=low\n\n  * \x1b[2J\xc2\x9b"
                                 "31m\rgone\n\n"
                                 " -- \x1b]0;owned\x07"
                                 "Eve\x7f\xc2\x85 <e\x1b@example.org>  Mon, 06 Jan 2020 10:00:00 +0100\n";
    const QByteArray tar =
        TarWriter().file("t/debian/changelog", changelog).file("t/debian/rules", "x", 0755).finished();
    const QString dsc = writeDsc(hostile.sources(), s("3.0 (native)"), s("1.0"), {{s("sample_1.0.tar.gz"), gz(tar)}});
    const CtlResult result = hostile.import(dsc);
    QVERIFY2(result.exitCode == 0, result.output.constData());
    QCOMPARE(hostile.home().disorder(), QStringList());
    QCOMPARE(hostile.rawText(result), QStringList());
}

void TestFaultHostile::manyFiles()
{
    // The limit of members holds in a worker; the full million is measured by hand (tests/fault/LIMITS.md).
    const HostileHome hostile;
    TarWriter tar = honest();
    for (int i = 0; i < 2000; ++i)
        tar.file("t/" + QByteArray::number(i), "");
    const QString dsc =
        writeDsc(hostile.sources(), s("3.0 (native)"), s("1.0"), {{s("sample_1.0.tar.gz"), gz(tar.finished())}});
    const QTemporaryDir folder;
    for (const int members : {1000, 2010}) {
        importer::JobSpec job = jobOf(archive::readLocalDsc(dsc).record, hostile.sources(), folder);
        job.limits.members = members;
        const WorkerRun run = runWorker(job);
        QCOMPARE(run.exitCode, 0);
        int failed = 0;
        for (const importer::WorkerEvent& event : run.events) {
            if (event.type != QLatin1String("failed"))
                continue;
            ++failed;
            const Error error = Error::fromJson(event.data[QLatin1String("error")].toObject());
            QCOMPARE(error.code(), s("unpack.limit"));
            QCOMPARE(error.evidence()[QLatin1String("limit")].toString(), s("members"));
        }
        QCOMPARE(failed, members == 1000 ? 1 : 0);
    }
}

QTEST_GUILESS_MAIN(TestFaultHostile)
#include "tst_fault_hostile.moc"
