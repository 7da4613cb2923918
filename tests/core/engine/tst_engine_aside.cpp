// SPDX-License-Identifier: GPL-3.0-or-later
// What was put aside for a time goes on by itself when that is over: once, with an event that says why, and not before.
#include "core/engine/asideend.h"
#include "core/ops/operations.h"
#include "tests/contract/storefixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

constexpr qint64 hour = 3'600'000;

} // namespace

class TestEngineAside : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data() { addBackends(); }

    void goesOnWhenItsTimeIsOver()
    {
        StoreFixture store;
        const qint64 paused = store.package(s("paused"));
        const qint64 denied = store.package(s("denied"));
        const qint64 good = store.package(s("good"));
        const qint64 until = store.clock.nowMs() + hour;
        ops::hold({{s("paused")}}, {false, until})->applyNow(*store, s("grace"));
        ops::hold({{s("denied")}}, {true, until + hour})->applyNow(*store, s("grace"));
        ops::hold({{s("good")}})->applyNow(*store, s("grace"));
        const auto events = [&] { return store->lists.ids(store::ListKind::Events, {s("actor:engine")}); };

        store.clock.advance(hour - 1);
        engine::endAsides(*store);
        QVERIFY(events().isEmpty());
        QVERIFY(!store->jobs.lease(s("here:1"), s("here")));

        store.clock.advance(1);
        engine::endAsides(*store);
        engine::endAsides(*store);
        QCOMPARE(events().size(), 1);
        const auto event = store->events.byId(events().constFirst());
        QCOMPARE(event->action, s("resume"));
        QCOMPARE(event->reason, s("its time aside is over"));
        QCOMPARE(store->packages.byId(paused)->state, queue::PackageState::Queued); // a publication of it waits
        QCOMPARE(store->packages.byId(denied)->state, queue::PackageState::Denied);

        store.clock.advance(hour);
        engine::endAsides(*store);
        QCOMPARE(store->packages.byId(denied)->state, queue::PackageState::Queued);
        store.clock.advance(1000 * hour);
        engine::endAsides(*store);
        QCOMPARE(events().size(), 2);
        QCOMPARE(store->packages.byId(good)->state, queue::PackageState::Paused);
    }
};

QTEST_GUILESS_MAIN(TestEngineAside)
#include "tst_engine_aside.moc"
