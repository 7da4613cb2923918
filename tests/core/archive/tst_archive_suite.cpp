// SPDX-License-Identifier: GPL-3.0-or-later
// A whole signed archive behind a real server: read, unchanged, stale, rolled back, broken in every way; and local .dsc
// files.
#include "core/archive/archiveurl.h"
#include "core/archive/localdsc.h"
#include "core/archive/suitereader.h"
#include "core/base/digest.h"
#include "tests/support/httpserver.h"
#include "tests/support/localarchive.h"
#include "tests/support/sourcepackage.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

using namespace millrace;
using namespace millrace::archive;

namespace {
const QString sid = QStringLiteral("sid");
} // namespace

class TestArchiveSuite : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void read();
    void overFileUrl();
    void unchanged();
    void byHashAndFallback();
    void oldMirrorIsRefused();
    void validity();
    void future();
    void otherName();
    void nosource();
    void missingSuite();
    void badSignatureIsNotCached();
    void wrongIndex();
    void truncatedIndex();
    void unreachable();
    void sinkErrorPasses();
    void localDsc();

private:
    SuiteIndex readNow();
    QString failure();

    QTemporaryDir m_sources;
    QStringList m_dscs;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<test::LocalArchive> m_archive;
    std::unique_ptr<test::HttpServer> m_server;
    SuiteRequest m_request;
    FixedClock m_clock;
    QStringList m_seen;
};

void TestArchiveSuite::initTestCase()
{
    for (const char* name : {"http_proxy", "https_proxy", "all_proxy"})
        qunsetenv(name);
    for (const QString& version : {QStringLiteral("1.0-1"), QStringLiteral("1.0-2")}) {
        test::SourcePackageRecipe recipe;
        recipe.version = version;
        recipe.upstream = {{QStringLiteral("hello.c"), "int main() {}\n"}};
        m_dscs.append(test::buildSourcePackage(m_sources.path(), recipe));
    }
}

void TestArchiveSuite::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_archive = std::make_unique<test::LocalArchive>(m_folder->filePath(QStringLiteral("www")));
    m_archive->add(m_dscs[0]);
    m_archive->setField(sid, QStringLiteral("Suite"), QStringLiteral("unstable"));
    m_archive->setField(sid, QStringLiteral("Date"), QStringLiteral("Fri, 30 Oct 2026 08:08:01 UTC"));
    m_archive->publish();
    m_server = std::make_unique<test::HttpServer>(m_archive->folder());
    m_clock.set(1'793'347'681'000 + 3'600'000); // an hour after that date
    m_request = {};
    m_request.base = m_server->url();
    m_request.suite = sid;
    m_request.keyrings = {m_archive->keyring()};
    m_request.network.pausesMs = {1};
}

void TestArchiveSuite::cleanup()
{
    m_server.reset();
    m_archive.reset();
    m_folder.reset();
}

SuiteIndex TestArchiveSuite::readNow()
{
    m_seen.clear();
    return readSuite(
        m_request, m_folder->filePath(QStringLiteral("cache")),
        [this](deb::SourceRecord&& record, const QString& component) {
            m_seen.append(component + QLatin1Char(' ') + record.package + QLatin1Char(' ') + record.version);
        },
        {}, m_clock);
}

QString TestArchiveSuite::failure()
{
    try {
        readNow();
    } catch (const Error& error) {
        return error.code();
    }
    return QStringLiteral("none");
}

void TestArchiveSuite::read()
{
    m_archive->add(m_dscs[1], sid, QStringLiteral("contrib"));
    m_archive->publish();
    const SuiteIndex index = readNow();
    QCOMPARE(m_seen, (QStringList{QStringLiteral("contrib sample 1.0-2"), QStringLiteral("main sample 1.0-1")}));
    QCOMPARE(index.origin, QStringLiteral("Sample"));
    QCOMPARE(index.suite, QStringLiteral("unstable"));
    QCOMPARE(index.codename, sid);
    QCOMPARE(index.dateMs, 1'793'347'681'000);
    QCOMPARE(index.records, 2);
    QVERIFY(!index.stale && index.warnings.isEmpty() && !index.unchanged);
    // Only the files that are kept on purpose stay in the cache.
    QCOMPARE(QDir(m_folder->filePath(QStringLiteral("cache"))).entryList({QStringLiteral("*.part")}), QStringList());
    m_request.components = {QStringLiteral("main"), QStringLiteral("nothere")};
    const SuiteIndex main = readNow();
    QCOMPARE(main.components, QStringList{QStringLiteral("main")});
    QCOMPARE(main.warnings.size(), 1);
}

