// SPDX-License-Identifier: GPL-3.0-or-later
// Limits: the ranges of the monitoring plugins' guidelines, units, and multiples of what is usual.
#include "core/base/error.h"
#include "core/monitor/metricrule.h"

#include <QTest>

using namespace millrace;
using namespace millrace::monitor;

namespace {
QString q(const char* text)
{
    return QString::fromUtf8(text);
}

QString codeOf(const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& error) {
        return error.advice().isEmpty() ? q("no advice") : error.code();
    }
    return q("nothing thrown");
}
} // namespace

class TestMonitorLimits : public QObject
{
    Q_OBJECT
private slots:
    void rangesAreThoseOfTheGuidelines_data()
    {
        // The table of the guidelines: the range, values that are fine, values that are an alarm.
        QTest::addColumn<QString>("text");
        QTest::addColumn<QList<double>>("fine");
        QTest::addColumn<QList<double>>("alarm");
        QTest::addColumn<QString>("written");
        QTest::newRow("10") << q("10") << QList<double>{0, 10} << QList<double>{-1, 10.5} << q("10");
        QTest::newRow("10:") << q("10:") << QList<double>{10, 1e9} << QList<double>{9.9, -3} << q("10:");
        QTest::newRow("~:10") << q("~:10") << QList<double>{-1e9, 10} << QList<double>{11} << q("~:10");
        QTest::newRow("10:20") << q("10:20") << QList<double>{10, 20} << QList<double>{9, 21} << q("10:20");
        QTest::newRow("@10:20") << q("@10:20") << QList<double>{9, 21} << QList<double>{10, 15, 20} << q("@10:20");
        QTest::newRow("0") << q("0") << QList<double>{0} << QList<double>{1} << q("0");
        QTest::newRow("0:") << q("0:") << QList<double>{0, 5} << QList<double>{-1} << q("0:");
    }

    void rangesAreThoseOfTheGuidelines()
    {
        QFETCH(QString, text);
        QFETCH(QList<double>, fine);
        QFETCH(QList<double>, alarm);
        QFETCH(QString, written);
        const auto range = Limit::parse(text, Unit::Count, BadSide::High).resolved(std::nullopt);
        QVERIFY(range);
        for (const double value : fine)
            QVERIFY2(!range->alarms(value), qPrintable(QString::number(value)));
        for (const double value : alarm)
            QVERIFY2(range->alarms(value), qPrintable(QString::number(value)));
        QCOMPARE(range->text(), written);
    }

    void aPlainNumberIsTheLimitOfTheBadSide()
    {
        const auto disk = Limit::parse(q("10%"), Unit::Percent, BadSide::Low).resolved({});
        QVERIFY(disk->alarms(9.9));
        QVERIFY(!disk->alarms(100));
        QCOMPARE(disk->text(), q("10:"));
    }

    void endsHaveUnits()
    {
        const auto end = [](const char* text) {
            return Limit::parse(QLatin1String(text), Unit::Seconds, BadSide::High).resolved({})->high;
        };
        QCOMPARE(end("90"), 90.0);
        QCOMPARE(end("500ms"), 0.5);
        QCOMPARE(end("30m"), 1800.0);
        QCOMPARE(end("8h"), 28'800.0);
        QCOMPARE(end("1h:2d"), 172'800.0);
    }

    void wrongLimitsAreRefused_data()
    {
        QTest::addColumn<QString>("assignment");
        QTest::addColumn<QString>("code");
        for (const char* text :
             {"held", "held=many", "held=8h", "held=1x", "held=20:10", "held=1.2x+", "poll_age=9k", "disk=5:x", "=3"})
            QTest::newRow(text) << q(text) << q("usage.limit");
        QTest::newRow("metric") << q("helt=1") << q("usage.metric");
    }

    void wrongLimitsAreRefused()
    {
        QFETCH(QString, assignment);
        QFETCH(QString, code);
        Limits limits;
        QCOMPARE(codeOf([&] { limits.overrideWarning({assignment}); }), code);
    }

    void deviationHasAFloor()
    {
        const Limit limit = Limit::parse(q("1.3x+10"), Unit::Count, BadSide::High);
        QVERIFY(!limit.resolved(std::nullopt)); // nobody knows yet what is usual
        QVERIFY(!limit.resolved(1)->alarms(2));
        QVERIFY(limit.resolved(1)->alarms(11));
        QVERIFY(!limit.resolved(500)->alarms(649));
        QVERIFY(limit.resolved(500)->alarms(650));
        QVERIFY(!limit.resolved(0)->alarms(9));
        QVERIFY(limit.resolved(0)->alarms(10));
    }

    void overridesReplaceOnlyWhatTheyName()
    {
        Limits limits;
        limits.overrideWarning({q("held=700,queued=5:"), q("poll_age=12h")});
        limits.overrideCritical({q("held=")});
        QCOMPARE(limits.warning(q("held")).resolved(1)->text(), q("700"));
        QCOMPARE(limits.warning(q("queued")).resolved({})->text(), q("5:"));
        QCOMPARE(limits.warning(q("poll_age")).resolved({})->text(), q("43200"));
        QVERIFY(!limits.critical(q("held")).resolved(1)); // taken away
        QCOMPARE(limits.critical(q("poll_age")).resolved({})->text(), q("86400"));
        QVERIFY(limits.isOverridden(q("held")) && !limits.isOverridden(q("disk")));
    }

    void everyRuleCanBeRead()
    {
        for (const MetricRule& rule : metricRules()) {
            const Limits limits;
            for (const Limit& limit : {limits.warning(rule.name), limits.critical(rule.name)})
                QVERIFY2(!limit.resolved(100) || !limit.resolved(100)->text().isEmpty(), qPrintable(rule.name));
            QVERIFY(!rule.meaning.isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(TestMonitorLimits)
#include "tst_monitor_limits.moc"
