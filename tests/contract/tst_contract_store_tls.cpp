// SPDX-License-Identifier: GPL-3.0-or-later
// A store across a network: TLS with a certificate that is checked. With a real server and a self-made certificate.
#include "core/store/statestore.h"
#include "tests/support/postgrescluster.h"

#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::store;
using namespace millrace::test;

namespace {
QString q(const char* text)
{
    return QString::fromUtf8(text);
}
} // namespace

class TestContractTls : public QObject
{
    Q_OBJECT

    std::unique_ptr<PostgresCluster> m_cluster;
    QString m_certificate;
    QString m_database;

    QString opening(const QString& host, const QString& parameters) const
    {
        const QString url = QStringLiteral("postgresql://millrace@%1:%2/%3?%4")
                                .arg(host)
                                .arg(m_cluster->port())
                                .arg(m_database, parameters);
        try {
            StateStore store(StoreUrl::parse(url), OpenMode::ReadWrite);
            const bool encrypted =
                store.database().value(q("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")).toBool();
            return encrypted ? q("encrypted") : q("open to everybody");
        } catch (const Error& error) {
            return error.advice().isEmpty() ? q("no advice for ") + error.code() : error.code();
        }
    }

private slots:
    void initTestCase()
    {
        if (!PostgresCluster::available())
            QSKIP("no PostgreSQL server is installed");
        m_cluster = std::make_unique<PostgresCluster>();
        m_certificate = m_cluster->listenWithTls();
        m_database = m_cluster->createDatabase();
    }

    void aCheckedCertificateLetsUsIn()
    {
        QCOMPARE(opening(q("localhost"), q("sslmode=verify-full&sslrootcert=") + m_certificate), q("encrypted"));
        QCOMPARE(opening(q("localhost"), q("sslmode=require")), q("encrypted"));
    }

    void nothingGoesUnencrypted() { QCOMPARE(opening(q("localhost"), q("sslmode=disable")), q("store.unreachable")); }

    void anotherServersCertificateKeepsUsOut()
    {
        // One for the same name by another authority, and the right one for another name.
        PostgresCluster other;
        const QString wrong = other.listenWithTls();
        QCOMPARE(opening(q("localhost"), q("sslmode=verify-full&sslrootcert=") + wrong), q("store.unreachable"));
        QCOMPARE(opening(q("127.0.0.1"), q("sslmode=verify-full&sslrootcert=") + m_certificate),
                 q("store.unreachable"));
        QCOMPARE(opening(q("127.0.0.1"), q("sslmode=verify-ca&sslrootcert=") + m_certificate), q("encrypted"));
    }
};

QTEST_GUILESS_MAIN(TestContractTls)
#include "tst_contract_store_tls.moc"
