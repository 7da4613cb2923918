// SPDX-License-Identifier: GPL-3.0-or-later
// Corner cases c17 and c42: compressions, bombs, and what is large without being one.
#include "tests/core/git/gitoracle.h"
#include "tests/core/unpack/corner/cornercase.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

} // namespace

class TestCornerLimits : public QObject
{
    Q_OBJECT

private slots:
    void c17_compressions_data();
    void c17_compressions();
    void c17_defaultLimits();
    void c17_limits_data();
    void c17_limits();
    void c17_bombOfZeros();
    void c17_bombOfHoles();
    void c17_bombOfImpliedFolders();
    void c17_bombOfPaxRecords_data();
    void c17_bombOfPaxRecords();
    void c17_bombOfADiff_data();
    void c17_bombOfADiff();
    void c17_namesThatNoDiskTakes_data();
    void c17_namesThatNoDiskTakes();
    void c42_hugeBlob();

private:
    QString freshFolder() { return m_folder.filePath(QString::number(++m_count)); }
    unpack::UnpackInput input(const QByteArray& tar)
    {
        return inputFor(writeDsc(freshFolder(), s("3.0 (native)"), s("1.0"), {{s("sample_1.0.tar.gz"), gzipped(tar)}}),
                        freshFolder());
    }
    /// What unpacking throws, or an empty text; @p limit gets the limit that was reached.
    QString unpackCode(const unpack::UnpackInput& upload, QString* limit = nullptr)
    {
        MemorySink sink;
        try {
            unpack::unpack(upload, sink, {});
            return {};
        } catch (const Error& error) {
            if (limit)
                *limit = error.evidence().value(s("limit")).toString();
            return error.code();
        }
    }

    QTemporaryDir m_folder;
    int m_count = 0;
};

void TestCornerLimits::c17_compressions_data()
{
    QTest::addColumn<QString>("tool");
    QTest::addColumn<QString>("extension");
    QTest::addColumn<bool>("dpkgReadsIt");
    QTest::newRow("gz") << s("gzip") << s("gz") << true;
    QTest::newRow("bz2") << s("bzip2") << s("bz2") << true;
    QTest::newRow("xz") << s("xz") << s("xz") << true;
    // xz reads lzma; whether dpkg finds a program for it depends on the machine.
    QTest::newRow("lzma") << s("lzma") << s("lzma") << false;
    // Debian's dpkg 1.21 cannot; Ubuntu's archive could hold them.
    QTest::newRow("zst") << s("zstd") << s("zst") << false;
}

