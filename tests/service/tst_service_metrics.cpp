// SPDX-License-Identifier: GPL-3.0-or-later
// The OpenMetrics text, with the parser of Prometheus' own Python library as the oracle.
#include "core/monitor/metrictext.h"
#include "core/monitor/openmetrics.h"
#include "tests/service/metricsoracle.h"

#include <QJsonArray>
#include <QTest>

using namespace millrace;
using namespace millrace::monitor;
using namespace millrace::test;

namespace {

constexpr qint64 now = 1'700'000'000'000;

QString q(const char* text)
{
    return QString::fromUtf8(text);
}

Snapshot sample()
{
    Snapshot snapshot;
    snapshot.at = now;
    store::Health& health = snapshot.health;
    health.packages = {{q("ok"), 30'000}, {q("held"), 500}};
    health.tracked = 30'500;
    health.queued = 12;
    health.running = 3;
    health.oldestDueMs = 90'500;
    health.imports = 1'234'567'890;
    health.attempts = {{q("done"), 9}, {q("crashed"), 1}};
    health.signatures = {{q("3f2a91c07be4d518"), q("net.timeout"), q("\"quoted\" back\\slash\nsecond line Ω"), 41}};
    health.findings = {{q("error"), 2}};
    health.suites = {{q("debian"), q("sid"), 3600, now - 5000, true, false},
                     {q("debian"), q("new"), 3600, 0, false, true}};
    health.hosts = {{q("alpha"), 2, 4, now - 1500, q("paused")}};
    snapshot.medians = {{q("held"), 480}};
    snapshot.places = {{q("blobs"), 5'000'000'000'000LL, 8'000'000'000'000LL}};
    snapshot.outages = {{q("archive:x"), q("open"), now - 60'000}};
    snapshot.storeLatencyS = 0.00125;
    return snapshot;
}

} // namespace

class TestServiceMetrics : public QObject
{
    Q_OBJECT
private slots:
    void prometheusReadsEveryValue()
    {
        const QJsonObject metrics = understood(openMetrics(sample()));
        QCOMPARE(sampleOf(metrics, "millrace_packages", {{q("state"), q("held")}}), 500.0);
        QCOMPARE(sampleOf(metrics, "millrace_packages", {{q("state"), q("denied")}}), 0.0);
        QCOMPARE(sampleOf(metrics, "millrace_packages_usual", {{q("state"), q("held")}}), 480.0);
        QCOMPARE(sampleOf(metrics, "millrace_jobs", {{q("state"), q("queued")}}), 12.0);
        QCOMPARE(sampleOf(metrics, "millrace_oldest_due_job_age_seconds"), 90.5);
        QCOMPARE(sampleOf(metrics, "millrace_imports_total"), 1'234'567'890.0);
        QCOMPARE(sampleOf(metrics, "millrace_attempts_total", {{q("outcome"), q("crashed")}}), 1.0);
        QCOMPARE(sampleOf(metrics, "millrace_signature_open", {{q("signature"), q("3f2a91c07be4d518")}}), 41.0);
        QCOMPARE(sampleOf(metrics, "millrace_signature_info",
                          {{q("title"), q("\"quoted\" back\\slash\nsecond line Ω")}, {q("code"), q("net.timeout")}}),
                 1.0);
        QCOMPARE(sampleOf(metrics, "millrace_suite_read_timestamp_seconds", {{q("suite"), q("sid")}}),
                 (now - 5000) / 1e3);
        QVERIFY(qIsNaN(sampleOf(metrics, "millrace_suite_read_timestamp_seconds", {{q("suite"), q("new")}})));
        QCOMPARE(sampleOf(metrics, "millrace_suite_poll_failed", {{q("suite"), q("new")}}), 1.0);
        QCOMPARE(sampleOf(metrics, "millrace_archive_poll_interval_seconds", {{q("archive"), q("debian")}}), 3600.0);
        QCOMPARE(sampleOf(metrics, "millrace_host_heartbeat_timestamp_seconds", {{q("host"), q("alpha")}}),
                 (now - 1500) / 1e3);
        QCOMPARE(sampleOf(metrics, "millrace_host_state", {{q("millrace_host_state"), q("paused")}}), 1.0);
        QCOMPARE(sampleOf(metrics, "millrace_host_state", {{q("millrace_host_state"), q("running")}}), 0.0);
        QCOMPARE(sampleOf(metrics, "millrace_disk_free_bytes", {{q("place"), q("blobs")}}), 5e12);
        QCOMPARE(sampleOf(metrics, "millrace_outage_age_seconds", {{q("resource"), q("archive:x")}}), 60.0);
        QCOMPARE(sampleOf(metrics, "millrace_store_latency_seconds"), 0.00125);
        QCOMPARE(sampleOf(metrics, "millrace_build_info", {{q("version"), q(MILLRACE_VERSION)}}), 1.0);
    }

    void familiesHaveTypesUnitsAndHelp()
    {
        const QJsonObject families = understood(openMetrics(sample()))[q("families")].toObject();
        QVERIFY(families.size() > 20);
        for (auto it = families.begin(); it != families.end(); ++it) {
            const QJsonArray family = it.value().toArray();
            QVERIFY2(family[0].toString() != q("unknown"), qPrintable(it.key()));
            QVERIFY2(!family[2].toString().isEmpty(), qPrintable(it.key()));
            if (it.key().endsWith(q("_seconds")))
                QCOMPARE(family[1].toString(), q("seconds"));
            if (it.key().endsWith(q("_bytes")))
                QCOMPARE(family[1].toString(), q("bytes"));
        }
        QCOMPARE(families[q("millrace_imports")].toArray()[0].toString(), q("counter"));
        QCOMPARE(families[q("millrace_host_state")].toArray()[0].toString(), q("stateset"));
    }

    void anEmptyStoreIsGoodTextToo()
    {
        const QByteArray text = openMetrics(Snapshot());
        QVERIFY(text.endsWith("\n# EOF\n"));
        QCOMPARE(sampleOf(understood(text), "millrace_packages", {{q("state"), q("held")}}), 0.0);
    }

    void signaturesAreNotWithoutEnd()
    {
        Snapshot snapshot;
        for (int i = 0; i < 700; ++i)
            snapshot.health.signatures.append(
                {QStringLiteral("%1").arg(i, 16, 16, QLatin1Char('0')), q("x.y"), {}, 1000 - i});
        const QByteArray text = openMetrics(snapshot);
        QCOMPARE(text.count("\nmillrace_signature_open{"), mostSignatures);
        QVERIFY(text.contains("signature=\"00000000000001f3\"") && !text.contains("signature=\"00000000000001f4\""));
    }

    void theOracleRefusesWhatIsWrong()
    {
        QVERIFY(isUnderstood(openMetrics(sample())));
        QVERIFY(!isUnderstood(openMetrics(sample()).replace("# EOF\n", "")));
        QVERIFY(!isUnderstood(openMetrics(sample()).replace("millrace_imports_total", "millrace_imports")));
    }
};

QTEST_GUILESS_MAIN(TestServiceMetrics)
#include "tst_service_metrics.moc"
