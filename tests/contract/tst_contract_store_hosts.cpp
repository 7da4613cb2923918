// SPDX-License-Identifier: GPL-3.0-or-later
// Several engines on one host: what the host is said to do, and how they share what is wanted of it.
#include "tests/contract/storefixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::store;
using namespace millrace::test;

namespace {

QString q(const char* text)
{
    return QString::fromUtf8(text);
}

constexpr qint64 second = 1000;

HostStatus only(StoreFixture& store)
{
    const QList<HostStatus> hosts = store->status().hosts;
    return hosts.size() == 1 ? hosts.constFirst() : HostStatus();
}

} // namespace

class TestContractHosts : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data() { addBackends(); }

    void aHostIsTheSumOfItsEngines()
    {
        StoreFixture store;
        store->hosts.beat(q("here"), 3, 4, q("running"), q("here:1.1.a"));
        store->hosts.beat(q("here"), 1, 2, q("running"), q("here:2.1.a"));
        store->hosts.beat(q("here"), 0, 8, q("paused"), q("here:3.1.a")); // a console that only looks
        store->hosts.beat(q("there"), 0, 1, q("running"), q("there:1.1.b"));
        QCOMPARE(store->status().hosts.size(), 2);
        QCOMPARE(store->status().hosts.constFirst().jobs, 4);
        QCOMPARE(store->status().hosts.constFirst().parallel, 6);
        QCOMPARE(store->status().hosts.constFirst().state, q("running"));
        QCOMPARE(store->hosts.engines().size(), 4);
    }

    void whoEndsTakesOnlyItselfOut()
    {
        StoreFixture store;
        store->hosts.beat(q("here"), 1, 4, q("running"), q("here:1.1.a"));
        store->hosts.beat(q("here"), 1, 2, q("running"), q("here:2.1.a"));
        store->hosts.beat(q("here"), 0, 2, q("stopped"), q("here:2.1.a"));
        QCOMPARE(only(store).state, q("running"));
        QCOMPARE(only(store).parallel, 4);
        QCOMPARE(only(store).jobs, 1);
        store->hosts.beat(q("here"), 0, 4, q("stopped"), q("here:1.1.a"));
        QCOMPARE(only(store).state, q("stopped"));
        QCOMPARE(only(store).parallel, 4);
        QCOMPARE(only(store).jobs, 0);
        QVERIFY(store->hosts.engines().isEmpty());
    }

    void whoIsGoneWithoutAWordIsNotCounted()
    {
        StoreFixture store;
        store->hosts.beat(q("here"), 2, 4, q("running"), q("here:1.1.a"));
        store.clock.advance(60 * second);
        store->hosts.beat(q("here"), 1, 2, q("running"), q("here:2.1.a"));
        QCOMPARE(only(store).jobs, 3);
        store.clock.advance(30 * second); // the first one missed three beats
        store->hosts.beat(q("here"), 1, 2, q("running"), q("here:2.1.a"));
        QCOMPARE(only(store).jobs, 1);
        QCOMPARE(store->hosts.engines(), QStringList{q("here:2.1.a")});
        // It was only slow.
        store->hosts.beat(q("here"), 2, 4, q("running"), q("here:1.1.a"));
        QCOMPARE(only(store).jobs, 3);
        // And this one is known to be dead at once.
        const qint64 news = store->changeCounters().value(q("host"));
        store->hosts.strikeOff(q("here:1.1.a"));
        QCOMPARE(only(store).jobs, 1);
        QVERIFY(store->changeCounters().value(q("host")) > news);
        store->hosts.strikeOff(q("here:1.1.a"));
    }

    void enginesShareWhatIsWanted()
    {
        StoreFixture store;
        const auto share = [&](const char* engine, const char* state = "running") {
            return store->hosts.beat(q("here"), 0, 1, q(state), q(engine)).parallel;
        };
        QCOMPARE(share("here:1.1.a"), 0); // as it was started
        store->hosts.setWanted(q("here"), {5, false});
        QCOMPARE(share("here:1.1.a"), 5);
        QCOMPARE(share("here:2.1.a"), 2);
        QCOMPARE(share("here:1.1.a"), 3);
        // One that begins nothing takes no share.
        share("here:3.1.a", "paused");
        QCOMPARE(share("here:1.1.a"), 3);
        // Nobody can have less than one.
        store->hosts.setWanted(q("here"), {1, true});
        QCOMPARE(share("here:1.1.a"), 1);
        QCOMPARE(share("here:2.1.a"), 1);
        QVERIFY(store->hosts.beat(q("here"), 0, 1, q("running"), q("here:2.1.a")).drain);
        QCOMPARE(share("here:2.1.a", "stopped"), 1);
        store->hosts.setWanted(q("here"), {5, false});
        QCOMPARE(share("here:1.1.a"), 5);
    }
};

QTEST_GUILESS_MAIN(TestContractHosts)
#include "tst_contract_store_hosts.moc"
