// SPDX-License-Identifier: GPL-3.0-or-later
// VerifiedFetch against a real server that lies, breaks off and comes back.
#include "core/base/digest.h"
#include "core/blobs/fileblobstore.h"
#include "core/blobs/verifiedfetch.h"
#include "tests/support/httpserver.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::blobs;
using test::HttpServer;

class TestBlobsFetch : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void several();
    void storedIsNotDownloaded();
    void resumesAcrossTries();
    void wrongBytesOnce();
    void wrongBytesTwice();
    void truncatedOnServer();
    void otherUrl();
    void weak();
    void missingLeavesOthers();
    void limits();
    void sameFileTwice();
    void hostileDigest();

private:
    WantedFile publish(const QString& name, const QByteArray& bytes);
    QList<FetchedFile> fetch(const QList<WantedFile>& wanted, qint64 limit = VerifiedFetch::defaultSizeLimit);
    QString failure(const QList<WantedFile>& wanted, qint64 limit = VerifiedFetch::defaultSizeLimit);
    QByteArray stored(const FetchedFile& file) { return m_store->open(file.sha256)->readAll(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<HttpServer> m_server;
    std::unique_ptr<FileBlobStore> m_store;
};

void TestBlobsFetch::init()
{
    for (const char* name : {"http_proxy", "https_proxy", "all_proxy"})
        qunsetenv(name);
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral("www")));
    m_server = std::make_unique<HttpServer>(m_folder->filePath(QStringLiteral("www")));
    m_store = std::make_unique<FileBlobStore>(m_folder->filePath(QStringLiteral("blobs")));
}

void TestBlobsFetch::cleanup()
{
    m_server.reset();
    m_store.reset();
    m_folder.reset();
}

