// SPDX-License-Identifier: GPL-3.0-or-later
// When publications have their turn (importer.md b4, c51, c55), and what people decide about single versions (b8).
#include "tests/contract/storefixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::store;
using namespace millrace::test;

namespace {

constexpr qint64 hourMs = 60 * 60 * 1000;

QString q(const char* text)
{
    return QString::fromUtf8(text);
}

} // namespace

class TestContractOrder : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data() { addBackends(); }

    void upstreamForms_data()
    {
        QTest::addColumn<QString>("version");
        QTest::addColumn<QString>("form");
        const auto row = [](const char* version, const char* form) { QTest::newRow(version) << q(version) << q(form); };
        row("1.0-1", "1.0-1");
        row("1.0-1ubuntu1", "1.0-1");
        row("1.0-1build2", "1.0-1");
        row("1.0-1ubuntu0.22.04.1", "1.0-1");
        row("1:2.5ubuntu3", "1:2.5");
        row("1.0-0ubuntu1", "");
        row("1.0-1~ubuntu1", "1.0-1~");
    }
    void upstreamForms()
    {
        QFETCH(QString, version);
        QFETCH_GLOBAL(QString, backend);
        QTEST(upstreamForm(version, q("ubuntu")).value_or(QString()), "form");
    }

    void timeComesFirst()
    {
        // c51: dates order, versions only what was seen together.
        StoreFixture store;
        const Suite sid = store.suite(q("sid"));
        publish(store, sid, {"2.0-1"});
        publish(store, sid, {"2.0-1", "1.0-1+deb12u1", "1.0-1~bpo1"});
        QCOMPARE(order(store), QStringList({q("2.0-1 sid"), q("1.0-1~bpo1 sid"), q("1.0-1+deb12u1 sid")}));
    }

    void derivativeWaitsForTheUpstreamArchive()
    {
        StoreFixture store;
        begin(store);
        publish(store, m_noble, {"0.9-1ubuntu1", "1.0-1"});
        QCOMPARE(order(store), QStringList());
        QCOMPARE(store->publications.nextTurn(id(store)), store.clock.nowMs() - hourMs + longestWaitMs);
        // Five hours later the other archive has it: first its branch, then the merge.
        store.clock.advance(4 * hourMs);
        publish(store, m_sid, {"0.9-1", "1.0-1"});
        QCOMPARE(order(store), QStringList({q("1.0-1 sid"), q("1.0-1 noble")}));
        QCOMPARE(store->publications.nextTurn(id(store)), 0);
    }

    void nobodyWaitsForever()
    {
        StoreFixture store;
        begin(store);
        publish(store, m_noble, {"0.9-1ubuntu1", "1.0-1"});
        store.clock.advance(longestWaitMs - 2 * hourMs);
        QCOMPARE(order(store), QStringList());
        store.clock.advance(hourMs);
        QCOMPARE(order(store), QStringList({q("1.0-1 noble")}));
        // What comes after that comes after it, now and in every replay.
        store.clock.advance(hourMs);
        publish(store, m_sid, {"0.9-1", "1.0-1"});
        QCOMPARE(order(store), QStringList({q("1.0-1 noble"), q("1.0-1 sid")}));
    }

    void changedVersionsWaitForWhatTheyChange()
    {
        StoreFixture store;
        begin(store);
        publish(store, m_noble, {"0.9-1ubuntu1", "1.0-1ubuntu1"});
        QCOMPARE(order(store), QStringList());
        publish(store, m_sid, {"0.9-1", "1.0-1"});
        QCOMPARE(order(store), QStringList({q("1.0-1 sid"), q("1.0-1ubuntu1 noble")}));
    }

    void nobodyWaitsForWhatWillNotCome_data()
    {
        QTest::addColumn<QString>("version");
        QTest::newRow("on top of what is there") << q("0.9-1ubuntu2");
        QTest::newRow("older") << q("0.8-5");
        QTest::newRow("packaged by the derivative first") << q("1.0-0ubuntu1");
    }
    void nobodyWaitsForWhatWillNotCome()
    {
        QFETCH(QString, version);
        StoreFixture store;
        begin(store);
        publish(store, m_noble, {"0.9-1ubuntu1", version.toUtf8()});
        QCOMPARE(order(store), QStringList({version + q(" noble")}));
    }

    void firstSightOfAnArchiveWaitsForNothing()
    {
        StoreFixture store;
        m_sid = store.suite(q("sid"));
        store.archive(q("ubuntu"), 1);
        m_noble = store.suite(q("noble"), 0, q("ubuntu"));
        publish(store, m_sid, {"0.9-1"});
        publish(store, m_noble, {"1.0-1"});
        QCOMPARE(order(store), QStringList({q("0.9-1 sid"), q("1.0-1 noble")}));
    }

    void archivesThatAreNotPolledShowNothing()
    {
        StoreFixture store;
        begin(store);
        store->archives.setEnabled(store->archives.byName(q("debian"))->id, false, q("off"));
        publish(store, m_noble, {"0.9-1ubuntu1", "1.0-1"});
        QCOMPARE(order(store), QStringList({q("1.0-1 noble")}));
    }

    void nothingOvertakesInASuite()
    {
        StoreFixture store;
        begin(store);
        publish(store, m_noble, {"0.9-1ubuntu1", "1.0-1"});
        publish(store, m_noble, {"0.9-1ubuntu1", "1.0-1", "0.9-1ubuntu2"});
        QCOMPARE(order(store), QStringList());
        publish(store, m_sid, {"0.9-1", "1.0-1"});
        QCOMPARE(order(store), QStringList({q("1.0-1 sid"), q("1.0-1 noble"), q("0.9-1ubuntu2 noble")}));
    }

    void aReplayHasTheSameOrder()
    {
        StoreFixture store;
        begin(store);
        QStringList live{q("0.9-1 sid"), q("0.9-1ubuntu1 noble")};
        const auto step = [&](const Suite& suite, const QList<QByteArray>& versions) {
            publish(store, suite, versions);
            live += order(store);
            for (const WaitingPublication& one : store->publications.waiting(id(store)))
                store->database().run(q("UPDATE publication SET skipped = 1 WHERE id = ?"), {one.id});
        };
        step(m_noble, {"0.9-1ubuntu1", "1.0-1"});
        step(m_noble, {"0.9-1ubuntu1", "1.0-1", "1.0-1ubuntu1"});
        step(m_sid, {"0.9-1", "1.0-1"});
        step(m_noble, {"0.9-1ubuntu1", "1.0-1", "1.0-1ubuntu1", "2.0-1"});
        step(m_sid, {"0.9-1", "1.0-1", "2.0-2"});
        store->database().run(q("UPDATE publication SET import_id = NULL, skipped = 0"), {});
        QCOMPARE(order(store), live);
        QCOMPARE(live.size(), 7);
    }

    void c55_aVersionThatIsTakenBack()
    {
        StoreFixture store;
        const Suite sid = store.suite(q("sid"));
        publish(store, sid, {"1.0-1"});
        store->packages.setTracked(id(store), true);
        // Superseded: the usual life of a version.
        QVERIFY(publish(store, sid, {"1.0-2"}).takenBack.isEmpty());
        const RecordResult back = publish(store, sid, {"1.0-1"});
        QCOMPARE(back.takenBack.size(), 1);
        QCOMPARE(back.takenBack.constFirst().version, q("1.0-2"));
        QCOMPARE(back.takenBack.constFirst().left, q("1.0-1"));
        const RecordResult gone = publish(store, sid, {});
        QCOMPARE(gone.takenBack.constFirst().version, q("1.0-1"));
        QCOMPARE(gone.takenBack.constFirst().left, QString());
        // All at once: one word about the newest.
        publish(store, sid, {"1.0-3", "1.0-5", "1.0-4"});
        const RecordResult all = publish(store, sid, {});
        QCOMPARE(all.takenBack.size(), 1);
        QCOMPARE(all.takenBack.constFirst().version, q("1.0-5"));
        // What nobody imports is nobody's news.
        publish(store, sid, {"1.0-3"});
        store->packages.setTracked(id(store), false);
        QVERIFY(publish(store, sid, {}).takenBack.isEmpty());
    }

    void overridesRoundTrip()
    {
        StoreFixture store;
        const qint64 package = store.package(q("sample"));
        QVERIFY(store->overrides.ofPackage(package).isEmpty());
        store->overrides.set(package, {q("2.0-1"), q("parent"), q("1.0-1")});
        store->overrides.set(package, {q("2.0-1"), q("parent"), {}});
        store->overrides.set(package, {q("2.0-1"), q("changelog"), q("1.9-1")});
        store->overrides.set(store.package(q("other")), {q("2.0-1"), q("parent"), q("0.1-1")});
        const QList<Override> all{{q("2.0-1"), q("changelog"), q("1.9-1")}, {q("2.0-1"), q("parent"), {}}};
        QCOMPARE(store->overrides.ofPackage(package), all);
        store->overrides.remove(package, q("2.0-1"), q("parent"));
        QCOMPARE(store->overrides.ofPackage(package), all.mid(0, 1));
        store->overrides.replaceAll(package, all);
        QCOMPARE(store->overrides.ofPackage(package), all);
        QCOMPARE(store->overrides.ofPackage(store.package(q("other"))).size(), 1);
    }

    void derivativesRankBehindDebian()
    {
        StoreFixture store;
        Archive unknown;
        unknown.name = q("later");
        unknown.baseUri = q("http://127.0.0.1/later/");
        const qint64 later = store->archives.add(unknown);
        Archive debian = unknown;
        debian.name = debian.vendor = q("debian");
        store->archives.add(debian);
        QCOMPARE(store->archives.byName(q("debian"))->rank, 0);
        QCOMPARE(store->archives.byName(q("later"))->rank, 0);
        store->archives.setVendor(later, q("ubuntu"));
        QCOMPARE(store->archives.byName(q("later"))->rank, 1);
    }

