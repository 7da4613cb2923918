// SPDX-License-Identifier: GPL-3.0-or-later
// This machine's own archive, whatever it is: detected, verified with its own keys, its sources read. It needs that
// archive to be reachable and fails where it is not.
#include "core/archive/aptsources.h"
#include "core/archive/suitename.h"
#include "core/archive/suitereader.h"

#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::archive;

class TestArchiveReal : public QObject
{
    Q_OBJECT

private slots:
    void detectVerifyRead();
};

void TestArchiveReal::detectVerifyRead()
{
    const AptSettings settings = readAptSettings();
    const QList<DetectedArchive> archives = detectArchives(settings);
    for (const DetectedArchive& archive : archives) {
        if (archive.vendor != QLatin1String("debian") || archive.name != QLatin1String("debian"))
            continue;
        const DetectedSuite& suite = archive.suites.first();
        QVERIFY(suite.components.contains(QLatin1String("main")));
        QVERIFY(!archive.keyrings.isEmpty());
        QTemporaryDir cache;
        SuiteRequest request;
        request.base = archive.baseUri;
        request.suite = suite.name;
        request.components = {QStringLiteral("main")};
        request.keyrings = archive.keyrings;
        request.apt = settings;
        try {
            QMap<QString, QString> found;
            QElapsedTimer timer;
            timer.start();
            const SuiteIndex index = readSuite(request, cache.path(), [&](deb::SourceRecord&& record, const QString&) {
                QVERIFY(!record.files.isEmpty() && !record.dscSha256.isEmpty());
                found.insert(record.package, record.version);
            });
            qInfo() << request.base << request.suite << index.records << "records in" << timer.elapsed() << "ms"
                    << index.warnings;
            QCOMPARE(index.origin, QStringLiteral("Debian"));
            QCOMPARE(branchSuite(index.suite, index.codename, suite.name), suite.codename);
            QVERIFY(index.records > 10'000);
            QCOMPARE(index.skipped, 0);
            QVERIFY(!index.signers.isEmpty());
            QVERIFY(found.contains(QStringLiteral("hello")) && found.contains(QStringLiteral("dpkg")));
            request.previous = index.state();
            QVERIFY(readSuite(request, cache.path(), [](deb::SourceRecord&&, const QString&) {}).unchanged);
        } catch (const Error& error) {
            QFAIL(qPrintable(error.code() + QLatin1String(": ") + error.message()));
        }
        return;
    }
    QFAIL("this machine's apt knows no Debian archive: run apt-get update, or see apt-get indextargets");
}

QTEST_GUILESS_MAIN(TestArchiveReal)
#include "tst_archive_real.moc"
