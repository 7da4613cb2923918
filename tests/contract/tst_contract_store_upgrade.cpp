// SPDX-License-Identifier: GPL-3.0-or-later
// A store of an earlier schema, with rows in it, becomes one of today's with nothing lost.
#include "core/store/migrations.h"
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

/// A store as it was after migration @p number, with these rows; bytes are written as SQLite does: x'01'.
void makeOld(const StoreUrl& url, int number, const std::initializer_list<const char*>& statements)
{
    const auto database = Database::open(url, OpenMode::ReadWrite);
    Migrations(*database).apply(number);
    QCOMPARE(Migrations(*database).current(), number);
    for (const char* const statement : statements) {
        QString sql = q(statement);
        if (database->dialect() == q("postgres"))
            sql.replace(q(" x'"), q(" '\\x"));
        database->execute(sql);
    }
    for (const TableInfo& table : database->tables()) {
        if (table.countsIds)
            database->continueIds(
                table.name, database->value(QStringLiteral("SELECT max(id) FROM %1").arg(table.name)).toLongLong());
    }
}

const char* const archive =
    "INSERT INTO archive(id, name, vendor, base_uri) VALUES (3, 'debian', 'debian', 'http://127.0.0.1/')";
const char* const suites = "INSERT INTO suite(id, archive_id, name, branch) VALUES (4, 3, 'sid', 'debian/sid'), "
                           "(5, 3, 'trixie', 'debian/trixie')";
const char* const package = "INSERT INTO package(id, name, tracked) VALUES (6, 'sample', 1)";
const char* const uploads =
    "INSERT INTO upload(id, dsc_sha256, package_id, archive_id, version, version_key, format, location, files_json) "
    "VALUES (7, 'a', 6, 3, '1.0-1', x'01', '1.0', 'pool/s', '[]'), (8, 'b', 6, 3, '2.0-1', x'02', '1.0', 'pool/s', "
    "'[]')";

} // namespace

