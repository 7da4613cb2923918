// SPDX-License-Identifier: GPL-3.0-or-later
// The tar reader beside GNU tar: formats, names, links, sparse files, compressions, and what is no sound archive.
#include "core/base/error.h"
#include "core/base/process.h"
#include "core/unpack/tarball.h"
#include "tests/core/unpack/oracle.h"
#include "tests/core/unpack/tarwriter.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::test;

class TestUnpackTar : public QObject
{
    Q_OBJECT

private slots:
    void formats_data();
    void formats();
    void sparse_data();
    void sparse();
    void members_data();
    void members();
    void compressions_data();
    void compressions();
    void droppedSpecials();
    void truncatedAnywhere();
    void damaged_data();
    void damaged();

private:
    unpack::SourceTree read(const QString& path)
    {
        unpack::UnpackBudget budget({});
        unpack::TarballReading reading(m_sink, budget, {});
        const deb::SourceFile file{QFileInfo(path).fileName(), QFileInfo(path).size()};
        const unpack::SourceTree tree = reading.read(unpack::InputFile::at(file, path), {.stripTop = false});
        m_flags = reading.flags();
        return tree;
    }
    QString write(const QByteArray& bytes, const QString& name)
    {
        const QString path = m_folder.filePath(name);
        writeFile(path, bytes);
        return path;
    }
    void shell(const QString& script)
    {
        runProcessChecked({QStringLiteral("sh"), {QStringLiteral("-euc"), script}, {}, m_folder.path()});
    }
    void compare(const QString& path)
    {
        QCOMPARE(
            differences(listingOf(read(path), m_sink), unpackedByTar(path, m_folder.filePath(QStringLiteral("out")))),
            QString());
    }

    QTemporaryDir m_folder;
    MemorySink m_sink;
    QStringList m_flags;
};

void TestUnpackTar::formats_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<bool>("longNames");
    QTest::newRow("v7") << QStringLiteral("v7") << false;
    QTest::newRow("ustar") << QStringLiteral("ustar") << false;
    for (const char* format : {"oldgnu", "gnu", "pax"})
        QTest::newRow(format) << QString::fromLatin1(format) << true;
}

void TestUnpackTar::formats()
{
    QFETCH(QString, format);
    QFETCH(bool, longNames);
    // NFD and Latin-1 names must come out as they went in, in every format.
    QString make =
        QStringLiteral("rm -rf in && mkdir -p in/sub/empty && cd in && printf hello > sub/file && "
                       "printf x > \"$(printf 'e\\314\\201nfd')\" && printf y > \"$(printf 'caf\\351')\" && "
                       "ln -s \"$(printf 'to\\351')\" link && ln sub/file hard && chmod 755 sub/file && : > none;");
    if (longNames)
        make +=
            QStringLiteral("n=$(printf 'e\\314\\201%.0s' $(seq 40)); mkdir -p $n/$n && printf z > $n/$n/$n && ln -s "
                           "$n/$n/$n long; ln $n/$n/$n longhard;");
    if (format == QLatin1String("ustar"))
        make += QStringLiteral("n=$(printf 'u%.0s' $(seq 60)); mkdir -p $n/$n && printf z > $n/$n/$n;");
    shell(make + QStringLiteral("cd .. && tar --format=%1 -czf t.tar.gz in && rm -rf in").arg(format));
    compare(m_folder.filePath(QStringLiteral("t.tar.gz")));
}

void TestUnpackTar::sparse_data()
{
    QTest::addColumn<QString>("options");
    QTest::newRow("old gnu") << QStringLiteral("--format=gnu");
    QTest::newRow("pax 0.0") << QStringLiteral("--format=pax --sparse-version=0.0");
    QTest::newRow("pax 0.1") << QStringLiteral("--format=pax --sparse-version=0.1");
    QTest::newRow("pax 1.0") << QStringLiteral("--format=pax --sparse-version=1.0");
}

void TestUnpackTar::sparse()
{
    QFETCH(QString, options);
    shell(QStringLiteral(
              "rm -rf in && mkdir in && cd in && truncate -s 3000001 hole && "
              "for i in $(seq 0 40); do printf data$i | dd of=many bs=1 seek=$((i * 70000)) conv=notrunc 2>&1; "
              "done; truncate -s 4000000 many; printf end > after; cd .. && tar %1 -S -czf t.tar.gz in")
              .arg(options));
    const QString path = m_folder.filePath(QStringLiteral("t.tar.gz"));
    compare(path);
    const unpack::SourceTree tree = read(path);
    QCOMPARE(tree.find("in/many")->size, 4000000);
}

