// SPDX-License-Identifier: GPL-3.0-or-later
// `millracectl check` and `millracectl metrics` as a monitoring system runs them: exit codes, one line, no traces.
#include "tests/fault/home.h"
#include "tests/fault/samplearchive.h"
#include "tests/service/metricsoracle.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTest>

using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

/// Runs the verb and looks at what every plugin owes: exactly one line.
CtlResult plugin(const Home& home, const QStringList& options = {})
{
    const CtlResult result = home.ctl(QStringList{s("check")} + options);
    if (result.output.count('\n') != 1 || !result.output.startsWith("MILLRACE "))
        QTest::qFail(("not one line: " + result.output + result.errors).constData(), __FILE__, __LINE__);
    return result;
}

} // namespace

class TestServiceCheck : public QObject
{
    Q_OBJECT
private slots:
    void whatCannotBeReadIsUnknown()
    {
        const Home home;
        const CtlResult missing = plugin(home);
        QCOMPARE(missing.exitCode, 3);
        QVERIFY2(missing.output.startsWith("MILLRACE UNKNOWN - there is no store"), missing.output.constData());
        QVERIFY(!QFileInfo::exists(home.store()));
        QVERIFY(!QFileInfo::exists(home.path(s("home"))));
        QCOMPARE(home.ctl({s("metrics")}).exitCode, 4);
        QVERIFY(!QFileInfo::exists(home.store()));

        QCOMPARE(home.ctl({s("store"), s("init")}).exitCode, 0);
        QVERIFY(plugin(home).exitCode != 3);
        home.value(s("PRAGMA user_version = 9999"));
        const CtlResult newer = plugin(home);
        QCOMPARE(newer.exitCode, 3);
        QVERIFY2(newer.output.contains("schema 9999"), newer.output.constData());

        QFile damaged(home.store());
        QVERIFY(damaged.open(QIODevice::WriteOnly));
        damaged.write(QByteArray("this is no database").repeated(1000));
        damaged.close();
        QCOMPARE(plugin(home).exitCode, 3);
        QCOMPARE(plugin(home, {s("--store"), s("nonsense")}).exitCode, 3);
    }

    void aWrongCommandLineIsUnknown()
    {
        const Home home;
        for (const QStringList& wrong : {QStringList{s("-w"), s("held=lots")},
                                         {s("-c"), s("helt=3")},
                                         {s("--metric"), s("helt")},
                                         {s("--no-such-option")},
                                         {s("held")}})
            QCOMPARE(plugin(home, wrong).exitCode, 3);
    }

    void tellsHowItIsAndChangesNothing()
    {
        const SampleArchive archive;
        const Home home;
        QCOMPARE(home.addArchive(archive.uri(), archive.archive.keyring()).exitCode, 0);
        QCOMPARE(home.ctl({s("poll")}).exitCode, 0);
        QCOMPARE(home.ctl({s("track"), s("--all"), s("--yes")}).exitCode, 0);
        const CtlResult run = home.ctl({s("run"), s("--until-idle")});
        QVERIFY2(run.exitCode == 0, run.errors.constData());
        QCOMPARE(home.value(s("SELECT count(*) FROM history WHERE metric = 'held'")), s("1"));

        // No engine runs any more, and that is the one thing wrong.
        const QByteArray before = digest(home);
        const CtlResult stopped = plugin(home);
        QCOMPARE(stopped.exitCode, 2);
        QVERIFY2(stopped.output.startsWith("MILLRACE CRITICAL - 0 engines run [limit 1:]|held=0;"),
                 stopped.output.constData());
        const CtlResult fine = plugin(home, {s("-c"), s("engines=")});
        QVERIFY2(fine.exitCode == 0, fine.output.constData());
        QVERIFY(fine.output.contains(QStringLiteral(" imports=%1c;;;0; ").arg(SampleArchive::uploads).toUtf8()));
        QVERIFY(fine.output.contains(" poll_age_sample=") && fine.output.contains(" disk_blobs="));
        QCOMPARE(plugin(home, {s("-c"), s("engines="), s("-w"), s("imports=3")}).exitCode, 1);
        const CtlResult json = home.ctl({s("check"), s("--json"), s("--metric"), s("engines")});
        QCOMPARE(json.exitCode, 2);
        QCOMPARE(json.json()[s("metrics")].toArray().size(), 1);

        const CtlResult metrics = home.ctl({s("metrics")});
        QCOMPARE(metrics.exitCode, 0);
        const QJsonObject read = understood(metrics.output);
        QCOMPARE(sampleOf(read, "millrace_imports_total"), static_cast<double>(SampleArchive::uploads));
        QCOMPARE(sampleOf(read, "millrace_attempts_total", {{s("outcome"), s("done")}}), 3.0);
        QVERIFY(sampleOf(read, "millrace_suite_read_timestamp_seconds", {{s("suite"), s("sid")}}) > 1.6e9);
        QVERIFY(sampleOf(read, "millrace_disk_free_bytes", {{s("place"), s("repositories")}}) > 0);
        QCOMPARE(digest(home), before);
    }

private:
    /// Of the store's file, once what its log has is in it.
    static QByteArray digest(const Home& home)
    {
        QFile file(home.store());
        if (!file.open(QIODevice::ReadOnly))
            return {};
        return QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256);
    }
};

QTEST_GUILESS_MAIN(TestServiceCheck)
#include "tst_service_check.moc"