void TestCornerLimits::c17_compressions()
{
    QFETCH(QString, tool);
    QFETCH(QString, extension);
    QFETCH(bool, dpkgReadsIt);
    const QByteArray tar = TarWriter()
                               .file("t/a", QByteArray(200'000, 'a'))
                               .file("t/debian/changelog", cornerChangelog("1.0"))
                               .file("t/debian/rules", "r")
                               .finished();
    const CornerCase upload(writeDsc(freshFolder(), s("3.0 (native)"), s("1.0"),
                                     {{s("sample_1.0.tar.") + extension, compressed(tool, tar)}}));
    // Whether that is accepted is an archive's policy, so it is said.
    QCOMPARE(upload.flags(), extension == s("zst") ? QStringList{s("zst")} : QStringList());
    if (dpkgReadsIt)
        QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.findings({{"a", "file " + QByteArray(200'000, 'a')},
                              {"debian/changelog", "file " + cornerChangelog("1.0")},
                              {"debian/rules", "exec r"},
                              {"debian/source/format", "file 3.0 (native)\n"}}),
             QString());
    // What the name promises must be what is in it.
    const CornerCase lie(
        writeDsc(freshFolder(), s("3.0 (native)"), s("1.0"), {{s("sample_1.0.tar.") + extension, tar}}));
    QVERIFY2(lie.failure() == s("unpack.corrupt") || lie.failure() == s("unpack.truncated"), qPrintable(lie.failure()));
}

void TestCornerLimits::c17_defaultLimits()
{
    const unpack::Limits limits;
    QCOMPARE(limits.totalBytes, 20LL << 30);
    QCOMPARE(limits.members, 1'000'000);
    QCOMPARE(limits.ratio, 1000);
    QCOMPARE(importer::JobLimits().unpackedBytes, limits.totalBytes);
    QCOMPARE(importer::JobLimits().members, limits.members);
}

void TestCornerLimits::c17_limits_data()
{
    QTest::addColumn<QString>("limit");
    for (const char* name : {"totalBytes", "fileBytes", "members", "pathBytes", "nameBytes", "ratio", "keptBytes", ""})
        QTest::newRow(qstrlen(name) > 0 ? name : "none") << s(name);
}

void TestCornerLimits::c17_limits()
{
    QFETCH(QString, limit);
    TarWriter tar;
    tar.file("t/debian/rules", "r").symlink("t/link", QByteArray(90, 'l'));
    for (int i = 0; i < 50; ++i)
        tar.file("t/" + QByteArray(80, 'n') + QByteArray::number(i), QByteArray(10'000, 'x'));
    unpack::UnpackInput upload = input(tar.finished());
    if (limit == s("totalBytes"))
        upload.limits.totalBytes = 400'000;
    else if (limit == s("fileBytes"))
        upload.limits.fileBytes = 9'999;
    else if (limit == s("members"))
        upload.limits.members = 50;
    else if (limit == s("pathBytes"))
        upload.limits.pathBytes = 80;
    else if (limit == s("nameBytes"))
        upload.limits.nameBytes = 81;
    else if (limit == s("ratio"))
        upload.limits.ratioFloor = upload.limits.ratio = 10;
    else if (limit == s("keptBytes"))
        upload.limits.keptBytes = 89;
    QString reached;
    QCOMPARE(unpackCode(upload, &reached), limit.isEmpty() ? QString() : s("unpack.limit"));
    QCOMPARE(reached, limit);
}

void TestCornerLimits::c17_bombOfZeros()
{
    // bzip2 packs 300 MB of zeros into some 300 bytes; the default limits stop it soon after 256 MiB.
    const QByteArray header = TarWriter().add('0', "t/bomb", {}, {}, 0644, 300'000'000).bytes();
    const QByteArray bomb = compressed(s("bzip2"), header + QByteArray(300'000'000, '\0'));
    const CornerCase upload(writeDsc(freshFolder(), s("3.0 (native)"), s("1.0"), {{s("sample_1.0.tar.bz2"), bomb}}));
    QCOMPARE(upload.failure(), s("unpack.limit"));
    QCOMPARE(upload.outcome().failures.constFirst().error.evidence().value(s("limit")).toString(), s("ratio"));
}

void TestCornerLimits::c17_bombOfHoles()
{
    // A gzip of gigabytes is small; the sparse form is smaller still and has no data at all.
    unpack::UnpackInput upload = input(TarWriter()
                                           .pax("GNU.sparse.size", "7000000000")
                                           .pax("GNU.sparse.map", "7000000000,0")
                                           .file("t/hole", "")
                                           .finished());
    upload.limits.totalBytes = 6LL << 30;
    QString limit;
    QCOMPARE(unpackCode(upload, &limit), s("unpack.limit"));
    QCOMPARE(limit, s("totalBytes"));
}

void TestCornerLimits::c17_bombOfImpliedFolders()
{
    // 100 members, each in 1500 folders of its own that are listed nowhere.
    TarWriter tar;
    for (int i = 0; i < 100; ++i) {
        QByteArray path = QByteArray::number(i);
        path += QByteArray("/d").repeated(1500) + "/f";
        tar.add('L', "././@LongLink", path + '\0').file("f", "x");
    }
    unpack::UnpackInput upload = input(tar.finished());
    upload.limits.members = 100'000;
    QString limit;
    QCOMPARE(unpackCode(upload, &limit), s("unpack.limit"));
    QCOMPARE(limit, s("members"));
}

void TestCornerLimits::c17_bombOfPaxRecords_data()
{
    QTest::addColumn<char>("type");
    QTest::newRow("of one member") << 'x';
    QTest::newRow("global") << 'g';
}

void TestCornerLimits::c17_bombOfPaxRecords()
{
    QFETCH(char, type);
    // Each header is small enough; their records would add up for as long as the tarball lasts.
    TarWriter tar;
    for (int i = 0; i < 500; ++i) {
        const QByteArray record = "10018 " + QByteArray::number(1000 + i) + '=' + QByteArray(10'006, 'v') + '\n';
        QCOMPARE(record.size(), 10'018);
        tar.add(type, "pax", record);
    }
    QCOMPARE(unpackCode(input(tar.file("t/a", "a").finished())), s("unpack.corrupt"));
}

void TestCornerLimits::c17_bombOfADiff_data()
{
    QTest::addColumn<QByteArray>("diff");
    QTest::addColumn<QString>("limit");
    QTest::newRow("one line") << QByteArray(70'000'000, 'x') << s("lineBytes");
    QTest::newRow("names and nothing else") << QByteArray("Index: x\n").repeated(1'500'000) << s("nameMemory");
    const QByteArray lines = QByteArray("+" + QByteArray(1000, 'x') + '\n').repeated(1000);
    QTest::newRow("new files") << "--- t.orig/a\n+++ t/a\n@@ -0,0 +1,1000 @@\n" + lines +
                                      "--- t.orig/b\n+++ t/b\n@@ -0,0 +1,1000 @@\n" + lines
                               << s("keptBytes");
}

void TestCornerLimits::c17_bombOfADiff()
{
    QFETCH(QByteArray, diff);
    QFETCH(QString, limit);
    unpack::UnpackInput upload =
        inputFor(writeDsc(freshFolder(), s("1.0"), s("1.0-1"),
                          {{s("sample_1.0.orig.tar.gz"), gzipped(TarWriter().file("t/z", "z").finished())},
                           {s("sample_1.0-1.diff.gz"), gzipped(diff)}}),
                 freshFolder());
    upload.limits.keptBytes = 1'500'000;
    QString reached;
    QCOMPARE(unpackCode(upload, &reached), s("unpack.limit"));
    QCOMPARE(reached, limit);
    if (limit != s("keptBytes"))
        return;
    upload.limits.keptBytes = 2'500'000;
    QCOMPARE(unpackCode(upload), QString());
}

void TestCornerLimits::c17_namesThatNoDiskTakes_data()
{
    QTest::addColumn<int>("bytes");
    QTest::newRow("255") << 255;
    QTest::newRow("256") << 256;
}

void TestCornerLimits::c17_namesThatNoDiskTakes()
{
    QFETCH(int, bytes);
    const QByteArray name(bytes, 'n');
    const QString dsc =
        nativeDsc(freshFolder(), TarWriter().add('L', "././@LongLink", "t/" + name + '\0').file("t/n", "x"));
    const CornerCase upload(dsc);
    if (bytes <= 255) {
        QCOMPARE(upload.findings(), QString());
        return;
    }
    QCOMPARE(upload.failure(), s("unpack.limit"));
    QVERIFY_THROWS_EXCEPTION(Error, unpackedByDpkg(dsc, freshFolder()));
}

void TestCornerLimits::c42_hugeBlob()
{
    // Beyond 2 GiB, where 31 bits end; a hole, so that the tarball stays small, beside noise that no bomb would have.
    QByteArray noise(4 << 20, Qt::Uninitialized);
    QRandomGenerator random(42);
    std::generate(noise.begin(), noise.end(), [&random] { return static_cast<char>(random.generate()); });
    const qint64 size = (1LL << 31) + 4097;
    const QByteArray text = QByteArray::number(size);
    TarWriter tar;
    tar.pax("GNU.sparse.size", text)
        .pax("GNU.sparse.map", text + ",0")
        .file("t/huge", "")
        .file("t/small", "s")
        .file("t/noise", noise);
    const CornerCase upload(nativeDsc(freshFolder(), tar));
    QCOMPARE(upload.failure(), QString());
    QCOMPARE(upload.flags(), QStringList());
    QCOMPARE(upload.history().git({s("cat-file"), s("-s"), s("debian/sid:huge")}), text);
    QCOMPARE(upload.history().git({s("cat-file"), s("-p"), s("debian/sid:small")}), QByteArray("s"));
    // git reads all of it again and finds the name it has.
    QCOMPARE(askGit(upload.history().repository(), {s("fsck"), s("--strict")}).exitCode, 0);
}

QTEST_GUILESS_MAIN(TestCornerLimits)
#include "tst_corner_limits.moc"