void TestUnpackTar::members_data()
{
    QTest::addColumn<QByteArray>("tar");
    const auto row = [](const char* name, const TarWriter& tar) { QTest::newRow(name) << tar.finished(); };
    row("last wins", TarWriter().file("a", "1").file("a", "22", 0755));
    row("folder over file", TarWriter().file("a", "1").folder("a").file("a/b", "2"));
    row("folder over link", TarWriter().folder("b").symlink("a", "b").folder("a").file("a/c", "2"));
    row("file over folder", TarWriter().folder("a").file("a", "1"));
    row("file over link", TarWriter().file("b", "1").symlink("a", "b").file("a", "2"));
    row("link over folder", TarWriter().folder("a").symlink("a", "b"));
    row("hard link to link", TarWriter().symlink("a", "/b").hardLink("c", "a"));
    row("hard link to itself", TarWriter().file("a", "1").hardLink("a", "a"));
    row("hard link over file", TarWriter().file("a", "1").file("b", "2").hardLink("b", "a"));
    row("sizes without data", TarWriter()
                                  .add('5', "d", {}, {}, 0755, 100)
                                  .add('2', "l", {}, "d", 0644, 100)
                                  .file("t", "1")
                                  .add('1', "h", {}, "t", 0644, 100)
                                  .file("end", "2"));
    row("folder by slash", TarWriter().add('0', "d/").file("end", "2"));
    row("unknown type", TarWriter().add('Z', "f", "data").file("end", "2"));
    row("contiguous and old types", TarWriter().add('7', "f", "data").add('\0', "g", "more"));
    row("list of names", TarWriter().add('D', "d/", "Yfile", {}, 0755).file("d/file", "2"));
    row("volume label", TarWriter().add('V', "label").file("a", "1"));
    row("pax path", TarWriter().pax("path", "real\xff").file("short", "1").file("next", "2"));
    row("pax linkpath", TarWriter().pax("linkpath", "target\xff").symlink("l", "x"));
    row("pax size", TarWriter().pax("size", "3").add('0', "a", "abc", {}, 0644, 0).file("next", "2"));
    row("pax comment", TarWriter()
                           .add('g', "pax_global_header", "52 comment=0123456789012345678901234567890123456789\n")
                           .file("a", "1"));
    row("global pax path", TarWriter().add('g', "g", "10 path=x\n").file("a", "1"));
    row("later global pax header",
        TarWriter().add('g', "g", "10 path=x\n").add('g', "g", "10 path=y\n").file("a", "1"));
    row("own pax header before a global one",
        TarWriter().pax("path", "mine").add('g', "g", "10 path=x\n").file("a", "1").file("b", "2"));
    row("long name", TarWriter().add('L', "././@LongLink", QByteArray(150, 'n') + '\0').file("n", "1"));
    row("long link", TarWriter().add('K', "././@LongLink", QByteArray(150, 'n') + '\0').symlink("l", "n"));
    row("dots", TarWriter().file("./a/./b", "1").file("a//c", "2").folder("././"));
    row("data of whole blocks", TarWriter().file("a", QByteArray(1024, 'x')).file("b", QByteArray(512, 'y')));
    QTest::newRow("no end marker") << TarWriter().file("a", "1").bytes();
    QTest::newRow("half a block at the end") << TarWriter().file("a", "1").bytes() + QByteArray(100, 'x');
    QTest::newRow("one zero block") << TarWriter().file("a", "1").bytes() + QByteArray(512, '\0') +
                                           TarWriter().file("b", "2").bytes();
    QTest::newRow("garbage after the end") << TarWriter().file("a", "1").finished() + QByteArray(700, 'x');
    QTest::newRow("empty") << QByteArray(10240, '\0');
}

void TestUnpackTar::members()
{
    QFETCH(QByteArray, tar);
    compare(write(compressed(QStringLiteral("gzip"), tar), QStringLiteral("t.tar.gz")));
}

void TestUnpackTar::compressions_data()
{
    QTest::addColumn<QString>("tool");
    QTest::addColumn<QString>("extension");
    QTest::newRow("gz") << QStringLiteral("gzip") << QStringLiteral("gz");
    QTest::newRow("bz2") << QStringLiteral("bzip2") << QStringLiteral("bz2");
    QTest::newRow("xz") << QStringLiteral("xz") << QStringLiteral("xz");
    QTest::newRow("lzma") << QStringLiteral("lzma") << QStringLiteral("lzma");
    QTest::newRow("zst") << QStringLiteral("zstd") << QStringLiteral("zst");
}

