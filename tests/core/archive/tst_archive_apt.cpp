// SPDX-License-Identifier: GPL-3.0-or-later
// apt's settings and sources, in all their forms; this machine's apt-config is the oracle for the defaults.
#include "core/archive/aptconfig.h"
#include "core/archive/aptentry.h"
#include "core/archive/aptsources.h"
#include "core/archive/archiveurl.h"
#include "core/archive/suitename.h"
#include "core/base/process.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::archive;

namespace {

void writeFile(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

QByteArray target(const QByteArray& repository, const QByteArray& release, const QByteArray& component,
                  const QByteArray& entry, const QByteArray& createdBy = "Packages")
{
    return "MetaKey: x\nOrigin: Debian\nCodename: " + release + "\nComponent: " + component +
           "\nCreated-By: " + createdBy + "\nRelease: " + release + "\nRepo-URI: " + repository +
           "\nSourcesentry: " + entry + "\n\n";
}

} // namespace

class TestArchiveApt : public QObject
{
    Q_OBJECT

private slots:
    void settings();
    void thisMachine();
    void deb822Entries();
    void listEntries();
    void targets();
    void realApt();
    void branchNames_data();
    void branchNames();
    void urls();
};

void TestArchiveApt::settings()
{
    const AptSettings plain = parseAptConfig({});
    QVERIFY(plain.checkValidUntil && plain.checkDate && plain.maxValidS == 0);
    QCOMPARE(plain.trustedParts, QStringLiteral("/etc/apt/trusted.gpg.d"));
    const AptSettings set = parseAptConfig("Dir \"/srv/root\";\nDir::Etc \"etc/apt\";\nDir::Etc::trusted \"/k.gpg\";\n"
                                           "Acquire::Check-Valid-Until \"false\";\nAcquire::Check-Date \"no\";\n"
                                           "Acquire::Max-ValidTime \"86400\";\nAcquire::Max-ValidTime::Debian \"60\";\n"
                                           "Acquire::http::Proxy \"http://cache:3142\";\n"
                                           "Acquire::http::Proxy::own.example.org \"DIRECT\";\n");
    QVERIFY(!set.checkValidUntil && !set.checkDate);
    QCOMPARE(set.maxValidS, 86400);
    QCOMPARE(set.maxValidOfLabel.value(QStringLiteral("Debian")), 60);
    QCOMPARE(set.trustedFile, QStringLiteral("/k.gpg"));
    QCOMPARE(set.trustedParts, QStringLiteral("/srv/root/etc/apt/trusted.gpg.d"));
    QCOMPARE(set.proxies.rules.value(QStringLiteral("http")), QStringLiteral("http://cache:3142"));
    QCOMPARE(set.proxies.rules.value(QStringLiteral("http::own.example.org")), QStringLiteral("DIRECT"));
}

void TestArchiveApt::thisMachine()
{
    const AptSettings settings = readAptSettings();
    const QByteArray oracle = runProcessChecked({QStringLiteral("apt-config"),
                                                 {QStringLiteral("shell"), QStringLiteral("V"),
                                                  QStringLiteral("Acquire::Check-Valid-Until/b"), QStringLiteral("P"),
                                                  QStringLiteral("Dir::Etc::trustedparts/d")}})
                                  .output;
    QCOMPARE(settings.checkValidUntil, !oracle.contains("V='false'"));
    QVERIFY(oracle.contains("P='" + settings.trustedParts.toUtf8() + "/'"));
}

void TestArchiveApt::deb822Entries()
{
    const QByteArray file = "# a comment\nTypes: deb\nURIs: http://a/\nSigned-By: /k/a.gpg, /k/b.gpg\n\n"
                            "Types: deb\nCheck-Valid-Until: no\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n"
                            " mDMEabc\n =x1\n -----END PGP PUBLIC KEY BLOCK-----\n";
    QCOMPARE(parseSourcesStanza(file, 1).signedBy,
             (QStringList{QStringLiteral("/k/a.gpg"), QStringLiteral("/k/b.gpg")}));
    const AptEntry second = parseSourcesStanza(file, 2);
    QCOMPARE(second.signedBy, QStringList{QStringLiteral("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEabc\n=x1\n"
                                                         "-----END PGP PUBLIC KEY BLOCK-----\n")});
    QCOMPARE(second.checkValidUntil, std::optional<bool>(false));
    QVERIFY(parseSourcesStanza(file, 3).signedBy.isEmpty());
}

void TestArchiveApt::listEntries()
{
    const QByteArray file =
        "# first\ndeb [arch=amd64 signed-by=/k/a.gpg,/k/b.gpg check-valid-until=no] http://a/ sid main\n"
        "deb http://[::1]/debian sid main\n";
    QCOMPARE(parseListLine(file, 2).signedBy, (QStringList{QStringLiteral("/k/a.gpg"), QStringLiteral("/k/b.gpg")}));
    QCOMPARE(parseListLine(file, 2).checkValidUntil, std::optional<bool>(false));
    QVERIFY(parseListLine(file, 3).signedBy.isEmpty());
    QVERIFY(parseListLine(file, 9).signedBy.isEmpty());
}

void TestArchiveApt::targets()
{
    QTemporaryDir folder;
    const QByteArray list = folder.filePath(QStringLiteral("x.list")).toUtf8();
    writeFile(QString::fromUtf8(list),
              "deb [signed-by=/k/a.gpg] http://a/debian sid main contrib\ndeb http://b/debian sid main\n");
    AptSettings settings;
    settings.trustedFile = folder.filePath(QStringLiteral("none"));
    settings.trustedParts = folder.path();
    writeFile(folder.filePath(QStringLiteral("own.gpg")), "key");
    const QByteArray output =
        target("http://a/debian/", "sid", "main", list + ":1") +
        target("http://a/debian/", "sid", "main", list + ":1", "Sources") +
        target("http://a/debian/", "sid", "contrib", list + ":1") +
        target("http://a/debian/", "sid", "main", list + ":1", "Translations") +
        target("http://b/debian", "sid", "main", list + ":2") + target("copy:/srv/deb/", "x", "main", list + ":3") +
        target("cdrom://disc/", "x", "main", list + ":3") + target("http://flat.example.org/", "./", "", list + ":3");
    const QList<DetectedArchive> archives = parseIndexTargets(output, settings);
    QCOMPARE(archives.size(), 3);
    QCOMPARE(archives[0].name, QStringLiteral("debian"));
    QCOMPARE(archives[0].vendor, QStringLiteral("debian"));
    QCOMPARE(archives[0].suites.size(), 1);
    QCOMPARE(archives[0].suites[0].components, (QStringList{QStringLiteral("main"), QStringLiteral("contrib")}));
    QCOMPARE(archives[0].keyrings, QStringList{QStringLiteral("/k/a.gpg")});
    QCOMPARE(archives[1].name, QStringLiteral("debian-2"));
    QCOMPARE(archives[1].baseUri, QUrl(QStringLiteral("http://b/debian/")));
    QCOMPARE(archives[1].keyrings, QStringList{folder.filePath(QStringLiteral("own.gpg"))});
    QCOMPARE(archives[2].baseUri, QUrl(QStringLiteral("file:/srv/deb/")));
    QVERIFY(!archives[2].name.contains(QLatin1Char('/')));
}

void TestArchiveApt::realApt()
{
    // The machine's own sources, through a real apt, whether or not it ever updated.
    const QByteArray output =
        runProcessChecked({QStringLiteral("apt-get"),
                           {QStringLiteral("indextargets"), QStringLiteral("--format"), QStringLiteral("$(REPO_URI)"),
                            QStringLiteral("Created-By: Packages")}})
            .output;
    QStringList uris = QString::fromUtf8(output).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    uris.removeDuplicates();
    QStringList detected;
    for (const DetectedArchive& archive : detectArchives(readAptSettings())) {
        detected.append(archive.baseUri.toString());
        QVERIFY(!archive.keyrings.isEmpty());
    }
    detected.sort();
    uris.sort();
    QCOMPARE(detected, uris);
}

void TestArchiveApt::branchNames_data()
{
    QTest::addColumn<QString>("suite");
    QTest::addColumn<QString>("codename");
    QTest::addColumn<QString>("branch");
    QTest::newRow("sid") << "unstable"
                         << "sid"
                         << "sid";
    QTest::newRow("stable") << "oldstable"
                            << "bookworm"
                            << "bookworm";
    QTest::newRow("security") << "oldstable-security"
                              << "bookworm-security"
                              << "bookworm-security";
    QTest::newRow("experimental") << "experimental"
                                  << "rc-buggy"
                                  << "experimental";
    QTest::newRow("ubuntu") << "noble"
                            << "noble"
                            << "noble";
    QTest::newRow("pocket") << "noble-updates"
                            << "noble"
                            << "noble-updates";
    QTest::newRow("old security") << "oldstable"
                                  << "buster/updates"
                                  << "buster-updates";
    QTest::newRow("nothing") << ""
                             << ""
                             << "dist";
    QTest::newRow("suite only") << "weekly"
                                << ""
                                << "dist";
}

void TestArchiveApt::branchNames()
{
    QFETCH(QString, suite);
    QFETCH(QString, codename);
    QFETCH(QString, branch);
    QCOMPARE(branchSuite(suite, codename, QStringLiteral("dist")), branch);
}

void TestArchiveApt::urls()
{
    const QString path = QStringLiteral("pool/main/g/g++/g++_1.0~rc1%2.dsc");
    const QUrl url = fileUrl(QUrl(QStringLiteral("http://a/de%20bian")), path);
    QCOMPARE(url.toEncoded(), QByteArray("http://a/de%20bian/pool/main/g/g++/g++_1.0~rc1%252.dsc"));
    QCOMPARE(fileUrl(QUrl(QStringLiteral("file:///srv/deb/")), path).toLocalFile(), QStringLiteral("/srv/deb/") + path);
}

QTEST_GUILESS_MAIN(TestArchiveApt)
#include "tst_archive_apt.moc"
