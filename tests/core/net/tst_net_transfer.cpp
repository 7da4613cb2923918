// SPDX-License-Identifier: GPL-3.0-or-later
// Transfers over real sockets: success, resume, retries, every error class, cancellation.
#include "core/base/step.h"
#include "core/net/transfer.h"
#include "tests/support/httpserver.h"

#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace millrace;
using namespace millrace::net;
using test::HttpFault;
using test::HttpServer;

namespace {

QByteArray pattern(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    for (qsizetype i = 0; i < size; ++i)
        bytes[i] = static_cast<char>((i * 31 + i / 251) & 0xff);
    return bytes;
}

void writeFile(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

QByteArray readFile(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
}

Settings quick()
{
    Settings settings;
    settings.pausesMs = {5, 5};
    settings.timeoutMs = 20'000;
    return settings;
}

template <typename Function> Error errorOf(Function function)
{
    try {
        function();
    } catch (const Error& error) {
        return error;
    }
    return Error(QStringLiteral("none"), QStringLiteral("nothing was thrown"));
}

class NoteTaker final : public StepListener
{
public:
    NoteTaker()
        : m_previous(Step::setListener(this))
    {
    }
    ~NoteTaker() override { Step::setListener(m_previous); }
    void stepOpened(const TraceFrame&, std::optional<Stage>, int) override {}
    void stepClosed(const TraceFrame&, std::optional<Stage>, int, qint64) override {}
    void stepProgressed(const TraceFrame&, qint64 done, qint64 total) override { last = {done, total}; }
    void stepNoted(const QString& text) override { notes.append(text); }
    QPair<qint64, qint64> last;
    QStringList notes;

private:
    StepListener* m_previous;
};

} // namespace

class TestNetTransfer : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void body();
    void targetAndProgress();
    void resume();
    void resumeRefused();
    void resumeOfGarbage();
    void completeTargetNeedsNoServer();
    void cutConnectionIsResumed();
    void retriesThenGivesUp();
    void honoursRetryAfter();
    void longRetryAfterIsNotWaitedFor();
    void tooManyBytes();
    void wrongLength();
    void statuses_data();
    void statuses();
    void refused();
    void unknownHost();
    void tls();
    void timeout();
    void notModified();
    void redirect();
    void gzipIsLeftAlone();
    void fileUrls();
    void proxyIsUsed();
    void manyAtOnce();
    void fullDisk();
    void cancel();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<HttpServer> m_server;
    QString target() const { return m_folder->filePath(QStringLiteral("got.part")); }
};

void TestNetTransfer::init()
{
    for (const char* name : {"http_proxy", "https_proxy", "all_proxy"})
        qunsetenv(name);
    m_folder = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<HttpServer>(m_folder->path());
}

void TestNetTransfer::cleanup()
{
    m_server.reset();
    m_folder.reset();
}

void TestNetTransfer::body()
{
    writeFile(m_folder->filePath(QStringLiteral("a+b c")), "hello");
    const Response response = Transfer(quick()).get({.url = m_server->url(QStringLiteral("/a+b%20c"))});
    QCOMPARE(response.body, QByteArray("hello"));
    QCOMPARE(response.status, 200);
    QVERIFY(!response.etag.isEmpty());
    QCOMPARE(m_server->seen().first().headers.value("user-agent"), QByteArray("Millrace/" MILLRACE_VERSION));
}

void TestNetTransfer::targetAndProgress()
{
    const QByteArray bytes = pattern(20 * 1024 * 1024 + 7);
    writeFile(m_folder->filePath(QStringLiteral("big")), bytes);
    NoteTaker taker;
    const Response response = Transfer(quick()).get(
        {.url = m_server->url(QStringLiteral("/big")), .target = target(), .expectedSize = bytes.size()});
    QCOMPARE(response.size, bytes.size());
    QVERIFY(readFile(target()) == bytes);
    QCOMPARE(taker.last, qMakePair(qint64(bytes.size()), qint64(bytes.size())));
}

