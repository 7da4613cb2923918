// SPDX-License-Identifier: GPL-3.0-or-later
// The HTTP endpoint of `run --metrics-listen` over a real socket: content, a store that is away, clients that hang up.
#include "app/ctl/metricsendpoint.h"
#include "tests/contract/storefixture.h"
#include "tests/service/metricsoracle.h"

#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QTcpServer>
#include <QTcpSocket>
#include <QSignalSpy>
#include <QTest>

using namespace millrace;
using namespace millrace::ctl;
using namespace millrace::test;

namespace {

QString q(const char* text)
{
    return QString::fromUtf8(text);
}

struct Answer
{
    int status = 0;
    QByteArray type = {};
    QByteArray body = {};
};

Answer get(const QString& url)
{
    QNetworkAccessManager manager;
    manager.setProxy(QNetworkProxy::NoProxy);
    const std::unique_ptr<QNetworkReply> reply(manager.get(QNetworkRequest(QUrl(url))));
    QSignalSpy finished(reply.get(), &QNetworkReply::finished);
    if (!reply->isFinished() && !finished.wait(20'000))
        QTest::qFail("no answer", __FILE__, __LINE__);
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->rawHeader("Content-Type"),
            reply->readAll()};
}

QString port(const MetricsEndpoint& endpoint)
{
    return endpoint.url().section(u':', -1);
}

} // namespace

class TestServiceEndpoint : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data() { addBackends(); }

    void servesWhatTheStoreHas()
    {
        StoreFixture store;
        store.fail(store.package(q("broken")));
        const MetricsEndpoint endpoint(q("127.0.0.1:0"), store.url, Paths::below(q("/nonexistent")));
        const Answer answer = get(endpoint.url() + q("/metrics"));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.type, QByteArray("application/openmetrics-text; version=1.0.0; charset=utf-8"));
        QCOMPARE(sampleOf(understood(answer.body), "millrace_packages", {{q("state"), q("held")}}), 1.0);
        // Each answer is new.
        store.succeed(store.package(q("broken")));
        QCOMPARE(sampleOf(understood(get(endpoint.url() + q("/metrics")).body), "millrace_imports_total"), 1.0);
        QCOMPARE(get(endpoint.url() + q("/healthz")).body, QByteArray("ok\n"));
        QCOMPARE(get(endpoint.url() + q("/elsewhere")).status, 404);
    }

    void aStoreThatIsAwayIsNoCrash()
    {
        const QTemporaryDir folder;
        const store::StoreUrl url = store::StoreUrl::parse(q("sqlite:") + folder.filePath(q("state.sqlite")));
        const MetricsEndpoint endpoint(q("127.0.0.1:0"), url, Paths::below(folder.path()));
        for (const char* path : {"/metrics", "/healthz"}) {
            const Answer answer = get(endpoint.url() + q(path));
            QCOMPARE(answer.status, 503);
            QVERIFY2(answer.body.contains("there is no store"), answer.body.constData());
        }
        QVERIFY(!QFile::exists(url.path)); // reading makes none
        store::StateStore(url, store::OpenMode::ReadWrite);
        QCOMPARE(get(endpoint.url() + q("/healthz")).status, 200);
    }

    void clientsThatHangUpHurtNobody()
    {
        StoreFixture store;
        const MetricsEndpoint endpoint(q("127.0.0.1:0"), store.url, Paths::below(q("/nonexistent")));
        const QList<QByteArray> said = {"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "GET /met", "\x00\xff\r\n\r\n",
                                        "POST /metrics HTTP/1.1\r\nContent-Length: 5\r\n\r\nab"};
        for (int i = 0; i < 80; ++i) {
            QTcpSocket socket;
            socket.connectToHost(QHostAddress::LocalHost, port(endpoint).toUShort());
            QVERIFY(socket.waitForConnected());
            socket.write(said.at(i % said.size()));
            socket.flush();
            socket.abort();
        }
        QCOMPARE(get(endpoint.url() + q("/metrics")).status, 200);
    }

    void addressesAreChecked()
    {
        StoreFixture store;
        const Paths paths = Paths::below(q("/nonexistent"));
        for (const char* wrong : {"", "9464", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:70000", "localhost:80", ":9464"})
            QCOMPARE(errorOf([&] { MetricsEndpoint(q(wrong), store.url, paths); }).code(), q("usage.listen"));
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        const Error error =
            errorOf([&] { MetricsEndpoint(QStringLiteral("127.0.0.1:%1").arg(taken.serverPort()), store.url, paths); });
        QCOMPARE(error.code(), q("internal.listen"));
        QVERIFY(!error.advice().isEmpty());
        const MetricsEndpoint six(q("[::1]:0"), store.url, paths);
        QVERIFY(six.url().startsWith(q("http://[::1]:")));
        QCOMPARE(get(six.url() + q("/healthz")).status, 200);
    }
};

QTEST_GUILESS_MAIN(TestServiceEndpoint)
#include "tst_service_endpoint.moc"