void TestArchiveSuite::overFileUrl()
{
    m_request.base = QUrl::fromLocalFile(m_archive->folder());
    QCOMPARE(readNow().records, 1);
}

void TestArchiveSuite::unchanged()
{
    const QString inRelease = QStringLiteral("/dists/sid/InRelease");
    m_request.previous = readNow().state();
    m_server->forget();
    QVERIFY(readNow().unchanged);
    QVERIFY(m_seen.isEmpty());
    QCOMPARE(m_server->seen().size(), 1);
    QVERIFY(m_server->seen().first().headers.contains("if-none-match"));
    // A new Release file of the same indexes is no change either.
    m_archive->setField(sid, QStringLiteral("Date"), QStringLiteral("Fri, 30 Oct 2026 08:30:00 UTC"));
    m_archive->publish();
    m_server->forget();
    const SuiteIndex again = readNow();
    QVERIFY(again.unchanged);
    QVERIFY(again.dateMs > m_request.previous->releaseDateMs);
    QCOMPARE(m_server->seen().size(), 1);
    m_archive->add(m_dscs[1]);
    m_archive->publish();
    const SuiteIndex changed = readNow();
    QVERIFY(!changed.unchanged);
    QCOMPARE(m_seen.size(), 2);
    QCOMPARE(m_server->hits(inRelease), 2);
}

void TestArchiveSuite::byHashAndFallback()
{
    const QString plain = QStringLiteral("/dists/sid/main/source/Sources.xz");
    readNow();
    QCOMPARE(m_server->hits(plain), 0);
    QVERIFY(QDir(m_archive->folder() + QStringLiteral("/dists/sid/main/source/by-hash")).removeRecursively());
    QCOMPARE(readNow().records, 1);
    QCOMPARE(m_server->hits(plain), 1);
    m_archive->setField(sid, QStringLiteral("Acquire-By-Hash"), {});
    m_archive->publish();
    m_server->forget();
    readNow();
    QCOMPARE(m_server->hits(plain), 1);
    QCOMPARE(m_server->seen().size(), 2);
}

void TestArchiveSuite::oldMirrorIsRefused()
{
    m_request.previous = readNow().state();
    m_archive->setField(sid, QStringLiteral("Date"), QStringLiteral("Fri, 30 Oct 2026 08:08:00 UTC"));
    m_archive->publish();
    QCOMPARE(failure(), QStringLiteral("archive.rollback"));
}

void TestArchiveSuite::validity()
{
    m_archive->setField(sid, QStringLiteral("Valid-Until"), QStringLiteral("Fri, 30 Oct 2026 09:00:00 UTC"));
    m_archive->publish();
    QCOMPARE(failure(), QStringLiteral("archive.expired"));
    m_request.apt.checkValidUntil = false;
    const SuiteIndex stale = readNow();
    QVERIFY(stale.stale);
    QVERIFY(stale.warnings.first().startsWith(QLatin1String("stale mirror")));
    QCOMPARE(stale.records, 1);
    m_request.apt.checkValidUntil = true;
    m_clock.advance(-3'000'000);
    QVERIFY(!readNow().stale);
    m_request.apt.maxValidOfLabel = {{QStringLiteral("Sample"), 300}};
    QCOMPARE(failure(), QStringLiteral("archive.expired"));
}

void TestArchiveSuite::future()
{
    m_clock.advance(-2 * 3'600'000);
    QCOMPARE(failure(), QStringLiteral("archive.future"));
    m_request.apt.checkDate = false;
    QCOMPARE(failure(), QStringLiteral("none"));
}

void TestArchiveSuite::otherName()
{
    m_archive->setField(sid, QStringLiteral("Codename"), QStringLiteral("bookworm"));
    m_archive->publish();
    QCOMPARE(readNow().warnings.size(), 1);
}

void TestArchiveSuite::nosource()
{
    m_archive->setField(QStringLiteral("empty"), QStringLiteral("Components"), QStringLiteral("main"));
    m_archive->publish();
    m_request.suite = QStringLiteral("empty");
    m_clock.set(Clock::system().nowMs());
    QCOMPARE(failure(), QStringLiteral("archive.nosource"));
}

void TestArchiveSuite::missingSuite()
{
    m_request.suite = QStringLiteral("nosuch");
    QCOMPARE(failure(), QStringLiteral("archive.missing"));
}

