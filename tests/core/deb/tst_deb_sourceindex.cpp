// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deb/sourceindex.h"
#include "tests/core/deb/randombytes.h"

#include <QTest>

using namespace millrace;
using namespace millrace::deb;

namespace {

QByteArray listLine(char digit, int size, const char* file)
{
    return ' ' + QByteArray(size, digit) + " 12 " + file + '\n';
}

QByteArray fileLists(const QByteArrayList& names)
{
    QByteArray md5 = "Files:\n";
    QByteArray sha1 = "Checksums-Sha1:\n";
    QByteArray sha256 = "Checksums-Sha256:\n";
    for (qsizetype i = 0; i < names.size(); ++i) {
        const char digit = static_cast<char>('a' + i);
        md5 += listLine(digit, 32, names[i]);
        sha1 += listLine(digit, 40, names[i]);
        sha256 += listLine(digit, 64, names[i]);
    }
    return md5 + sha1 + sha256;
}

const QByteArray hello = "Package: hello\nBinary: hello\nVersion: 2.10-3\n"
                         "Maintainer: Santiago Vila <sanvila@debian.org>\nBuild-Depends: debhelper-compat (= 13)\n"
                         "Format: 3.0 (quilt)\nDirectory: pool/main/h/hello\n" +
                         fileLists({"hello_2.10.orig.tar.gz", "hello_2.10-3.debian.tar.xz", "hello_2.10-3.dsc"}) + '\n';

struct Reading
{
    SourceIndexSummary summary = {};
    QList<SourceRecord> records = {};
};

Reading readText(const QByteArray& text)
{
    Reading reading;
    qint64 at = 0;
    reading.summary = readSources(
        [&](char* buffer, qint64 size) {
            const qint64 count = std::min(size, text.size() - at);
            std::memcpy(buffer, text.constData() + at, static_cast<size_t>(count));
            at += count;
            return count;
        },
        [&](SourceRecord&& record) { reading.records.append(std::move(record)); });
    return reading;
}

} // namespace

class TestSourceIndex : public QObject
{
    Q_OBJECT

private slots:
    void record()
    {
        const Reading reading = readText(hello);
        QCOMPARE(reading.summary.records, 1);
        QCOMPARE(reading.summary.firstProblem, QString());
        const SourceRecord& record = reading.records.first();
        QCOMPARE(record.package, QStringLiteral("hello"));
        QCOMPARE(record.version, QStringLiteral("2.10-3"));
        QCOMPARE(record.format, QStringLiteral("3.0 (quilt)"));
        QCOMPARE(record.directory, QStringLiteral("pool/main/h/hello"));
        QCOMPARE(record.dscSha256, QByteArray(64, 'c'));
        QCOMPARE(record.files.size(), 3);
        QCOMPARE(record.files[0].name, QStringLiteral("hello_2.10-3.dsc"));
        QCOMPARE(record.files[1].name, QStringLiteral("hello_2.10.orig.tar.gz"));
        QCOMPARE(record.files[1].size, 12);
        QCOMPARE(record.files[1].md5, QByteArray(32, 'a'));
        QCOMPARE(record.files[2].sha1, QByteArray(40, 'b'));
    }

    void weakIndexHasNoIdentity()
    {
        QByteArray old = hello;
        old.truncate(old.indexOf("Checksums-Sha1"));
        const Reading reading = readText(old);
        QCOMPARE(reading.records.size(), 1);
        QVERIFY(reading.records.first().dscSha256.isEmpty());
        QCOMPARE(reading.records.first().files.first().md5, QByteArray(32, 'c'));
    }

    void directories_data()
    {
        QTest::addColumn<QByteArray>("directory");
        QTest::addColumn<QString>("clean");
        QTest::newRow("flat") << QByteArray(".") << QString();
        QTest::newRow("flat below") << QByteArray("./a//b/") << QStringLiteral("a/b");
        QTest::newRow("absolute") << QByteArray("/etc") << QStringLiteral("-");
        QTest::newRow("above") << QByteArray("pool/../../etc") << QStringLiteral("-");
        QTest::newRow("blank") << QByteArray("a b") << QStringLiteral("-");
    }

    void directories()
    {
        QFETCH(QByteArray, directory);
        QFETCH(QString, clean);
        const Reading reading = readText(QByteArray(hello).replace("pool/main/h/hello", directory));
        QCOMPARE(reading.records.isEmpty() ? QStringLiteral("-") : reading.records.first().directory, clean);
    }

