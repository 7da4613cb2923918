// SPDX-License-Identifier: GPL-3.0-or-later
// Names and tags; git says what it takes as a ref.
#include "core/base/process.h"
#include "core/deb/names.h"
#include "core/deb/version.h"
#include "tests/core/deb/randombytes.h"

#include <QTest>

using namespace millrace;
using namespace millrace::deb;

class TestNames : public QObject
{
    Q_OBJECT

private slots:
    void mangling_data()
    {
        QTest::addColumn<QString>("version");
        QTest::addColumn<QString>("mangled");
        const auto row = [](const char* version, const char* mangled) {
            QTest::newRow(version) << QString::fromLatin1(version) << QString::fromLatin1(mangled);
        };
        // importer.md b3
        row("1:2.0~rc1-1", "1%2.0_rc1-1");
        row("1...2-1", "1.#.#.2-1");
        row("1....0", "1.#.#.#.0");
        row("1.", "1.#");
        row("1.lock", "1.#lock");
        row("1.lock.2.lock", "1.lock.2.#lock");
        row("1..lock", "1.#.#lock");
        row("2.locker", "2.locker");
        row("1.lock-1", "1.lock-1");
    }

    void mangling()
    {
        QFETCH(QString, version);
        QTEST(mangleVersion(version), "mangled");
        QCOMPARE(unmangleVersion(mangleVersion(version)), version);
    }

    // Every valid version makes refs that git takes, and no two the same: git update-ref --stdin makes them all.
    void everyTagIsARef()
    {
        QRandomGenerator random(3);
        QSet<QString> versions{QStringLiteral("1:2.0~rc1-1"), QStringLiteral("1...2-1"),
                               QStringLiteral("1."),          QStringLiteral("1.lock"),
                               QStringLiteral("1..lock"),     QStringLiteral("1.lock.2.lock")};
        while (versions.size() < 2000) {
            QByteArray text = test::randomText(random, "0012.......~~:+-Z", 7);
            if (random.bounded(4) == 0)
                text += ".lock";
            // A Windows or macOS disk folds case; Debian versions do not rely on it, and neither does this test.
            if (isValidVersion(text))
                versions.insert(QString::fromLatin1(text));
        }
        QTemporaryDir folder;
        const auto git = [&folder](const QStringList& arguments, const QByteArray& input = {}) {
            return runProcessChecked({.program = QStringLiteral("git"),
                                      .arguments = QStringList{QStringLiteral("-C"), folder.path()} + arguments,
                                      .input = input})
                .output;
        };
        git({QStringLiteral("init"), QStringLiteral("-q"), QStringLiteral("--bare")});
        const QByteArray object =
            git({QStringLiteral("hash-object"), QStringLiteral("-w"), QStringLiteral("--stdin")}, "x").trimmed();
        QByteArray refs;
        for (const QString& version : versions) {
            QCOMPARE(unmangleVersion(mangleVersion(version)), version);
            const QString tag = vendorTag(QStringLiteral("debian"), version);
            refs += "create refs/tags/" + tag.toLatin1() + ' ' + object + '\n';
        }
        git({QStringLiteral("update-ref"), QStringLiteral("--stdin")}, refs);
        QCOMPARE(git({QStringLiteral("tag")}).count('\n'), versions.size());
    }

    void checkRefFormat()
    {
        for (const char* version : {"1...2-1", "1.", "1.lock", "1:1~1"}) {
            const QString tag = QStringLiteral("refs/tags/") + upstreamTag(QLatin1String(version));
            const ProcessResult result =
                runProcess({.program = QStringLiteral("git"), .arguments = {QStringLiteral("check-ref-format"), tag}});
            QVERIFY2(result.exitCode == 0, qPrintable(tag));
        }
    }

    void tags()
    {
        QCOMPARE(vendorTag(QStringLiteral("debian"), QStringLiteral("1:2.0-1")), QStringLiteral("debian/1%2.0-1"));
        QCOMPARE(upstreamTag(QStringLiteral("2.0~rc1")), QStringLiteral("upstream/2.0_rc1"));
    }

    void sourceNames()
    {
        for (const char* good : {"hello", "0ad", "libstdc++", "a1", "g++-12", "node-a.b"})
            QVERIFY2(isValidSourceName(QLatin1String(good)), good);
        for (const char* bad : {"", "a", "Hello", "-a", ".a", "+a", "a/b", "a b", "a_b", "..", "a\n", "a~"})
            QVERIFY2(!isValidSourceName(QLatin1String(bad)), bad);
        QVERIFY(!isValidSourceName(QStringLiteral("käse")));
        QVERIFY(!isValidSourceName(QString(201, u'a')));
    }

    void fileNames()
    {
        for (const char* good : {"hello_1.0-1.dsc", "a_1.0.orig-comp.tar.xz", "a_1:2.tar.gz", "a_1~2+3.tar.gz"})
            QVERIFY2(isValidFileName(QLatin1String(good)), good);
        for (const char* bad : {"", ".", "..", ".a", "-rf", "a/b", "/a", "a b", "a\nb", "a\x7f", "a\x80", "a\t"})
            QVERIFY2(!isValidFileName(QString::fromLatin1(bad)), bad);
        QVERIFY(!isValidFileName(QString(256, u'a')));
        QVERIFY(!isValidFileName(QStringLiteral("a") + QChar(0)));
    }
};

QTEST_GUILESS_MAIN(TestNames)
#include "tst_deb_names.moc"