void TestUnpackTar::compressions()
{
    QFETCH(QString, tool);
    QFETCH(QString, extension);
    const QByteArray tar = TarWriter().file("a", QByteArray(200'000, 'a')).file("b", "b").finished();
    const QString name = QLatin1String("t.tar.") + extension;
    compare(write(compressed(tool, tar), name));
    if (extension != QLatin1String("lzma")) // has no members
        compare(write(compressed(tool, tar.first(70'001)) + compressed(tool, tar.sliced(70'001)), name));
    try {
        read(write(compressed(tool, compressed(tool, tar)), name));
        QFAIL("unpacked twice");
    } catch (const Error& error) {
        QVERIFY2(error.code() == QLatin1String("unpack.corrupt") || error.code() == QLatin1String("unpack.truncated"),
                 error.what());
    }
}

void TestUnpackTar::droppedSpecials()
{
    const QByteArray tar =
        TarWriter().file("a", "1").file("f", "old").add('6', "f").add('3', "c").add('4', "b").finished();
    const unpack::SourceTree tree = read(write(compressed(QStringLiteral("gzip"), tar), QStringLiteral("t.tar.gz")));
    QCOMPARE(differences(listingOf(tree, m_sink), {{"a", "file 1"}}), QString());
    QCOMPARE(m_flags, QStringList{QStringLiteral("special.dropped")});
}

void TestUnpackTar::truncatedAnywhere()
{
    // Bytes that do not compress, so that a cut in the file is a cut in the data.
    QByteArray noise;
    quint32 state = 1;
    for (int i = 0; i < 10'000; ++i)
        noise += static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    const QByteArray tar = TarWriter().file("a", noise.first(5000)).file("b", noise.sliced(5000)).finished();
    for (const char* tool : {"gzip", "bzip2", "xz", "zstd", "lzma"}) {
        const QByteArray whole = compressed(QString::fromLatin1(tool), tar);
        const QString extension = QString::fromLatin1(tool)
                                      .replace(QLatin1String("gzip"), QLatin1String("gz"))
                                      .replace(QLatin1String("bzip2"), QLatin1String("bz2"))
                                      .replace(QLatin1String("zstd"), QLatin1String("zst"));
        for (const qsizetype size : {0, 1, 10, 700, 4000, 8000}) {
            try {
                read(write(whole.first(size), QLatin1String("t.tar.") + extension));
                QFAIL(qPrintable(QStringLiteral("%1 of %2 bytes accepted").arg(extension).arg(size)));
            } catch (const Error& error) {
                QCOMPARE(error.errorClass(), QStringLiteral("unpack"));
                if (size >= 4000)
                    QCOMPARE(error.code(), QStringLiteral("unpack.truncated"));
            }
        }
    }
    // The compressed file is whole, but the archive in it is not.
    for (const qsizetype size : {0, 600, 1024, 5000, 6800})
        QVERIFY_THROWS_EXCEPTION(
            Error, read(write(compressed(QStringLiteral("gzip"), tar.first(size)), QStringLiteral("t.tar.gz"))));
}

void TestUnpackTar::damaged_data()
{
    QTest::addColumn<QByteArray>("tar");
    QTest::addColumn<QString>("code");
    const QString corrupt = QStringLiteral("unpack.corrupt");
    QByteArray sum = TarWriter().file("a", "1").file("b", "2").finished();
    sum[1024 + 5] = 'x';
    QTest::newRow("checksum") << sum << corrupt;
    QTest::newRow("no tar") << QByteArray(2048, 'x') << corrupt;
    QTest::newRow("forged size") << TarWriter().add('0', "a", "x", {}, 0644, 1LL << 60).finished()
                                 << QStringLiteral("unpack.limit");
    QTest::newRow("size beyond the end") << TarWriter().add('0', "a", "x", {}, 0644, 1 << 20).finished()
                                         << QStringLiteral("unpack.truncated");
    QTest::newRow("pax without newline") << TarWriter().add('x', "x", "10 path=ab").file("a", "1").finished()
                                         << corrupt;
    QTest::newRow("pax length") << TarWriter().add('x', "x", "99 path=ab\n").file("a", "1").finished() << corrupt;
    QTest::newRow("pax size") << TarWriter().pax("size", "-5").file("a", "1").finished() << corrupt;
    QTest::newRow("huge long name") << TarWriter().add('L', "x", "n", {}, 0644, 1LL << 40).finished() << corrupt;
    QTest::newRow("long name alone") << TarWriter().add('L', "x", "name").bytes() << QStringLiteral("unpack.truncated");
    QTest::newRow("sparse overlap")
        << TarWriter().pax("GNU.sparse.size", "10").pax("GNU.sparse.map", "0,5,3,5").file("a", "0123456789").finished()
        << corrupt;
    QTest::newRow("sparse map without end")
        << TarWriter().pax("GNU.sparse.major", "1").file("a", "1").finished() << corrupt;
    QTest::newRow("multi volume") << TarWriter().add('M', "a", "x").finished() << corrupt;
}

void TestUnpackTar::damaged()
{
    QFETCH(QByteArray, tar);
    QFETCH(QString, code);
    try {
        read(write(compressed(QStringLiteral("gzip"), tar), QStringLiteral("t.tar.gz")));
        QFAIL("accepted");
    } catch (const Error& error) {
        QCOMPARE(error.code(), code);
        QVERIFY(tracesTo(error, QStringLiteral("t.tar.gz")));
    }
}

QTEST_GUILESS_MAIN(TestUnpackTar)
#include "tst_unpack_tar.moc"