    void skipsWhatItCannotBelieve_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        const auto row = [](const char* name, const QByteArray& from, const QByteArray& to) {
            QTest::newRow(name) << from << to;
        };
        row("no field", "Binary: hello", "Binary hello");
        row("name", "Package: hello", "Package: ../hello");
        row("version", "Version: 2.10-3", "Version: 2.10_3");
        row("no version", "Version: 2.10-3\n", "");
        row("no dsc", "hello_2.10-3.dsc", "hello_2.10-3.txt");
        row("two dsc", "hello_2.10-3.debian.tar.xz", "hello.dsc");
        row("size", QByteArray(64, 'c') + " 12", QByteArray(64, 'c') + " 13");
        row("size is none", QByteArray(64, 'c') + " 12", QByteArray(64, 'c') + " -2");
        row("digest", QByteArray(64, 'c'), QByteArray(64, 'x'));
        row("digest too short", QByteArray(64, 'c'), QByteArray(63, 'c'));
        row("file missing in one list", listLine('a', 40, "hello_2.10.orig.tar.gz"), "");
        row("file twice", listLine('a', 32, "hello_2.10.orig.tar.gz"),
            listLine('a', 32, "hello_2.10.orig.tar.gz").repeated(2));
        row("file twice later", listLine('a', 40, "hello_2.10.orig.tar.gz"),
            listLine('b', 40, "hello_2.10-3.debian.tar.xz"));
        row("file name", "hello_2.10.orig.tar.gz", "../hello_2.10.orig.tar.gz");
        row("hidden file", "hello_2.10.orig.tar.gz", ".hello");
        row("no lists", hello.mid(hello.indexOf("Files:")), "\n");
    }

    void skipsWhatItCannotBelieve()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QVERIFY(hello.contains(from));
        const Reading reading = readText(hello + QByteArray(hello).replace(from, to) + hello);
        QCOMPARE(reading.summary.records, 2);
        QCOMPARE(reading.records.size(), 2);
        QCOMPARE(reading.summary.skipped, 1);
        QVERIFY(!reading.summary.firstProblem.isEmpty());
    }

    void extraSourceOnly()
    {
        const Reading reading = readText("Extra-Source-Only: yes\n" + hello + hello);
        QCOMPARE(reading.summary.extra, 1);
        QCOMPARE(reading.summary.records, 1);
        QCOMPARE(reading.summary.skipped, 0);
    }

    void takerMayThrow()
    {
        int taken = 0;
        qint64 at = 0;
        const auto read = [&](char* buffer, qint64) {
            const qint64 count = at == 0 ? hello.size() : 0;
            at += count;
            std::memcpy(buffer, hello.constData(), static_cast<size_t>(count));
            return count;
        };
        const auto take = [&](SourceRecord&&) {
            ++taken;
            throw std::runtime_error("stop");
        };
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, readSources(read, take));
        QCOMPARE(taken, 1);
    }

    void hostile()
    {
        QRandomGenerator random(11);
        for (int i = 0; i < 2000; ++i) {
            const Reading reading = readText(test::damaged(random, hello) + "\n\n" + hello);
            QVERIFY(reading.records.size() >= 1);
            QCOMPARE(reading.records.size(), reading.summary.records);
            for (const SourceRecord& record : reading.records)
                QVERIFY(record.files.first().name.endsWith(QLatin1String(".dsc")));
        }
    }

    // The size of a real index; what it took is printed, not judged.
    void largeIndex()
    {
        const QByteArray text = hello.repeated(static_cast<int>(70'000'000 / hello.size()));
        QElapsedTimer timer;
        timer.start();
        qint64 at = 0;
        qint64 files = 0;
        const SourceIndexSummary summary = readSources(
            [&](char* buffer, qint64 size) {
                const qint64 count = std::min(size, text.size() - at);
                std::memcpy(buffer, text.constData() + at, static_cast<size_t>(count));
                at += count;
                return count;
            },
            [&](SourceRecord&& record) { files += record.files.size(); });
        qInfo("%lld MB, %lld records: %lld ms", static_cast<long long>(text.size() / 1'000'000),
              static_cast<long long>(summary.records), static_cast<long long>(timer.elapsed()));
        QCOMPARE(summary.records, 70'000'000 / hello.size());
        QCOMPARE(files, summary.records * 3);
    }
};

QTEST_GUILESS_MAIN(TestSourceIndex)
#include "tst_deb_sourceindex.moc"