private:
    /// Both archives know the package: 0.9-1 in sid, 0.9-1ubuntu1 in noble, both imported.
    void begin(StoreFixture& store)
    {
        m_sid = store.suite(q("sid"));
        store.archive(q("ubuntu"), 1);
        m_noble = store.suite(q("noble"), 0, q("ubuntu"));
        publish(store, m_sid, {"0.9-1"});
        publish(store, m_noble, {"0.9-1ubuntu1"});
        store->packages.setTracked(id(store), true);
        store.succeed(id(store));
    }
    /// The whole index of the suite; an hour passes.
    static RecordResult publish(StoreFixture& store, const Suite& suite, const QList<QByteArray>& versions)
    {
        QList<deb::SourceRecord> records;
        for (const QByteArray& version : versions)
            records.append(sourceRecord(q("sample"), QString::fromUtf8(version)));
        const RecordResult result = store.publish(suite, records);
        store.clock.advance(hourMs);
        return result;
    }
    static qint64 id(StoreFixture& store) { return store->packages.byName(q("sample"))->id; }
    static QStringList order(StoreFixture& store)
    {
        QStringList names;
        for (const WaitingPublication& one : store->publications.waiting(id(store)))
            names.append(one.upload.version + QLatin1Char(' ') + one.suite);
        return names;
    }

    Suite m_sid;
    Suite m_noble;
};

QTEST_GUILESS_MAIN(TestContractOrder)
#include "tst_contract_store_order.moc"
