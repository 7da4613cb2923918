// SPDX-License-Identifier: GPL-3.0-or-later
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

QStringList versionsOf(const QList<WaitingPublication>& waiting)
{
    QStringList result;
    for (const WaitingPublication& one : waiting)
        result.append(one.suite + QLatin1Char(' ') + one.upload.version);
    return result;
}
} // namespace

class TestContractPublications : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data() { addBackends(); }

    void recordsWhatIsNew()
    {
        StoreFixture store;
        const Suite sid = store.suite(q("sid"), 9);
        const RecordResult first =
            store.publish(sid, {sourceRecord(q("hello"), q("2.10-3")), sourceRecord(q("dash"), q("0.5.12-2"))});
        QCOMPARE(first.added, 2);
        QCOMPARE(first.removed, 0);
        QVERIFY2(first.packages.isEmpty(), "nobody tracks them yet");

        const qint64 hello = store->packages.byName(q("hello"))->id;
        store->packages.setTracked(hello, true);
        const RecordResult second =
            store.publish(sid, {sourceRecord(q("hello"), q("2.10-3")), sourceRecord(q("hello"), q("2.10-4")),
                                sourceRecord(q("dash"), q("0.5.12-2"))});
        QCOMPARE(second.added, 1);
        QCOMPARE(second.removed, 0);
        QCOMPARE(second.packages, QList<qint64>{hello});
        QCOMPARE(versionsOf(store->publications.waiting(hello)), (QStringList{q("sid 2.10-3"), q("sid 2.10-4")}));
        QVERIFY(store->publications.hasWaiting(hello));
    }

    /// A large index is written in lots of statements with many rows each; nothing may fall between two of them.
    void recordsManyAtOnce()
    {
        StoreFixture store;
        const Suite sid = store.suite(q("sid"), 9);
        QList<deb::SourceRecord> records;
        for (int i = 0; i < 1234; ++i)
            records.append(sourceRecord(QStringLiteral("package%1").arg(i % 1000), QStringLiteral("%1-1").arg(i)));
        records.append(records.at(7)); // named twice
        const qint64 known = store.package(q("package7"));
        QCOMPARE(store.publish(sid, records).added, 1234);
        QCOMPARE(store->packages.byName(q("package7"))->id, known);
        QCOMPARE(store->database().value(q("SELECT newest_version FROM package WHERE name = 'package3'")).toString(),
                 q("1003-1"));
        QCOMPARE(versionsOf(store->publications.waiting(store->packages.byName(q("package3"))->id)),
                 (QStringList{q("sid 3-1"), q("sid 1003-1")}));
        QCOMPARE(store.publish(sid, records).added, 0);
        QCOMPARE(store->publications.identities(sid.id).size(), 1235);
    }

    /// A poll that was killed has written uploads, but no suite shows them; the next one finds them there.
    void uploadsAloneAreNoPublications()
    {
        StoreFixture store;
        const Suite sid = store.suite(q("sid"), 9);
        const QList<deb::SourceRecord> records{sourceRecord(q("hello"), q("2.10-3"))};
        store->publications.writeUploads(sid.archiveId, indexEntries(records));
        const qint64 hello = store->packages.byName(q("hello"))->id;
        QVERIFY(!store->publications.hasWaiting(hello));
        QVERIFY(store->publications.identities(sid.id).isEmpty());
        store->packages.setTracked(hello, true);
        const RecordResult result = store.publish(sid, records);
        QCOMPARE(result.added, 1);
        QCOMPARE(result.packages, QList<qint64>{hello});
        QVERIFY(store->publications.hasWaiting(hello));
    }

    void keepsAllThatAWorkerNeeds()
    {
        StoreFixture store;
        deb::SourceRecord record = sourceRecord(q("hello"), q("1:2.10-3"));
        record.files.append({q("hello_2.10.orig.tar.gz"), 725946, {}, "abc", {}});
        record.files.append({q("hello_2.10-3.debian.tar.xz"), 12, "def", {}, {}});
        record.files.append({q("hello_\"2\\10\".asc"), 1, {}, {}, "012"});
        store.publish(store.suite(q("sid"), 9), {record});
        const WaitingPublication one = store->publications.waiting(store->packages.byName(q("hello"))->id).constFirst();
        QCOMPARE(one.upload.package, q("hello"));
        QCOMPARE(one.upload.version, q("1:2.10-3"));
        QCOMPARE(one.upload.format, q("3.0 (quilt)"));
        QCOMPARE(one.upload.dscSha256, QString::fromLatin1(record.dscSha256));
        QCOMPARE(one.upload.location, q("pool/main/h/hello"));
        QCOMPARE(one.suite, q("sid"));
        QCOMPARE(one.branch, q("debian/sid"));
        QCOMPARE(one.vendor, q("debian"));
        QCOMPARE(one.baseUri, q("http://127.0.0.1/debian/"));
        QCOMPARE(one.upload.files.size(), 4);
        QCOMPARE(one.upload.files.at(0).sha256, record.dscSha256);
        QCOMPARE(one.upload.files.at(1).size, 725946);
        QCOMPARE(one.upload.files.at(1).sha1, QByteArray("abc"));
        QCOMPARE(one.upload.files.at(2).md5, QByteArray("def"));
        QCOMPARE(one.upload.files.at(3).name, q("hello_\"2\\10\".asc"));
    }

    void marksWhatIsGoneAndWhatReturns()
    {
        StoreFixture store;
        const Suite sid = store.suite(q("sid"));
        const QList<deb::SourceRecord> both{sourceRecord(q("a"), q("1")), sourceRecord(q("b"), q("1"))};
        store.publish(sid, both);
        store.clock.advance(1000);
        const RecordResult gone = store.publish(sid, {both.at(0)});
        QCOMPARE(gone.added, 0);
        QCOMPARE(gone.removed, 1);
        QCOMPARE(store->details.package(q("b"))->publications.constFirst().removedAt, store.clock.nowMs());
        const qint64 b = store->packages.byName(q("b"))->id;
        QVERIFY2(!store->publications.hasWaiting(b), "what left the archive cannot be fetched");

        store.clock.advance(1000);
        QCOMPARE(store.publish(sid, {both.at(0)}).removed, 0);

        store->packages.setTracked(b, true);
        const RecordResult back = store.publish(sid, both);
        QCOMPARE(back.added, 0);
        QCOMPARE(store->details.package(q("b"))->publications.size(), 1);
        QCOMPARE(store->details.package(q("b"))->publications.constFirst().removedAt, 0);
        QVERIFY(store->publications.hasWaiting(b));
        QCOMPARE(back.packages, QList<qint64>{b}); // it can be imported again, so it needs a job again
    }

    void countsAnUploadListedTwiceOnce()
    {
        StoreFixture store;
        const deb::SourceRecord record = sourceRecord(q("hello"), q("1"));
        QCOMPARE(store.publish(store.suite(q("sid")), {record, record}).added, 1);
        const RecordResult again = store.publish(store.suite(q("sid")), {record, record});
        QCOMPARE(again.added + again.removed, 0);
    }

    void keepsUploadsWithoutStrongDigestApart()
    {
        StoreFixture store;
        QList<deb::SourceRecord> old{sourceRecord(q("hello"), q("1.0-1")), sourceRecord(q("dash"), q("0.1-1"))};
        for (deb::SourceRecord& record : old) {
            record.files.first().md5 = record.dscSha256.left(32);
            record.files.first().sha256.clear();
            record.dscSha256.clear();
        }
        QCOMPARE(store.publish(store.suite(q("sarge")), old).added, 2);
        for (const QString& name : {q("hello"), q("dash")}) {
            const auto waiting = store->publications.waiting(store->packages.byName(name)->id);
            QCOMPARE(waiting.size(), 1);
            QCOMPARE(waiting.constFirst().upload.package, name);
        }
        const RecordResult again = store.publish(store.suite(q("sarge")), old);
        QCOMPARE(again.added + again.removed, 0);
    }

    void sameUploadInTwoSuitesIsTwoPublications()
    {
        StoreFixture store;
        const deb::SourceRecord record = sourceRecord(q("hello"), q("2.10-3"));
        store.publish(store.suite(q("bookworm"), 3), {record});
        store.publish(store.suite(q("sid"), 9), {record});
        const auto waiting = store->publications.waiting(store->packages.byName(q("hello"))->id);
        QCOMPARE(versionsOf(waiting), (QStringList{q("bookworm 2.10-3"), q("sid 2.10-3")}));
        QCOMPARE(waiting.at(0).upload.id, waiting.at(1).upload.id);
    }

    void fetchesAnUploadWhereItWasSeen()
    {
        // Archives share uploads but not always pool folders: security's pool/updates/ exists nowhere else.
        StoreFixture store;
        deb::SourceRecord record = sourceRecord(q("dpkg"), q("1.21.1"));
        record.directory = q("pool/updates/main/d/dpkg");
        store.publish(store.suite(q("bookworm-security"), 4, q("security")), {record});
        record.directory = q("pool/main/d/dpkg");
        store.publish(store.suite(q("bookworm"), 3), {record});
        for (const WaitingPublication& one : store->publications.waiting(store->packages.byName(q("dpkg"))->id)) {
            QCOMPARE(one.upload.location, q("pool/updates/main/d/dpkg"));
            QCOMPARE(one.baseUri, q("http://127.0.0.1/security/"));
        }
    }

    // Frozen decision 6: time, then Debian's version order, then archive rank, then suite rank.
    void ordersByTimeVersionArchiveAndSuite()
    {
        StoreFixture store;
        store.archive(q("debian"), 0);
        store.archive(q("ubuntu"), 1);
        const Suite sid = store.suite(q("sid"), 9);
        const Suite bookworm = store.suite(q("bookworm"), 3);
        const Suite noble = store.suite(q("noble"), 0, q("ubuntu"));
        store.publish(noble, {sourceRecord(q("p"), q("1.10-1")), sourceRecord(q("p"), q("1.9-1"), q("ubuntu"))});
        store.publish(sid, {sourceRecord(q("p"), q("1.10-1")), sourceRecord(q("p"), q("1.10~rc1-1"))});
        store.publish(bookworm, {sourceRecord(q("p"), q("1.9-1")), sourceRecord(q("p"), q("1.10-1"))});
        store.clock.advance(1);
        store.publish(noble, {sourceRecord(q("p"), q("1.10-1")), sourceRecord(q("p"), q("1.9-1"), q("ubuntu")),
                              sourceRecord(q("p"), q("0.1-1"))});
        const qint64 id = store->packages.byName(q("p"))->id;
        QCOMPARE(versionsOf(store->publications.waiting(id)),
                 (QStringList{q("bookworm 1.9-1"), q("noble 1.9-1"), q("sid 1.10~rc1-1"), q("bookworm 1.10-1"),
                              q("sid 1.10-1"), q("noble 1.10-1"), q("noble 0.1-1")}));
        QCOMPARE(versionsOf(store->publications.waiting(id, {q("sid")})),
                 (QStringList{q("sid 1.10~rc1-1"), q("sid 1.10-1")}));
    }

    void importedAndIgnoredDoNotWait()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        store.succeed(id);
        QVERIFY(!store->publications.hasWaiting(id));
        QVERIFY(store->publications.waiting(id).isEmpty());
        Suite old = store.suite(q("bullseye"), 2);
        store.publish(old, {sourceRecord(q("hello"), q("0.9-1"))});
        QVERIFY(store->publications.hasWaiting(id));
        old.state = q("ignored");
        store->archives.updateSuite(old);
        QVERIFY(!store->publications.hasWaiting(id));
        QVERIFY(store->publications.waiting(id).isEmpty());
    }

    void knowsTheNewestVersion()
    {
        StoreFixture store;
        store.publish(store.suite(q("sid")), {sourceRecord(q("p"), q("1.10-1")), sourceRecord(q("p"), q("1.9-1"))});
        store.publish(store.suite(q("old")), {sourceRecord(q("p"), q("1.2-1"))});
        const QList<ListRow> rows = store->lists.rows(ListKind::Packages, store->lists.ids(ListKind::Packages, {}));
        QCOMPARE(rows.constFirst().cells.at(Lists::column(ListKind::Packages, q("version"))).toString(), q("1.10-1"));
    }

    void archivesRoundTripAndGo()
    {
        StoreFixture store;
        Archive archive;
        archive.name = q("own");
        archive.vendor = q("acme");
        archive.baseUri = q("https://127.0.0.1/x");
        archive.keyrings = {q("/k1.gpg"), q("/k 2.gpg")};
        archive.components = {q("main"), q("contrib")};
        archive.trust = q("none");
        archive.rank = 3;
        archive.pollIntervalS = 60;
        archive.suites = {Suite{}, Suite{}};
        archive.suites[0].name = q("one");
        archive.suites[1].name = q("two");
        const qint64 id = store->archives.add(archive);
        const Archive read = *store->archives.byName(q("own"));
        QCOMPARE(read.id, id);
        QCOMPARE(read.keyrings, archive.keyrings);
        QCOMPARE(read.components, archive.components);
        QCOMPARE(read.trust, archive.trust);
        QCOMPARE(read.pollIntervalS, 60);
        QCOMPARE(read.suites.size(), 2);
        QCOMPARE(errorOf([&] { store->archives.add(archive); }).code(), q("usage.archive"));

        QVERIFY(store->archives.nextPoll(0, {}) <= store.clock.nowMs());
        for (Suite suite : read.suites) {
            suite.polledAt = store.clock.nowMs();
            store->archives.updateSuite(suite);
        }
        QCOMPARE(store->archives.nextPoll(0, {}), store.clock.nowMs() + 60'000);
        QCOMPARE(store->archives.nextPoll(5, {}), store.clock.nowMs() + 5'000);
        QCOMPARE(store->archives.nextPoll(5, {id}), 0);
        store->archives.setEnabled(id, false, q("off"));
        QCOMPARE(store->archives.nextPoll(0, {}), 0);

        store.publish(store->archives.byName(q("own"))->suites.at(0), {sourceRecord(q("hello"), q("1"))});
        store->archives.remove(id);
        QVERIFY(!store->archives.byName(q("own")));
        QVERIFY(!store->publications.hasWaiting(store->packages.byName(q("hello"))->id));
    }

    void onePollerReadsASuite()
    {
        StoreFixture store;
        const Suite sid = store.suite(q("sid"));
        const qint64 begun = store.clock.nowMs();
        QVERIFY(store->archives.claimPoll(sid.id, q("here:1"), false));
        QVERIFY(store->archives.claimPoll(sid.id, q("here:1"), false));
        QVERIFY(!store->archives.claimPoll(sid.id, q("there:2"), false));
        QCOMPARE(store->archives.pollers(), QStringList{q("here:1")});
        QCOMPARE(store->archives.nextPoll(0, {}), 0);
        // Imports go on while it looks, and wait while it reads.
        QVERIFY(!store->archives.importsWait());
        QVERIFY(store->archives.beginPoll({sid.id}, q("there:2"), begun).isEmpty());
        QCOMPARE(store->archives.beginPoll({sid.id}, q("here:1"), begun).value(sid.id), begun);
        QVERIFY(store->archives.importsWait());
        // It says that it lives; when it says so no longer, another one goes on with what it began.
        store.clock.advance(9 * 60'000);
        store->archives.keepPolling(q("here:1"));
        store.clock.advance(9 * 60'000);
        QVERIFY(!store->archives.claimPoll(sid.id, q("there:2"), false));
        QVERIFY(store->archives.importsWait());
        store.clock.advance(60'000);
        QVERIFY(store->archives.pollers().isEmpty());
        QVERIFY(!store->archives.importsWait());
        QVERIFY(store->archives.claimPoll(sid.id, q("there:2"), false));
        QVERIFY2(store->archives.importsWait(), "some of it may have been read already");
        QVERIFY2(!store->archives.keepPoll(sid.id, q("here:1")), "what it has read is older");
        QCOMPARE(store->archives.beginPoll({sid.id}, q("there:2"), begun + 9).value(sid.id), begun);
        QCOMPARE(store->archives.all().constFirst().suites.constFirst().pollBegunMs, begun);
        // A person's wish comes before; and what is released can be had.
        QVERIFY(store->archives.claimPoll(sid.id, q("third:3"), true));
        store->archives.releasePoll(q("there:2"));
        QCOMPARE(store->archives.pollers(), QStringList{q("third:3")});
        store->archives.releasePoll(q("third:3"));
        QVERIFY(store->archives.pollers().isEmpty());
        QVERIFY(!store->archives.importsWait());
        QVERIFY(store->archives.claimPoll(sid.id, q("there:2"), false));
        // Read: no longer under way.
        store->archives.updateSuite(store->archives.all().constFirst().suites.constFirst());
        QVERIFY(store->archives.pollers().isEmpty());
        QVERIFY(!store->archives.importsWait());
        QCOMPARE(store->archives.all().constFirst().suites.constFirst().pollBegunMs, 0);
    }
};

QTEST_GUILESS_MAIN(TestContractPublications)
#include "tst_contract_store_publications.moc"
