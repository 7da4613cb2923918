// SPDX-License-Identifier: GPL-3.0-or-later
// Error numbers, Retry-After and proxies, without a connection.
#include "core/net/neterror.h"
#include "core/net/proxyrules.h"

#include <QTest>

using namespace millrace::net;

class TestNetRules : public QObject
{
    Q_OBJECT

private slots:
    void codes_data();
    void codes();
    void retryAfter();
    void proxies();
};

void TestNetRules::codes_data()
{
    QTest::addColumn<int>("error");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("code");
    QTest::addColumn<bool>("again");
    QTest::newRow("404") << int(QNetworkReply::ContentNotFoundError) << 404 << "archive.missing" << false;
    QTest::newRow("410") << int(QNetworkReply::ContentGoneError) << 410 << "archive.missing" << false;
    QTest::newRow("403") << int(QNetworkReply::ContentAccessDenied) << 403 << "net.http" << false;
    QTest::newRow("429") << int(QNetworkReply::UnknownContentError) << 429 << "net.http429" << true;
    QTest::newRow("503") << int(QNetworkReply::ServiceUnavailableError) << 503 << "net.http5xx" << true;
    QTest::newRow("timer") << int(QNetworkReply::OperationCanceledError) << 0 << "net.timeout" << true;
    QTest::newRow("cut") << int(QNetworkReply::RemoteHostClosedError) << 200 << "net.reset" << true;
    QTest::newRow("dns") << int(QNetworkReply::HostNotFoundError) << 0 << "net.dns" << false;
    QTest::newRow("tls") << int(QNetworkReply::SslHandshakeFailedError) << 0 << "net.tls" << false;
    QTest::newRow("refused") << int(QNetworkReply::ConnectionRefusedError) << 0 << "net.refused" << false;
}

void TestNetRules::codes()
{
    QFETCH(int, error);
    QFETCH(int, status);
    QFETCH(QString, code);
    QFETCH(bool, again);
    const QString actual = errorCode(static_cast<QNetworkReply::NetworkError>(error), status);
    QCOMPARE(actual, code);
    QCOMPARE(isRetriedAtOnce(actual), again);
}

void TestNetRules::retryAfter()
{
    QCOMPARE(retryAfterSeconds("120", 0), 120);
    QCOMPARE(retryAfterSeconds("", 0), -1);
    QCOMPARE(retryAfterSeconds("soon", 0), -1);
    QCOMPARE(retryAfterSeconds("-3", 0), -1);
    const qint64 noon = 1'700'000'000'000; // Tue, 14 Nov 2023 22:13:20 GMT
    QCOMPARE(retryAfterSeconds("Tue, 14 Nov 2023 22:14:20 GMT", noon), 60);
    QCOMPARE(retryAfterSeconds("Tue, 14 Nov 2023 22:00:00 GMT", noon), 0);
}

void TestNetRules::proxies()
{
    for (const char* name : {"http_proxy", "https_proxy", "all_proxy", "no_proxy"})
        qunsetenv(name);
    const QUrl url(QStringLiteral("http://deb.example.org/debian"));
    QCOMPARE(ProxyRules{}.forUrl(url).type(), QNetworkProxy::NoProxy);

    qputenv("http_proxy", "http://proxy.example.org:3128");
    QCOMPARE(ProxyRules{}.forUrl(url).hostName(), QStringLiteral("proxy.example.org"));
    QCOMPARE(ProxyRules{}.forUrl(url).port(), quint16(3128));
    qputenv("no_proxy", "localhost, example.org");
    QCOMPARE(ProxyRules{}.forUrl(url).type(), QNetworkProxy::NoProxy);
    QCOMPARE(ProxyRules{}.forUrl(QUrl(QStringLiteral("http://badexample.org/"))).type(), QNetworkProxy::HttpProxy);
    qunsetenv("no_proxy");

    const ProxyRules apt{{{QStringLiteral("http"), QStringLiteral("http://cache:3142/")},
                          {QStringLiteral("http::deb.example.org"), QStringLiteral("DIRECT")}}};
    QCOMPARE(apt.forUrl(url).type(), QNetworkProxy::NoProxy);
    QCOMPARE(apt.forUrl(QUrl(QStringLiteral("http://other.example.org/"))).hostName(), QStringLiteral("cache"));
    qunsetenv("http_proxy");
}

QTEST_GUILESS_MAIN(TestNetRules)
#include "tst_net_rules.moc"