void TestArchiveSuite::badSignatureIsNotCached()
{
    QFile file(m_archive->inRelease(sid));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray changed = file.readAll().replace("Sample", "Simple");
    m_server->fail(QStringLiteral("/dists/sid/InRelease"), {.status = 200, .body = changed});
    QCOMPARE(failure(), QStringLiteral("archive.signature"));
    QVERIFY(QDir(m_folder->filePath(QStringLiteral("cache"))).isEmpty());
    m_server->heal();
    QCOMPARE(failure(), QStringLiteral("none"));
}

void TestArchiveSuite::wrongIndex()
{
    const QString path = m_archive->folder() + QStringLiteral("/dists/sid/main/source/");
    QFile file(path + QLatin1String("Sources.xz"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QByteArray bytes = file.readAll();
    const QByteArray name = Digest::hex(Digest::Algorithm::Sha256, bytes);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    const QString byHash = QStringLiteral("/dists/sid/main/source/by-hash/SHA256/") + QString::fromLatin1(name);
    // One bad copy: the others help. All bad: an error, and nothing was read.
    m_server->fail(byHash, {.status = 200, .body = bytes});
    QCOMPARE(readNow().records, 1);
    m_server->fail(QStringLiteral("/dists/sid/main/source/Sources.xz"), {.status = 200, .body = bytes});
    QCOMPARE(failure(), QStringLiteral("archive.checksum"));
    QVERIFY(m_seen.isEmpty());
}

void TestArchiveSuite::truncatedIndex()
{
    // Rightly signed, but broken: the archive itself has published half a file.
    QFile file(m_archive->folder() + QStringLiteral("/dists/sid/main/source/Sources.xz"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray half = file.readAll().chopped(40);
    m_archive->setField(sid, QStringLiteral("SHA256"),
                        QStringLiteral("\n %1 %2 main/source/Sources.xz")
                            .arg(QString::fromLatin1(Digest::hex(Digest::Algorithm::Sha256, half)))
                            .arg(half.size()));
    m_archive->publish();
    m_server->fail(QStringLiteral("/dists/sid/main/source/Sources.xz"), {.status = 200, .body = half});
    QCOMPARE(failure(), QStringLiteral("archive.index"));
}

void TestArchiveSuite::unreachable()
{
    m_server->fail(QStringLiteral("*"), {.status = 503});
    QCOMPARE(failure(), QStringLiteral("net.http5xx"));
    m_request.base = QUrl(QStringLiteral("http://nothing.invalid/debian"));
    QCOMPARE(failure(), QStringLiteral("net.dns"));
}

void TestArchiveSuite::sinkErrorPasses()
{
    const auto sink = [](deb::SourceRecord&&, const QString&) {
        throw Error(QStringLiteral("db.locked"), QStringLiteral("busy"));
    };
    try {
        readSuite(m_request, m_folder->filePath(QStringLiteral("cache")), sink, {}, m_clock);
        QFAIL("nothing was thrown");
    } catch (const Error& error) {
        QCOMPARE(error.code(), QStringLiteral("db.locked"));
        QCOMPARE(error.trace().first().what, QStringLiteral("read suite"));
    }
}

void TestArchiveSuite::localDsc()
{
    const LocalUpload upload = readLocalDsc(m_dscs[1]);
    QCOMPARE(upload.record.package, QStringLiteral("sample"));
    QCOMPARE(upload.record.version, QStringLiteral("1.0-2"));
    QCOMPARE(upload.record.files.size(), 3);
    QCOMPARE(upload.record.files.first().name, QStringLiteral("sample_1.0-2.dsc"));
    QCOMPARE(upload.urls.first().toLocalFile(), m_dscs[1]);
    QCOMPARE(upload.urls.size(), 3);
    QVERIFY(!upload.weak);
    // The archive's index says the same of it.
    m_archive->remove(QStringLiteral("sample"));
    m_archive->add(m_dscs[1]);
    m_archive->publish();
    readSuite(
        m_request, m_folder->filePath(QStringLiteral("cache")),
        [&](deb::SourceRecord&& record, const QString&) { QCOMPARE(record.dscSha256, upload.record.dscSha256); }, {},
        m_clock);
    QTemporaryDir alone;
    const QString lonely = alone.filePath(QStringLiteral("x.dsc"));
    QVERIFY(QFile::copy(m_dscs[1], lonely));
    try {
        readLocalDsc(lonely);
        QFAIL("nothing was thrown");
    } catch (const Error& error) {
        QCOMPARE(error.code(), QStringLiteral("archive.missing"));
        QCOMPARE(error.evidence()[QLatin1String("missing")].toArray().size(), 2);
    }
}

QTEST_GUILESS_MAIN(TestArchiveSuite)
#include "tst_archive_suite.moc"