void TestNetTransfer::resume()
{
    const QByteArray bytes = pattern(300'000);
    writeFile(m_folder->filePath(QStringLiteral("f")), bytes);
    writeFile(target(), bytes.left(100'000));
    const Response response = Transfer(quick()).get({.url = m_server->url(QStringLiteral("/f")), .target = target()});
    QCOMPARE(response.status, 206);
    QVERIFY(readFile(target()) == bytes);
    QCOMPARE(m_server->seen().first().headers.value("range"), QByteArray("bytes=100000-"));
}

void TestNetTransfer::resumeRefused()
{
    const QByteArray bytes = pattern(300'000);
    writeFile(m_folder->filePath(QStringLiteral("f")), bytes);
    writeFile(target(), bytes.left(100'000));
    m_server->fail(QStringLiteral("/f"), {.ignoreRange = true});
    const Response response = Transfer(quick()).get({.url = m_server->url(QStringLiteral("/f")), .target = target()});
    QCOMPARE(response.status, 200);
    QVERIFY(readFile(target()) == bytes);
}

void TestNetTransfer::resumeOfGarbage()
{
    // Longer than the file of today: 416, then the whole file. Longer than expected: not even asked for.
    writeFile(m_folder->filePath(QStringLiteral("f")), "short");
    writeFile(target(), "much longer than that");
    Transfer transfer(quick());
    QCOMPARE(transfer.get({.url = m_server->url(QStringLiteral("/f")), .target = target()}).status, 200);
    QCOMPARE(readFile(target()), QByteArray("short"));
    QCOMPARE(m_server->hits(QStringLiteral("/f")), 2);
    writeFile(target(), "much longer than that");
    transfer.get({.url = m_server->url(QStringLiteral("/f")), .target = target(), .expectedSize = 5});
    QCOMPARE(readFile(target()), QByteArray("short"));
    QCOMPARE(m_server->hits(QStringLiteral("/f")), 3);
}

void TestNetTransfer::completeTargetNeedsNoServer()
{
    writeFile(target(), "12345");
    const Response response =
        Transfer(quick()).get({.url = m_server->url(QStringLiteral("/gone")), .target = target(), .expectedSize = 5});
    QCOMPARE(response.size, 5);
    QCOMPARE(m_server->seen().size(), 0);
}

void TestNetTransfer::cutConnectionIsResumed()
{
    const QByteArray bytes = pattern(300'000);
    writeFile(m_folder->filePath(QStringLiteral("f")), bytes);
    m_server->fail(QStringLiteral("/f"), {.cutAfter = 120'000, .times = 1});
    NoteTaker taker;
    const Response response = Transfer(quick()).get(
        {.url = m_server->url(QStringLiteral("/f")), .target = target(), .expectedSize = bytes.size()});
    QCOMPARE(response.attempts, 2);
    QCOMPARE(response.status, 206);
    QVERIFY(readFile(target()) == bytes);
    QCOMPARE(taker.notes.size(), 1);

    // A server that does not say how long the file is: only the index can tell that it was cut.
    QFile::remove(target());
    m_server->fail(QStringLiteral("/f"), {.headers = {{"Content-Length", ""}}, .cutAfter = 120'000, .times = 1});
    Transfer(quick()).get(
        {.url = m_server->url(QStringLiteral("/f")), .target = target(), .expectedSize = bytes.size()});
    QVERIFY(readFile(target()) == bytes);
}

void TestNetTransfer::retriesThenGivesUp()
{
    m_server->fail(QStringLiteral("/f"), {.status = 503, .body = "overloaded"});
    const Error error = errorOf([&] { Transfer(quick()).get({.url = m_server->url(QStringLiteral("/f"))}); });
    QCOMPARE(error.code(), QStringLiteral("net.http5xx"));
    QCOMPARE(error.evidence()[QLatin1String("attempts")].toInt(), 3);
    QCOMPARE(error.evidence()[QLatin1String("status")].toInt(), 503);
    QCOMPARE(error.evidence()[QLatin1String("host")].toString(), QStringLiteral("127.0.0.1"));
    QCOMPARE(error.evidence()[QLatin1String("body")].toString(), QStringLiteral("overloaded"));
    QCOMPARE(m_server->hits(QStringLiteral("/f")), 3);

    m_server->fail(QStringLiteral("/f"), {.status = 503, .times = 2});
    writeFile(m_folder->filePath(QStringLiteral("f")), "at last");
    QCOMPARE(Transfer(quick()).get({.url = m_server->url(QStringLiteral("/f"))}).body, QByteArray("at last"));
}

void TestNetTransfer::honoursRetryAfter()
{
    writeFile(m_folder->filePath(QStringLiteral("f")), "x");
    m_server->fail(QStringLiteral("/f"), {.status = 429, .headers = {{"Retry-After", "1"}}, .times = 1});
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(Transfer(quick()).get({.url = m_server->url(QStringLiteral("/f"))}).attempts, 2);
    QVERIFY(timer.elapsed() >= 990);
}

void TestNetTransfer::longRetryAfterIsNotWaitedFor()
{
    m_server->fail(QStringLiteral("/f"), {.status = 429, .headers = {{"Retry-After", "3600"}}});
    const Error error = errorOf([&] { Transfer(quick()).get({.url = m_server->url(QStringLiteral("/f"))}); });
    QCOMPARE(error.code(), QStringLiteral("net.http429"));
    QCOMPARE(error.evidence()[QLatin1String("retryAfter")].toInt(), 3600);
    QCOMPARE(m_server->hits(QStringLiteral("/f")), 1);
}

void TestNetTransfer::tooManyBytes()
{
    writeFile(m_folder->filePath(QStringLiteral("f")), pattern(500'000));
    const Error known = errorOf([&] {
        Transfer(quick()).get({.url = m_server->url(QStringLiteral("/f")), .target = target(), .expectedSize = 1000});
    });
    QCOMPARE(known.code(), QStringLiteral("archive.checksum"));
    QVERIFY(!QFile::exists(target()));
    const Error unknown =
        errorOf([&] { Transfer(quick()).get({.url = m_server->url(QStringLiteral("/f")), .maxSize = 1000}); });
    QCOMPARE(unknown.code(), QStringLiteral("limit.size"));
}

void TestNetTransfer::wrongLength()
{
    writeFile(m_folder->filePath(QStringLiteral("f")), "short");
    const Error error = errorOf([&] {
        Transfer(quick()).get({.url = m_server->url(QStringLiteral("/f")), .target = target(), .expectedSize = 1000});
    });
    QCOMPARE(error.code(), QStringLiteral("archive.checksum"));
    QCOMPARE(error.evidence()[QLatin1String("actualSize")].toInt(), 5);
    QVERIFY(!QFile::exists(target()));
}

void TestNetTransfer::statuses_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("code");
    QTest::newRow("404") << 404 << "archive.missing";
    QTest::newRow("410") << 410 << "archive.missing";
    QTest::newRow("401") << 401 << "net.http";
    QTest::newRow("403") << 403 << "net.http";
    QTest::newRow("418") << 418 << "net.http";
    QTest::newRow("500") << 500 << "net.http5xx";
    QTest::newRow("429") << 429 << "net.http429";
}

void TestNetTransfer::statuses()
{
    QFETCH(int, status);
    QFETCH(QString, code);
    m_server->fail(QStringLiteral("*"), {.status = status});
    const Error error =
        errorOf([&] { Transfer(quick()).get({.url = m_server->url(QStringLiteral("/f")), .target = target()}); });
    QCOMPARE(error.code(), code);
    QCOMPARE(error.evidence()[QLatin1String("status")].toInt(), status);
    QCOMPARE(readFile(target()), QByteArray()); // an error page must never look like the file
}

void TestNetTransfer::refused()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    const QUrl url(QStringLiteral("http://127.0.0.1:%1/").arg(taken.serverPort()));
    taken.close();
    QCOMPARE(errorOf([&] { Transfer(quick()).get({.url = url}); }).code(), QStringLiteral("net.refused"));
}

void TestNetTransfer::unknownHost()
{
    // RFC 2606 keeps .invalid free for ever.
    const QUrl url(QStringLiteral("http://nothing.invalid/"));
    QCOMPARE(errorOf([&] { Transfer(quick()).get({.url = url}); }).code(), QStringLiteral("net.dns"));
    QCOMPARE(errorOf([&] { Transfer(quick()).get({.url = QUrl(QStringLiteral("/etc/passwd"))}); }).code(),
             QStringLiteral("net.scheme"));
    QCOMPARE(errorOf([&] { Transfer(quick()).get({.url = QUrl(QStringLiteral("gopher://x/"))}); }).code(),
             QStringLiteral("net.scheme"));
}

void TestNetTransfer::tls()
{
    QUrl url = m_server->url(QStringLiteral("/f"));
    url.setScheme(QStringLiteral("https"));
    QCOMPARE(errorOf([&] { Transfer(quick()).get({.url = url}); }).code(), QStringLiteral("net.tls"));
}

void TestNetTransfer::timeout()
{
    writeFile(m_folder->filePath(QStringLiteral("f")), "x");
    m_server->fail(QStringLiteral("/f"), {.delayMs = 60'000});
    Settings settings = quick();
    settings.timeoutMs = 200;
    const Error error = errorOf([&] { Transfer(settings).get({.url = m_server->url(QStringLiteral("/f"))}); });
    QCOMPARE(error.code(), QStringLiteral("net.timeout"));
    QCOMPARE(error.evidence()[QLatin1String("attempts")].toInt(), 3);
}

void TestNetTransfer::notModified()
{
    writeFile(m_folder->filePath(QStringLiteral("f")), "x");
    Transfer transfer(quick());
    const Response first = transfer.get({.url = m_server->url(QStringLiteral("/f"))});
    const Response second = transfer.get({.url = m_server->url(QStringLiteral("/f")), .ifNoneMatch = first.etag});
    QCOMPARE(second.status, 304);
    QVERIFY(second.body.isEmpty());
}

void TestNetTransfer::redirect()
{
    writeFile(m_folder->filePath(QStringLiteral("f")), "here");
    m_server->fail(QStringLiteral("/old"), {.status = 302, .headers = {{"Location", "/f"}}, .body = "moved"});
    const Response response = Transfer(quick()).get({.url = m_server->url(QStringLiteral("/old")), .target = target()});
    QCOMPARE(response.status, 200);
    QCOMPARE(readFile(target()), QByteArray("here"));
    m_server->fail(QStringLiteral("/loop"), {.status = 302, .headers = {{"Location", "/loop"}}});
    QCOMPARE(errorOf([&] { Transfer(quick()).get({.url = m_server->url(QStringLiteral("/loop"))}); }).code(),
             QStringLiteral("net.redirect"));
}

void TestNetTransfer::gzipIsLeftAlone()
{
    writeFile(m_folder->filePath(QStringLiteral("f.gz")), "not really compressed");
    m_server->fail(QStringLiteral("/f.gz"), {.headers = {{"Content-Encoding", "gzip"}}});
    QCOMPARE(Transfer(quick()).get({.url = m_server->url(QStringLiteral("/f.gz"))}).body,
             QByteArray("not really compressed"));
}

void TestNetTransfer::fileUrls()
{
    const QByteArray bytes = pattern(3'000'000);
    writeFile(m_folder->filePath(QStringLiteral("f")), bytes);
    writeFile(target(), "old beginning");
    const QUrl url = QUrl::fromLocalFile(m_folder->filePath(QStringLiteral("f")));
    QCOMPARE(Transfer(quick()).get({.url = url, .target = target(), .expectedSize = bytes.size()}).status, 200);
    QVERIFY(readFile(target()) == bytes);
    const QUrl gone = QUrl::fromLocalFile(m_folder->filePath(QStringLiteral("gone")));
    QCOMPARE(errorOf([&] { Transfer(quick()).get({.url = gone}); }).code(), QStringLiteral("archive.missing"));
}

void TestNetTransfer::proxyIsUsed()
{
    writeFile(m_folder->filePath(QStringLiteral("f")), "through the proxy");
    Settings settings = quick();
    settings.proxies.rules = {{QStringLiteral("http"), m_server->url().toString()}};
    const Response response = Transfer(settings).get({.url = QUrl(QStringLiteral("http://nothing.invalid/f"))});
    QCOMPARE(response.body, QByteArray("through the proxy"));
    QCOMPARE(m_server->seen().first().path, QStringLiteral("http://nothing.invalid/f"));
}

void TestNetTransfer::manyAtOnce()
{
    QList<Request> requests;
    for (int i = 0; i < 20; ++i) {
        writeFile(m_folder->filePath(QStringLiteral("f%1").arg(i)), QByteArray::number(i));
        requests.append({.url = m_server->url(QStringLiteral("/f%1").arg(i))});
    }
    m_server->fail(QStringLiteral("/f7"), {.status = 404});
    // From a plain thread: a worker pool has no Qt thread object either.
    QList<Outcome> outcomes;
    std::thread([&] { outcomes = Transfer(quick()).getAll(requests); }).join();
    QCOMPARE(outcomes.size(), 20);
    for (int i = 0; i < 20; ++i) {
        if (i == 7) {
            QCOMPARE(outcomes[i].error->code(), QStringLiteral("archive.missing"));
            QCOMPARE(outcomes[i].error->trace().at(0).what, QStringLiteral("download files"));
        } else {
            QCOMPARE(outcomes[i].response->body, QByteArray::number(i));
        }
    }
}

void TestNetTransfer::fullDisk()
{
    writeFile(m_folder->filePath(QStringLiteral("f")), pattern(100'000));
    const Error full = errorOf([&] {
        Transfer(quick()).get({.url = m_server->url(QStringLiteral("/f")), .target = QStringLiteral("/dev/full")});
    });
    QCOMPARE(full.code(), QStringLiteral("limit.disk"));
    const Error unwritable = errorOf([&] {
        Transfer(quick()).get(
            {.url = m_server->url(QStringLiteral("/f")), .target = m_folder->filePath(QStringLiteral("no/folder"))});
    });
    QCOMPARE(unwritable.code(), QStringLiteral("internal.io"));
}

void TestNetTransfer::cancel()
{
    m_server->fail(QStringLiteral("*"), {.delayMs = 60'000});
    Cancellation cancellation;
    std::thread later([&] {
        QTest::qSleep(100);
        cancellation.cancel();
    });
    const Error error =
        errorOf([&] { Transfer(quick(), cancellation).get({.url = m_server->url(QStringLiteral("/f"))}); });
    later.join();
    QCOMPARE(error.code(), QStringLiteral("internal.cancelled"));
}

QTEST_GUILESS_MAIN(TestNetTransfer)
#include "tst_net_transfer.moc"