class TestContractUpgrade : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data() { addBackends(); }

    /// SQLite's empty stores get the sum of all migrations: nobody may be able to tell.
    void anEmptyStoreEndsAsAMigratedOne()
    {
        const QTemporaryDir one, other;
        const auto schemaOf = [](const StoreUrl& url, int last) {
            const auto database = Database::open(url, OpenMode::ReadWrite);
            const QStringList applied = Migrations(*database).apply(last);
            QStringList schema = {QString::number(applied.size()), QString::number(database->schemaVersion())};
            QSqlQuery query = database->select(
                database->dialect() == q("sqlite")
                    ? q("SELECT type || ' ' || name || ' ' || tbl_name || ' ' || COALESCE(sql, '') FROM sqlite_schema "
                        "ORDER BY type, name")
                    : q("SELECT table_name || ' ' || column_name || ' ' || data_type FROM information_schema.columns "
                        "WHERE table_schema = 'public' ORDER BY 1"));
            while (query.next())
                schema.append(query.value(0).toString());
            return schema;
        };
        const StoreUrl url = emptyStore(one.path());
        const int newest = Migrations(*Database::open(url, OpenMode::ReadWrite)).newest();
        const QStringList migrated = schemaOf(emptyStore(other.path()), newest);
        QVERIFY(migrated.size() > 40);
        QCOMPARE(schemaOf(url, 0), migrated);
    }

    void fromSchema5()
    {
        const QTemporaryDir folder;
        const StoreUrl url = emptyStore(folder.path());
        makeOld(url, 5,
                {archive, suites, package, uploads,
                 "INSERT INTO job(id, package_id, type, priority, due_at, created) VALUES (9, 6, 'new', 1, 1, 1)",
                 "INSERT INTO attempt(id, job_id, worker, started) VALUES (10, 9, 'x', 1)",
                 "INSERT INTO import(id, upload_id, package_id, engine, vendor, tree, commit_oid, parents_json, kind, "
                 "tag, ordinal, state, attempt_id, created) VALUES "
                 "(11, 7, 6, 1, 'debian', 't', 'c', '[]', 'synth', 'debian/1.0-1', 1, 'published', 2, 1), "
                 "(12, 8, 6, 1, 'debian', 't', 'd', '[]', 'synth', 'debian/2.0-1', 2, 'staged', 10, 1)",
                 "INSERT INTO publication(id, suite_id, package_id, upload_id, first_seen, import_id, commit_oid) "
                 "VALUES (13, 4, 6, 7, 1, 11, 'c'), (14, 5, 6, 8, 1, 12, 'd')",
                 "INSERT INTO import_override(id, package_id, version, what, value) VALUES "
                 "(15, 6, '1.0-1', 'parent', ''), (16, 6, '2.0-1', 'changelog', '1.9-1')"});
        StateStore store(url, OpenMode::ReadWrite);
        QCOMPARE(Migrations(store.database()).current(), Migrations(store.database()).newest());
        const Archive archive = *store.archives.byName(q("debian"));
        QVERIFY(archive.weakDigests && archive.zst && archive.mirrors.isEmpty());
        QCOMPARE(store.overrides.ofPackage(6),
                 (QList<Override>{{q("1.0-1"), q("parent"), {}}, {q("2.0-1"), q("changelog"), q("1.9-1")}}));
        store.overrides.set(6, {q("1.0"), q("upstream"), q("keep")});
        QCOMPARE(store.overrides.ofPackage(6).size(), 3);
        // What a kill had interrupted can still be taken back, and only that.
        store.imports.discard(10);
        QCOMPARE(store.publications.waiting(6).size(), 1);
        QCOMPARE(store.publications.waiting(6).constFirst().id, 14);
        QCOMPARE(store.imports.ofPackage(6).size(), 1);
    }

    /// What people decide about failures (0010), and versions and jobs with more to say (0011).
    void fromSchema9()
    {
        const QTemporaryDir folder;
        const StoreUrl url = emptyStore(folder.path());
        makeOld(url, 9,
                {archive, suites, package, uploads,
                 "INSERT INTO package(id, name, state, tracked) VALUES (60, 'other', 'retry_wait', 1)",
                 "INSERT INTO publication(id, suite_id, package_id, upload_id, first_seen, skipped) "
                 "VALUES (13, 4, 6, 7, 1, 1), (14, 5, 6, 8, 1, 0)",
                 "INSERT INTO job(id, package_id, type, state, priority, due_at, created, started, ended, outcome) "
                 "VALUES (9, 6, 'new', 'done', 1, 1, 1, 1, 2, 'failed')",
                 "INSERT INTO job(id, package_id, type, priority, due_at, created) VALUES (90, 60, 'manual', 1, 1, 1)",
                 "INSERT INTO attempt(id, job_id, worker, started, ended, outcome) VALUES (10, 9, 'x', 1, 2, 'failed')",
                 "INSERT INTO signature(sig, id, class, code, title, lines_json, algorithm, policy, added_at) VALUES "
                 "('00000000000000aa', 170, 'net', 'net.timeout', 'No answer', '[\"net.timeout\"]', 1, 'retry', 1), "
                 "('00000000000000bb', 187, 'dsc', 'dsc.files', 'Broken', '[]', 1, 'hold', 1)",
                 // Two days of failures: three rows of one signature, one of which came three times.
                 "INSERT INTO failure(id, package_id, attempt_id, class, code, phase, signature, message, trace_json, "
                 "evidence_json, version, first_at, last_at, count, state, next_retry_at) VALUES "
                 "(20, 6, 10, 'net', 'net.timeout', 'fetch', '00000000000000aa', 'm', '[]', '{}', '1.0-1', 86400000, "
                 "172800000, 3, 'held', 0), "
                 "(21, 60, NULL, 'net', 'net.timeout', 'fetch', '00000000000000aa', 'm', '[]', '{}', '1', 86400001, "
                 "86400001, 1, 'retry_wait', 99), "
                 "(22, 6, NULL, 'net', 'net.timeout', 'fetch', '00000000000000aa', 'm', '[]', '{}', '2', 172800000, "
                 "172800000, 1, 'resolved', 0), "
                 "(23, 6, NULL, 'dsc', 'dsc.files', '', '00000000000000bb', 'm', '[]', '{}', '2', 172800000, "
                 "172800000, 1, 'held', 0)",
                 "INSERT INTO event(id, at, actor, action, subject, summary, before_json, after_json) VALUES "
                 "(30, 5, 'anna', 'hold', 'sample', 'Hold sample', '{\"packages\":[]}', '{}')"});
        FixedClock clock(3 * 86'400'000LL);
        StateStore store(url, OpenMode::ReadWrite, clock);
        QCOMPARE(Migrations(store.database()).current(), Migrations(store.database()).newest());
        // Failures belong where they were computed to belong, so a split or a merge finds them all.
        for (const qint64 id : {20, 21, 22, 23}) {
            const std::optional<FailureDetails> failure = store.details.failure(id);
            QVERIFY(failure);
            QCOMPARE(failure->signature, id == 23 ? q("00000000000000bb") : q("00000000000000aa"));
        }
        QCOMPARE(store.lists.ids(ListKind::Failures, {q("class:net other"), {}, false}), QList<qint64>{21});
        QCOMPARE(store.details.failure(20)->whyGrouped, QStringList{q("net.timeout")});
        QCOMPARE(store.failures.packagesOf(q("00000000000000aa")), (QStringList{q("other"), q("sample")}));
        const SignatureRow row = *store.signatures.bySig(q("00000000000000aa"));
        QVERIFY(row.mergedInto.isEmpty() && row.splitBy.isEmpty() && row.partOf.isEmpty());
        QVERIFY(!store.spurious.of(row.sig) && !store.rules.byCode(row.code));
        // Counters per day, as if they had been counted from the start.
        const QList<DayCount> days = store.effects.days(row.sig, 30);
        QCOMPARE(days.size(), 2);
        QCOMPARE(days.at(0).day, 1);
        QCOMPARE(days.at(0).fresh, 2);
        QCOMPARE(days.at(0).failures, 1);
        QCOMPARE(days.at(1).fresh, 1);
        QCOMPARE(days.at(1).failures, 4);
        // The retry that waited is one whose end is counted.
        store.failures.resolveAll(60, q("auto"), q("imported"));
        QCOMPARE(store.effects.total(row.sig).retries, 1);
        QCOMPARE(store.effects.total(row.sig).recovered, 1);
        // What was skipped stays so, without a reason; jobs only import.
        const QList<SkippablePublication> skipped = store.publications.skipped(6);
        QCOMPARE(skipped.size(), 1);
        QCOMPARE(skipped.constFirst().version, q("1.0-1"));
        QVERIFY(skipped.constFirst().reason.isEmpty());
        QCOMPARE(store.publications.waiting(6).size(), 1);
        QCOMPARE(store.jobs.byId(90)->mode, q(""));
        QCOMPARE(store.events.byId(30)->actor, q("anna"));
        // Nothing is known of how long those attempts took.
        QCOMPARE(store.status().etaHighMs, 0);
        // And the store works on: ids go on, new failures find their signature.
        store.packages.settle(60);
        const auto job = store.jobs.lease(q("here:1"), q("here"), {90});
        QVERIFY(job && job->attemptId > 10);
        store.jobs.setMode(store.jobs.enqueue(6, queue::JobType::Manual, 0, {}), q("fresh"));
    }

    void mirrorsAndPolicies()
    {
        const QTemporaryDir folder;
        StateStore store(emptyStore(folder.path()), OpenMode::ReadWrite);
        Archive archive;
        archive.name = q("debian");
        archive.baseUri = q("http://127.0.0.1/");
        archive.mirrors = {q("http://127.0.0.2/"), q("file:///x/")};
        archive.zst = false;
        const qint64 id = store.archives.add(archive);
        const auto read = [&] { return *store.archives.byName(q("debian")); };
        QCOMPARE(read().mirrors, archive.mirrors);
        QVERIFY(read().weakDigests && !read().zst);
        store.archives.setAccepted(id, false, true);
        store.archives.setMirrors(id, {});
        QVERIFY(!read().weakDigests && read().zst && read().mirrors.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestContractUpgrade)
#include "tst_contract_store_upgrade.moc"