WantedFile TestBlobsFetch::publish(const QString& name, const QByteArray& bytes)
{
    QFile file(m_folder->filePath(QStringLiteral("www/") + name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write the test's file");
    return {{name, bytes.size(), Digest::hex(Digest::Algorithm::Md5, bytes),
             Digest::hex(Digest::Algorithm::Sha1, bytes), Digest::hex(Digest::Algorithm::Sha256, bytes)},
            {m_server->url(QLatin1Char('/') + name)}};
}

QList<FetchedFile> TestBlobsFetch::fetch(const QList<WantedFile>& wanted, qint64 limit)
{
    net::Settings settings;
    settings.pausesMs = {1};
    return VerifiedFetch(*m_store, settings, {}, limit).fetch(wanted);
}

QString TestBlobsFetch::failure(const QList<WantedFile>& wanted, qint64 limit)
{
    try {
        fetch(wanted, limit);
    } catch (const Error& error) {
        return error.code();
    }
    return QStringLiteral("none");
}

void TestBlobsFetch::several()
{
    QList<WantedFile> wanted;
    for (int i = 0; i < 9; ++i)
        wanted.append(publish(QStringLiteral("f%1").arg(i), QByteArray(i * 100'000, static_cast<char>('a' + i))));
    const QList<FetchedFile> fetched = fetch(wanted);
    QCOMPARE(fetched.size(), 9);
    for (int i = 0; i < 9; ++i) {
        QCOMPARE(fetched[i].name, wanted[i].file.name);
        QCOMPARE(fetched[i].sha256, wanted[i].file.sha256);
        QVERIFY(fetched[i].downloaded && !fetched[i].weak);
        QVERIFY(stored(fetched[i]) == QByteArray(i * 100'000, static_cast<char>('a' + i)));
    }
    QVERIFY(QDir(m_store->stagingFolder()).isEmpty(QDir::Files));
}

void TestBlobsFetch::storedIsNotDownloaded()
{
    const WantedFile file = publish(QStringLiteral("f"), "content");
    fetch({file});
    m_server->forget();
    QVERIFY(!fetch({file}).first().downloaded);
    QCOMPARE(m_server->seen().size(), 0);
}

void TestBlobsFetch::resumesAcrossTries()
{
    const QByteArray bytes(400'000, 'r');
    const WantedFile file = publish(QStringLiteral("f"), bytes);
    m_server->fail(QStringLiteral("/f"), {.cutAfter = 50'000});
    QCOMPARE(failure({file}), QStringLiteral("net.reset"));
    m_server->heal();
    m_server->forget();
    QCOMPARE(stored(fetch({file}).first()), bytes);
    QVERIFY(m_server->seen().first().headers.contains("range"));
}

void TestBlobsFetch::wrongBytesOnce()
{
    const WantedFile file = publish(QStringLiteral("f"), "right");
    m_server->fail(QStringLiteral("/f"), {.status = 200, .times = 1, .body = "wrong"});
    QCOMPARE(stored(fetch({file}).first()), QByteArray("right"));
    QCOMPARE(m_server->hits(QStringLiteral("/f")), 2);
}

void TestBlobsFetch::wrongBytesTwice()
{
    const WantedFile file = publish(QStringLiteral("f"), "right");
    m_server->fail(QStringLiteral("/f"), {.status = 200, .body = "wrong"});
    QCOMPARE(failure({file}), QStringLiteral("archive.checksum"));
    QCOMPARE(m_server->hits(QStringLiteral("/f")), 2);
    QVERIFY(!m_store->contains(file.file.sha256));
    QVERIFY(QDir(m_store->stagingFolder()).isEmpty(QDir::Files));
}

void TestBlobsFetch::truncatedOnServer()
{
    const WantedFile file = publish(QStringLiteral("f"), "a long enough file");
    m_server->fail(QStringLiteral("/f"), {.status = 200, .body = "a long"});
    QCOMPARE(failure({file}), QStringLiteral("archive.checksum"));
    QVERIFY(QDir(m_store->stagingFolder()).isEmpty(QDir::Files));
}

void TestBlobsFetch::otherUrl()
{
    WantedFile file = publish(QStringLiteral("f"), "found");
    file.urls.prepend(m_server->url(QStringLiteral("/gone")));
    QCOMPARE(stored(fetch({file}).first()), QByteArray("found"));
    QCOMPARE(m_server->hits(QStringLiteral("/gone")), 1);
}

void TestBlobsFetch::weak()
{
    WantedFile file = publish(QStringLiteral("f"), "old");
    const QByteArray sha256 = std::exchange(file.file.sha256, {});
    file.file.sha1.clear();
    const FetchedFile fetched = fetch({file}).first();
    QVERIFY(fetched.weak);
    QCOMPARE(fetched.sha256, sha256);
}

void TestBlobsFetch::missingLeavesOthers()
{
    const WantedFile here = publish(QStringLiteral("f"), "here");
    WantedFile gone = publish(QStringLiteral("g"), "gone");
    gone.urls = {m_server->url(QStringLiteral("/nothing"))};
    QCOMPARE(failure({gone, here}), QStringLiteral("archive.missing"));
    QVERIFY(m_store->contains(here.file.sha256));
    gone.urls.clear();
    QCOMPARE(failure({gone}), QStringLiteral("archive.missing"));
}

void TestBlobsFetch::limits()
{
    const WantedFile file = publish(QStringLiteral("f"), QByteArray(1000, 'x'));
    QCOMPARE(failure({file}, 999), QStringLiteral("limit.size"));
    QCOMPARE(m_server->seen().size(), 0);
}

void TestBlobsFetch::sameFileTwice()
{
    const WantedFile file = publish(QStringLiteral("f"), QByteArray(300'000, 'x'));
    const QList<FetchedFile> fetched = fetch({file, file});
    QCOMPARE(fetched[0].sha256, fetched[1].sha256);
    QVERIFY(QDir(m_store->stagingFolder()).isEmpty(QDir::Files));
}

void TestBlobsFetch::hostileDigest()
{
    WantedFile file = publish(QStringLiteral("f"), "x");
    file.file.sha256 = "../../../../tmp/evil";
    QCOMPARE(failure({file}), QStringLiteral("internal.blob"));
    file.file.sha256.clear();
    file.file.sha1.clear();
    file.file.md5 = "../../../../tmp/evil";
    QCOMPARE(failure({file}), QStringLiteral("dsc.nodigest"));
}

QTEST_GUILESS_MAIN(TestBlobsFetch)
#include "tst_blobs_fetch.moc"
