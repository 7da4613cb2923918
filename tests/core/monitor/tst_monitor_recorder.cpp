// SPDX-License-Identifier: GPL-3.0-or-later
// The Recorder: writes at once, does not repeat what another one wrote, and says once that the store refuses.
#include "core/monitor/recorder.h"
#include "core/monitor/snapshot.h"
#include "tests/contract/storefixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace millrace;
using namespace millrace::monitor;
using namespace millrace::test;

class TestMonitorRecorder : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data() { addBackends(); }

    void oneOfTwoWritesTheSample()
    {
        StoreFixture fixture;
        fixture.fail(fixture.package(QStringLiteral("broken")));
        store::StoreThread one(fixture.url, store::OpenMode::ReadWrite, fixture.clock);
        store::StoreThread two(fixture.url, store::OpenMode::ReadWrite, fixture.clock);
        Recorder first(one);
        Recorder second(two);
        QSignalSpy firstSpy(&first, &Recorder::sampled);
        QSignalSpy secondSpy(&second, &Recorder::sampled);
        first.start();
        QVERIFY(firstSpy.wait());
        second.start();
        two.call([](store::StateStore&) {}); // its look is over
        QCoreApplication::processEvents();
        QCOMPARE(secondSpy.size(), 0);
        fixture.clock.advance(store::HistoryTable::sampleMs);
        second.start();
        QVERIFY(secondSpy.wait());

        const qint64 now = fixture.clock.nowMs();
        const auto series = fixture->history.series(store::metric::held, now - store::HistoryTable::hourMs, now + 1, 1);
        QVERIFY(series.constFirst().known);
        QCOMPARE(series.constFirst().last, 1);
        QCOMPARE(fixture->database().value(QStringLiteral("SELECT count(*) FROM history WHERE metric = 'held'")), 2);
    }

    void aSnapshotKnowsWhatIsAway()
    {
        StoreFixture fixture;
        const Paths paths = Paths::below(QStringLiteral("/nonexistent"));
        QVERIFY(takeSnapshot(*fixture, paths).outages.isEmpty());
        const QString resource = QStringLiteral("archive:127.0.0.1:80");
        fixture->outages.openByHand(resource, QStringLiteral("it moves"));
        const QList<OpenOutage> outages = takeSnapshot(*fixture, paths).outages;
        QCOMPARE(outages.size(), 1);
        QCOMPARE(outages.constFirst().resource, resource);
        QCOMPARE(outages.constFirst().state, QStringLiteral("open"));
        QCOMPARE(outages.constFirst().since, fixture.clock.nowMs());
        fixture->outages.closeByHand(resource, QStringLiteral("it is there"));
        QVERIFY(takeSnapshot(*fixture, paths).outages.isEmpty());
    }

    void aStoreThatRefusesIsToldOnce()
    {
        StoreFixture fixture;
        store::StoreThread thread(fixture.url, store::OpenMode::ReadOnly, fixture.clock);
        Recorder recorder(thread);
        QSignalSpy failed(&recorder, &Recorder::failed);
        recorder.start();
        QVERIFY(failed.wait());
        recorder.start();
        thread.call([](store::StateStore&) {});
        QCoreApplication::processEvents();
        QCOMPARE(failed.size(), 1);
    }

    void theSnapshotKnowsWhatIsUsual()
    {
        StoreFixture fixture;
        for (int i = 0; i < 30; ++i) {
            if (i == 15)
                fixture.fail(fixture.package(QStringLiteral("broken")));
            QVERIFY(fixture->history.sample());
            QVERIFY(!fixture->history.sample());
            const Snapshot snapshot = takeSnapshot(*fixture, Paths::below(QStringLiteral("/nonexistent")));
            // A day of samples makes a baseline.
            QCOMPARE(snapshot.medians.contains(store::metric::held), i >= 23);
            fixture.clock.advance(store::HistoryTable::hourMs);
        }
        const Snapshot snapshot = takeSnapshot(*fixture, Paths::below(QStringLiteral("/nonexistent")));
        QCOMPARE(snapshot.medians.value(store::metric::held), 1);
        QCOMPARE(snapshot.health.packages.value(QStringLiteral("held")), 1);
        QVERIFY(snapshot.places.isEmpty());
        QVERIFY(snapshot.storeLatencyS > 0);
        const QTemporaryDir home;
        QDir(home.path()).mkdir(QStringLiteral("blobs"));
        const QList<Place> places = takeSnapshot(*fixture, Paths::below(home.path())).places;
        QCOMPARE(places.size(), 1);
        QCOMPARE(places.constFirst().name, QStringLiteral("blobs"));
        QVERIFY(places.constFirst().sizeBytes >= places.constFirst().freeBytes);
    }
};

QTEST_GUILESS_MAIN(TestMonitorRecorder)
#include "tst_monitor_recorder.moc"
