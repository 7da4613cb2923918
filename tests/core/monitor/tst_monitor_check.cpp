// SPDX-License-Identifier: GPL-3.0-or-later
// What is an alarm and what is not (importer.md b16), and the line that says so, read back by a parser of its own.
#include "core/monitor/pluginline.h"

#include <QRegularExpression>
#include <QTest>

using namespace millrace;
using namespace millrace::monitor;

namespace {

constexpr qint64 now = 1'700'000'000'000;
constexpr qint64 minute = 60'000;
constexpr qint64 hour = 60 * minute;

QString q(const char* text)
{
    return QString::fromUtf8(text);
}

/// A quiet store: one engine, one archive that was read just now.
Snapshot quiet()
{
    Snapshot snapshot;
    snapshot.at = now;
    snapshot.health.packages = {{q("ok"), 30'000}, {q("held"), 500}, {q("retry_wait"), 7}};
    snapshot.health.hosts = {{q("alpha"), 2, 4, now - minute, q("running")}};
    snapshot.health.suites = {{q("debian"), q("sid"), 3600, now - hour, false, false}};
    snapshot.medians = {{q("held"), 500}};
    snapshot.places = {{q("repositories"), 50, 100}};
    snapshot.storeLatencyS = 0.0012;
    return snapshot;
}

struct Datum
{
    QString value, unit;
    QStringList rest; // warn, crit, min, max
};

/// Perfdata as a monitoring system reads it (Monitoring Plugins' guidelines, "Performance data"): 'label'=value[UOM];
/// warn;crit;min;max, separated by spaces. Anything else fails the test.
QMap<QString, Datum> parsed(const QString& line)
{
    static const QRegularExpression form(q(
        "\\G\\s*(?:'((?:[^'=]|'')+)'|([^ '=]+))=(?:(-?[0-9.]+)(us|ms|s|%|[KMGT]?B|c)?|U)((?:;[^; ]*){0,4})(?=\\s|$)"));
    QMap<QString, Datum> data;
    const QString text = line.section(u'|', 1);
    qsizetype at = 0;
    while (at < text.size()) {
        const QRegularExpressionMatch match = form.match(text, at);
        if (!match.hasMatch()) {
            QTest::qFail(qPrintable(q("no perfdata: ") + text.mid(at)), __FILE__, __LINE__);
            break;
        }
        at = match.capturedEnd();
        const QString label = match.captured(1).isEmpty() ? match.captured(2) : match.captured(1);
        data.insert(label, {match.captured(3), match.captured(4), match.captured(5).mid(1).split(u';')});
    }
    return data;
}

Check checked(const Snapshot& snapshot, const QStringList& only = {})
{
    return check(snapshot, Limits(), only);
}

State stateOf(const Check& result, const QString& label)
{
    for (const Measurement& one : result.measurements) {
        if (one.label() == label)
            return one.state;
    }
    QTest::qFail(qPrintable(q("no ") + label), __FILE__, __LINE__);
    return State::Unknown;
}

} // namespace

class TestMonitorCheck : public QObject
{
    Q_OBJECT
private slots:
    void aQuietDayIsOk()
    {
        const Check result = checked(quiet());
        QCOMPARE(result.state, State::Ok);
        const QString line = pluginLine(result);
        QVERIFY2(line.startsWith(q("MILLRACE OK - 500 held (7-day median 500), 7 waiting for a retry, ")),
                 qPrintable(line));
        const QMap<QString, Datum> data = parsed(line);
        QCOMPARE(data[q("held")].value, q("500"));
        QCOMPARE(data[q("held")].rest, (QStringList{q("649"), q("999"), q("0"), {}}));
        QCOMPARE(data[q("poll_age_debian")].value, q("3600"));
        QCOMPARE(data[q("poll_age_debian")].unit, q("s"));
        QCOMPARE(data[q("poll_age_debian")].rest, (QStringList{q("28800"), q("86400"), q("0"), {}}));
        QCOMPARE(data[q("disk_repositories")].unit, q("%"));
        QCOMPARE(data[q("disk_repositories")].rest, (QStringList{q("10:"), q("5:"), q("0"), q("100")}));
        QCOMPARE(data[q("imports")].unit, q("c"));
        QCOMPARE(data[q("store_latency")].value, q("0.0012"));
        QCOMPARE(data[q("engines")].value, q("1"));
    }

    void heldIsComparedWithWhatIsUsual_data()
    {
        QTest::addColumn<qint64>("usual");
        QTest::addColumn<qint64>("held");
        QTest::addColumn<int>("state");
        // "500 is normal, 1,000 is not."
        QTest::newRow("500 is normal") << 500LL << 500LL << 0;
        QTest::newRow("a little more") << 500LL << 649LL << 0;
        QTest::newRow("1.3 times") << 500LL << 650LL << 1;
        QTest::newRow("1,000 is not") << 500LL << 1000LL << 2;
        QTest::newRow("2 instead of 1") << 1LL << 2LL << 0;
        QTest::newRow("11 instead of 1") << 1LL << 11LL << 1;
        QTest::newRow("21 instead of 1") << 1LL << 21LL << 2;
        QTest::newRow("fewer") << 500LL << 3LL << 0;
        QTest::newRow("nobody knows what is usual") << -1LL << 10'000LL << 0;
    }

    void heldIsComparedWithWhatIsUsual()
    {
        QFETCH(qint64, usual);
        QFETCH(qint64, held);
        QFETCH(int, state);
        Snapshot snapshot = quiet();
        snapshot.health.packages[q("held")] = held;
        snapshot.medians.clear();
        if (usual >= 0)
            snapshot.medians.insert(q("held"), usual);
        QCOMPARE(static_cast<int>(checked(snapshot).state), state);
    }

    void eachTroubleIsAnAlarm_data()
    {
        QTest::addColumn<QString>("label");
        QTest::addColumn<int>("state");
        const std::pair<const char*, int> rows[] = {
            {"oldest_due", 1},      {"stale_leases", 1},      {"engines", 2},          {"heartbeat_alpha", 1},
            {"poll_age_debian", 1}, {"stale_suites", 1},      {"outage_archive:x", 1}, {"finding_errors", 1},
            {"new_signatures", 2},  {"disk_repositories", 2}, {"store_latency", 2}};
        for (const auto& [label, state] : rows)
            QTest::newRow(label) << q(label) << state;
    }

    void eachTroubleIsAnAlarm()
    {
        QFETCH(QString, label);
        QFETCH(int, state);
        Snapshot snapshot = quiet();
        QCOMPARE(checked(snapshot).state, State::Ok);
        snapshot.health.oldestDueMs = 12 * hour + 1;
        snapshot.health.staleLeases = 1;
        snapshot.health.hosts[0].heartbeat = now - 6 * minute;
        snapshot.health.suites[0].readAt = now - 8 * hour - 1;
        snapshot.health.suites[0].stale = true;
        snapshot.outages = {{q("archive:x"), q("open"), now - 31 * minute}};
        snapshot.health.findings = {{q("error"), 1}, {q("warning"), 99}};
        snapshot.health.newSignaturesDay = 50;
        snapshot.places[0].freeBytes = 4;
        snapshot.storeLatencyS = 2.5;
        QCOMPARE(static_cast<int>(stateOf(checked(snapshot), label)), state);
    }

    void anOutageOfHalfAnHourIsNone()
    {
        Snapshot snapshot = quiet();
        snapshot.outages = {{q("archive:x"), q("open"), now - 29 * minute}};
        QCOMPARE(checked(snapshot).state, State::Ok);
    }

    void theOldestSuiteIsTheArchivesAge()
    {
        Snapshot snapshot = quiet();
        snapshot.health.suites.append({q("debian"), q("bookworm"), 3600, now - 9 * hour, false, true});
        // A suite that never had sources says nothing.
        snapshot.health.suites.append({q("debian"), q("updates"), 3600, 0, false, true});
        const Check result = checked(snapshot);
        QCOMPARE(stateOf(result, q("poll_age_debian")), State::Warning);
        QVERIFY(pluginLine(result).contains(q("archive debian was last read 9 h ago [limit 28800]")));
    }

    void anArchiveThatIsPolledDailyIsNotLateAfterEightHours()
    {
        Snapshot snapshot = quiet();
        snapshot.health.suites = {{q("slow"), q("sid"), 24 * 3600, now - 30 * hour, false, false}};
        QCOMPARE(checked(snapshot).state, State::Ok);
        snapshot.health.suites[0].readAt = now - 49 * hour;
        QCOMPARE(checked(snapshot).state, State::Warning);
        // Who says 8 h means 8 h.
        snapshot.health.suites[0].readAt = now - 9 * hour;
        Limits limits;
        limits.overrideWarning({q("poll_age=8h")});
        QCOMPARE(check(snapshot, limits).state, State::Warning);
    }

    void whatWasNeverReadIsAWarningWithoutANumber()
    {
        Snapshot snapshot = quiet();
        snapshot.health.suites[0].readAt = 0;
        const QString line = pluginLine(checked(snapshot));
        QVERIFY2(line.startsWith(q("MILLRACE WARNING - archive debian was never read|")), qPrintable(line));
        QVERIFY(line.contains(q(" poll_age_debian=U;28800;86400;0; ")));
        QVERIFY(parsed(line).contains(q("poll_age_debian")));
    }

    void hostsThatStoppedOrAreLongGoneAreNoAlarm()
    {
        Snapshot snapshot = quiet();
        snapshot.health.hosts.append({q("stopped"), 0, 2, now - 3 * hour, q("stopped")});
        snapshot.health.hosts.append({q("scrapped"), 0, 2, now - 8 * 24 * hour, q("running")});
        QCOMPARE(checked(snapshot).state, State::Ok);
        snapshot.health.hosts.append({q("dead"), 0, 2, now - 20 * minute, q("running")});
        QCOMPARE(stateOf(checked(snapshot), q("heartbeat_dead")), State::Critical);
    }

    void theWorstComesFirst()
    {
        Snapshot snapshot = quiet();
        snapshot.health.staleLeases = 1;
        snapshot.places[0].freeBytes = 1;
        const QString line = pluginLine(checked(snapshot));
        QVERIFY2(line.startsWith(q("MILLRACE CRITICAL - 1 % of the disk of the repositories is free [limit 5:], "
                                   "1 jobs whose engine vanished [limit 0]|")),
                 qPrintable(line));
    }

    void oneMetricAlone()
    {
        Snapshot snapshot = quiet();
        snapshot.places[0].freeBytes = 1;
        const Check result = checked(snapshot, {q("held")});
        QCOMPARE(result.state, State::Ok);
        QCOMPARE(pluginLine(result), q("MILLRACE OK - 500 held (7-day median 500)|held=500;649;999;0;"));
        snapshot.places.clear();
        QCOMPARE(pluginLine(checked(snapshot, {q("disk")})), q("MILLRACE OK - nothing of this kind here|"));
    }

    void namesCannotForgeTheLine()
    {
        Snapshot snapshot = quiet();
        snapshot.health.hosts[0] = {q("a=b'c|held=0\nMILLRACE OK %1 %2"), 0, 1, now - hour, q("running")};
        const QString line = pluginLine(checked(snapshot));
        QCOMPARE(line.count(u'\n'), 0);
        QCOMPARE(line.count(u'|'), 1);
        const QMap<QString, Datum> data = parsed(line);
        QCOMPARE(data[q("held")].value, q("500"));
        QVERIFY2(data.contains(q("heartbeat_a_b_c_held_0_MILLRACE OK %1 %2")), qPrintable(line));
        QCOMPARE(unknownLine(q("no store|at\nall")), q("MILLRACE UNKNOWN - no store/at all"));
    }

    void jsonSaysTheSame()
    {
        Snapshot snapshot = quiet();
        snapshot.health.suites[0].readAt = 0;
        const QJsonObject json = checked(snapshot, {q("held"), q("poll_age")}).toJson();
        QCOMPARE(json[q("state")].toString(), q("warning"));
        QCOMPARE(json[q("exit")].toInt(), 1);
        const QJsonArray metrics = json[q("metrics")].toArray();
        QCOMPARE(metrics.size(), 2);
        QCOMPARE(metrics[0][q("value")].toInt(), 500);
        QCOMPARE(metrics[0][q("critical")].toString(), q("999"));
        QCOMPARE(metrics[1][q("subject")].toString(), q("debian"));
        QVERIFY(metrics[1][q("value")].isNull());
    }
};

QTEST_GUILESS_MAIN(TestMonitorCheck)
#include "tst_monitor_check.moc"
