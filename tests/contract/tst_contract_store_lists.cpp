// SPDX-License-Identifier: GPL-3.0-or-later
// Every list: columns, filters, sorting, hostile filters, and the size of a real archive.
#include "tests/contract/storefixture.h"

#include <QDateTime>
#include <QTest>

using namespace millrace;
using namespace millrace::store;
using namespace millrace::test;

namespace {
QString q(const char* text)
{
    return QString::fromUtf8(text);
}

const QMap<QString, ListKind> kinds{
    {QStringLiteral("packages"), ListKind::Packages}, {QStringLiteral("queue"), ListKind::Queue},
    {QStringLiteral("running"), ListKind::Running},   {QStringLiteral("groups"), ListKind::Groups},
    {QStringLiteral("failures"), ListKind::Failures}, {QStringLiteral("jobs"), ListKind::Jobs},
    {QStringLiteral("events"), ListKind::Events}};

/// At least two rows in every list.
void populate(StoreFixture& store)
{
    const auto advance = [&] { store.clock.advance(1000); };
    for (const char* name : {"bash", "dash", "zsh"}) {
        store.fail(store.package(q(name)), "dsc.files", q("100% of %1_x is broken").arg(q(name)));
        advance();
    }
    store.fail(store.package(q("mksh")), "net.timeout", q("no answer in 5 s"));
    for (const char* name : {"run-a", "run-b"}) {
        const Job job = store.running(store.package(q(name)));
        store->jobs.progress(job, q(name) == q("run-a") ? q("tree") : q("fetch"), q("1.0-1"));
        advance();
    }
    for (const char* name : {"wait-a", "wait-b", "wait-c"}) {
        const qint64 id = store.package(q(name));
        store->jobs.enqueue(id, queue::JobType::New, 20, q("new in sid"));
        store->packages.settle(id);
        advance();
    }
    store->events.append({0, 0, q("ada"), q("hold"), q("hello"), q("Hold hello"), {}, {}, {}, 0, 0});
    advance();
    store->events.append({0, 0, q("bob"), q("retry"), q("bash"), q("Retry bash"), {}, {}, {}, 0, 0});
}

QStringList firstCells(StoreFixture& store, ListKind kind, const ListQuery& query, const char* column = "package")
{
    QStringList result;
    for (const ListRow& row : store->lists.rows(kind, store->lists.ids(kind, query)))
        result.append(row.cells.at(Lists::column(kind, q(column))).toString());
    return result;
}
} // namespace

class TestContractLists : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data() { addBackends(); }

    void everyList_data()
    {
        QTest::addColumn<QString>("kind");
        for (const QString& name : kinds.keys())
            QTest::newRow(qPrintable(name)) << name;
    }

    void everyList()
    {
        QFETCH(QString, kind);
        const ListKind list = kinds.value(kind);
        StoreFixture store;
        QVERIFY(store->lists.ids(list, {}).isEmpty());
        QVERIFY(store->lists.rows(list, {}).isEmpty());
        populate(store);
        const QList<qint64> ids = store->lists.ids(list, {});
        QVERIFY(ids.size() >= 2);
        const QList<ListRow> rows = store->lists.rows(list, ids);
        QCOMPARE(rows.size(), ids.size());
        const QStringList columns = Lists::columns(list);
        for (qsizetype i = 0; i < rows.size(); ++i) {
            QCOMPARE(rows.at(i).id, ids.at(i));
            QCOMPARE(rows.at(i).cells.size(), columns.size());
            const QJsonObject json = Lists::toJson(list, rows.at(i));
            for (const QString& column : columns)
                QVERIFY2(json.contains(column), qPrintable(column));
        }
        QCOMPARE(store->lists.rows(list, {ids.at(1), 123456789, ids.at(0)}).size(), 2);
        QCOMPARE(store->lists.rows(list, {ids.at(1), ids.at(0)}).constFirst().id, ids.at(1));

        for (const QString& column : columns) {
            const QList<qint64> up = store->lists.ids(list, {{}, column, false});
            const QList<qint64> down = store->lists.ids(list, {{}, column, true});
            QCOMPARE(QSet<qint64>(up.cbegin(), up.cend()), QSet<qint64>(ids.cbegin(), ids.cend()));
            QCOMPARE(up.size(), down.size());
            const int at = Lists::column(list, column);
            const auto sorted = [&](const QList<qint64>& order) {
                const QList<ListRow> cells = store->lists.rows(list, order);
                return std::is_sorted(cells.cbegin(), cells.cend(), [&](const ListRow& a, const ListRow& b) {
                    return QVariant::compare(a.cells.at(at), b.cells.at(at)) == QPartialOrdering::Less;
                });
            };
            QVERIFY2(sorted(up), qPrintable(column));
            QVERIFY2(sorted(QList<qint64>(down.crbegin(), down.crend())), qPrintable(column));
        }
        QCOMPARE(errorOf([&] {
                     store->lists.ids(list, {{}, q("id; DROP TABLE job"), false});
                 }).code(),
                 q("usage.filter"));
        QCOMPARE(Lists::column(list, q("nothing")), -1);

        // Each field finds the row that it was read from.
        for (const QString& field : Lists::filterFields(list)) {
            const int at = Lists::column(list, field);
            if (at < 0)
                continue;
            const QString value = rows.constFirst().cells.at(at).toString();
            if (value.isEmpty() || value.contains(QLatin1Char(',')))
                continue;
            const QString filter = QStringLiteral("\"%1:%2\"").arg(field, value);
            QVERIFY2(store->lists.ids(list, {filter, {}, false}).contains(ids.constFirst()), qPrintable(filter));
            const QList<qint64> others = store->lists.ids(list, {QLatin1Char('-') + filter, {}, false});
            QVERIFY2(!others.contains(ids.constFirst()), qPrintable(filter));
        }
        const Error unknown = errorOf([&] { store->lists.ids(list, {q("nothing:1"), {}, false}); });
        QCOMPARE(unknown.code(), q("usage.filter"));
        QVERIFY(unknown.message().contains(q("nothing")));
    }

    void theFirstIdsAreTheBeginning()
    {
        StoreFixture store;
        populate(store);
        const QList<qint64> resolved = store->lists.ids(ListKind::Failures, {q("package:dash"), {}, false});
        store->failures.resolveAll(store->packages.byName(q("dash"))->id, q("manual"), {});
        for (const ListKind kind : kinds) {
            for (const ListQuery& query : {ListQuery{}, ListQuery{q("a"), {}, false}, ListQuery{{}, {}, true}}) {
                const QList<qint64> all = store->lists.ids(kind, query);
                for (const qsizetype most : {1, 2, 3, 1000})
                    QCOMPARE(store->lists.ids(kind, query, most), all.mid(0, most));
            }
        }
        QCOMPARE(store->lists.ids(ListKind::Failures, {}).constLast(), resolved.constFirst());
    }

    void hostileFiltersAreTexts_data()
    {
        QTest::addColumn<QString>("filter");
        for (const char* filter :
             {"'", "''", "\"' OR 1=1 --\"", "\"'; DROP TABLE package; --\"", "\"package:' OR '1'='1\"",
              "\"package:x' UNION SELECT id FROM job --\"", "\\", "\"\\' OR 1\"", "%", "?", "$1 :name @x"})
            QTest::newRow(filter) << q(filter);
    }

    void hostileFiltersAreTexts()
    {
        QFETCH(QString, filter);
        StoreFixture store;
        store->packages.ensure(q("hello"));
        for (const ListKind kind : kinds) {
            if (!filter.contains(q("package:")) || Lists::filterFields(kind).contains(q("package")))
                QVERIFY2(store->lists.ids(kind, {filter, {}, false}).isEmpty(), qPrintable(filter));
        }
        QVERIFY(store->packages.byName(q("hello")));
    }

    void wildcardsOfSqlAreLiteral()
    {
        StoreFixture store;
        populate(store);
        const auto count = [&](const char* filter) {
            return store->lists.ids(ListKind::Failures, {q(filter), {}, false}).size();
        };
        QCOMPARE(count("100%"), 3);
        QCOMPARE(count("10_%"), 0);
        QCOMPARE(count("_x"), 3);
        QCOMPARE(count("message:h_x"), 3);
        QCOMPARE(count("message:z_h"), 0);
        QCOMPARE(count("message:%"), 3);
    }

    /// Names and codes are looked for in other tables than the failures'.
    void failuresAreFoundByPackageAndCode()
    {
        StoreFixture store;
        populate(store);
        const auto found = [&](const char* filter) {
            QStringList packages = firstCells(store, ListKind::Failures, {q(filter), {}, false});
            packages.sort();
            return packages;
        };
        QCOMPARE(found("ASH"), (QStringList{q("bash"), q("dash")}));
        QCOMPARE(found("dsc.files"), (QStringList{q("bash"), q("dash"), q("zsh")}));
        QCOMPARE(found("-dsc.files"), QStringList{q("mksh")});
        QCOMPARE(found("package:sh -package:ash"), (QStringList{q("mksh"), q("zsh")}));
        QCOMPARE(found("code:timeout"), QStringList{q("mksh")});
        // A failure of another group than the one that was computed for it keeps its code.
        const auto signatureOf = [&](const char* name) {
            return store->failures.open(store->packages.byName(q(name))->id).constFirst().signature;
        };
        const QString bash = signatureOf("bash");
        store->signatures.merge({signatureOf("mksh")}, bash);
        QCOMPARE(signatureOf("mksh"), bash);
        QCOMPARE(found("timeout"), QStringList{q("mksh")});
        QCOMPARE(found("dsc.files"), (QStringList{q("bash"), q("dash"), q("zsh")}));
    }

    /// Texts have an index, which is asked where few rows have one.
    void failuresAreFoundByRareAndByCommonTexts()
    {
        StoreFixture store;
        populate(store);
        Database& database = store->database();
        database.run(q("INSERT INTO package(name, state, tracked) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT "
                       "i + 1 FROM n WHERE i < 1200) SELECT 'many-' || i, 'held', 1 FROM n"),
                     {});
        database.run(q("INSERT INTO failure(package_id, class, code, phase, signature, message, first_at, last_at, "
                       "state) SELECT k.id, 'dsc', 'dsc.files', '', (SELECT min(sig) FROM signature), 'Mirror ' || "
                       "k.name || ' is 50% of C:\\path_' || k.name, k.id, k.id, 'held' FROM package k WHERE k.name "
                       "LIKE 'many-%'"),
                     {});
        const auto count = [&](const char* filter) {
            const QList<qint64> ids = store->lists.ids(ListKind::Failures, {q(filter), {}, false});
            const QList<qint64> first = store->lists.ids(ListKind::Failures, {q(filter), {}, false}, 20);
            return first == ids.first(std::min<qsizetype>(ids.size(), 20)) ? ids.size() : -1;
        };
        QCOMPARE(count("mirror"), 1200);
        QCOMPARE(count("MIRROR MANY-77"), 11);
        QCOMPARE(count("message:many-77 -many-770"), 10);
        QCOMPARE(count("message:many-77,many-78"), 22);
        QCOMPARE(count("package:many-1199"), 1);
        QCOMPARE(count("\"50% of c:\\path_many-12\""), 12);
        QCOMPARE(count("path_many-1%"), 0);
        QCOMPARE(count("path.many"), 0);
        QCOMPARE(count("y-"), 1200); // too short for the index
        QCOMPARE(count("nowhere"), 0);
        QCOMPARE(count("mirror nowhere"), 0);
        QCOMPARE(count("-nowhere"), 1204);
        QVERIFY_THROWS_EXCEPTION(Error, count("nowhere unknown:field"));
        // Of these SQLite 3.40 makes questions without a trigram, which find nothing or crash it.
        store.fail(store.package(q("ksh")), "dsc.format", q("“_build of üä_hello, a–_b… 😀a, no_go \\x"));
        for (const char* odd :
             {"“_build", "üä_hello", "ÜÄ", "_b… 😀a", "a–_b", "…", "😀a", "no_go", "o_g", "\\x", "–_b…"})
            QVERIFY2(count(odd) == (q(odd) == q("ÜÄ") ? 0 : 1), odd);
        QCOMPARE(count("…%hello"), 0);
        QCOMPARE(count("–\\hello"), 0);
        // What a failure says next replaces what it said.
        QCOMPARE(count("\"no answer in 5 s\""), 1);
        store.fail(store.package(q("mksh")), "net.timeout", q("no answer in 17 s"));
        QCOMPARE(count("\"no answer in 5 s\""), 0);
        QCOMPARE(count("\"no answer in 17 s\""), 1);
        database.run(q("DELETE FROM failure WHERE message LIKE '%many-1199'"), {});
        QCOMPARE(count("many-1199"), 0);
        if (database.dialect() == q("postgres"))
            QVERIFY(database.value(q("SELECT to_regclass('failure_text_trigrams') IS NOT NULL")).toBool());
    }

    void groupsCountWhatIsHeldAndWhatRetriesBrought()
    {
        StoreFixture store;
        populate(store);
        const qint64 waits = store.package(q("mksh"));
        const QString timeout = store->failures.open(waits).constFirst().signature;
        const auto cell = [&](const QString& signature, const char* column) {
            const qint64 id = groupId(signature);
            return store->lists.rows(ListKind::Groups, {id})
                .constFirst()
                .cells.at(Lists::column(ListKind::Groups, q(column)));
        };
        QCOMPARE(cell(timeout, "packages").toInt(), 1);
        QCOMPARE(cell(timeout, "held").toInt(), 0); // it waits for its retry
        store.clock.advance(24 * 3'600'000);
        store.succeed(waits);
        const QString broken = store->failures.open(store.package(q("bash"))).constFirst().signature;
        QCOMPARE(cell(broken, "held").toInt(), 3);
        QCOMPARE(cell(broken, "retries").toInt(), 0);
        // Retries of a signature that was merged into this one are this one's too.
        store->signatures.merge({timeout}, broken);
        QCOMPARE(cell(broken, "retries").toInt(), 1);
        QCOMPARE(cell(broken, "recovered").toInt(), 1);
    }

    void termsAreJoined()
    {
        StoreFixture store;
        populate(store);
        const auto found = [&](const char* filter) {
            return firstCells(store, ListKind::Packages, {q(filter), {}, false});
        };
        QCOMPARE(found("sh state:held"), (QStringList{q("bash"), q("dash"), q("zsh")}));
        QCOMPARE(found("state:held -dash"), (QStringList{q("bash"), q("zsh")}));
        QCOMPARE(found("state:running,retry_wait"), (QStringList{q("mksh"), q("run-a"), q("run-b")}));
        QCOMPARE(found("failure:net"), QStringList{q("mksh")});
        QCOMPARE(found("-state:held -state:running -state:queued"), QStringList{q("mksh")});
        QCOMPARE(found("publications:>0").size(), 9);
        QCOMPARE(found("publications:>1").size(), 0);
        QCOMPARE(found("BASH"), QStringList{q("bash")});
        QCOMPARE(found("").size(), 9);
    }

    void lastLooksAtTheTimeOfChange()
    {
        StoreFixture store;
        store.package(q("old"));
        store.clock.set(QDateTime::currentMSecsSinceEpoch() - 3 * 3'600'000);
        store.package(q("fresh"));
        const auto found = [&](const char* filter) {
            return firstCells(store, ListKind::Packages, {q(filter), {}, false});
        };
        QCOMPARE(found("last:4h"), QStringList{q("fresh")});
        QCOMPARE(found("last:1h"), QStringList{});
        QCOMPARE(found("-last:4h"), QStringList{q("old")});
        for (const char* wrong : {"last:", "last:h", "last:4", "last:4y", "last:-4h", "last:99999999999999w"})
            QCOMPARE(errorOf([&] { found(wrong); }).code(), q("usage.filter"));
    }

    void sortsVersionsAsDebianDoes()
    {
        StoreFixture store;
        const QStringList order{q("1.0~rc1-1"), q("1.0-1"), q("1.9-1"), q("1.10-1"), q("1:0.1-1")};
        QList<deb::SourceRecord> records;
        for (const QString& version : order)
            records.prepend(sourceRecord(QStringLiteral("p%1").arg(records.size()), version));
        store.publish(store.suite(q("sid")), records);
        QCOMPARE(firstCells(store, ListKind::Packages, {{}, q("version"), false}, "version"), order);
    }

    void groupsCountPackages()
    {
        StoreFixture store;
        populate(store);
        const QList<ListRow> rows = store->lists.rows(ListKind::Groups, store->lists.ids(ListKind::Groups, {}));
        QCOMPARE(rows.size(), 4 - 2);
        QCOMPARE(Lists::toJson(ListKind::Groups, rows.constFirst())[q("packages")].toInt(), 3);
        QCOMPARE(Lists::toJson(ListKind::Groups, rows.constFirst())[q("policy")].toString(), q("hold"));
        QCOMPARE(store->lists.ids(ListKind::Groups, {q("packages:>2"), {}, false}).size(), 1);
        QCOMPARE(store->lists.ids(ListKind::Groups, {q("class:net"), {}, false}).size(), 1);
    }

    // Their counts are kept until a failure changes, wherever that happens.
    void groupsAreCountedAnewAfterEachChange()
    {
        StoreFixture store;
        populate(store);
        StateStore other(store.url, OpenMode::ReadWrite, store.clock);
        const auto counts = [](StateStore& state, const QString& filter = {}) {
            QMap<QString, int> packages;
            const QList<qint64> ids = state.lists.ids(ListKind::Groups, {filter, {}, false});
            const int column = Lists::column(ListKind::Groups, q("packages"));
            for (const ListRow& row : state.lists.rows(ListKind::Groups, ids))
                packages.insert(signatureOfGroup(row.id), row.cells.at(column).toInt());
            return packages;
        };
        QMap<QString, int> expected = counts(*store);
        QCOMPARE(expected.size(), 2);
        QCOMPARE(counts(*store, q("class:net")).size(), 1);
        // Somebody else's failure, of a new group and of one that is there.
        const qint64 more = other.packages.ensure(q("more"));
        const auto fail = [&](const char* code, const char* message) {
            const qint64 failure =
                other.failures.recordAttempt(more, q("more"), 0, {{Error(q(code), q(message)), q("1"), q("sid")}})
                    .constFirst();
            return other.failures.byId(failure)->signature;
        };
        const QString fresh = fail("dsc.new", "quite another trouble");
        expected.insert(fresh, 1);
        QCOMPARE(counts(*store), expected);
        QCOMPARE(counts(*store, q("class:dsc")).value(fresh), 1);
        // One that is resolved is no group; what a transaction has done so far counts in it.
        store->transaction([&] {
            store->failures.resolveAll(more, q("manual"), {});
            QVERIFY(!counts(*store).contains(fresh));
        });
        expected.remove(fresh);
        QCOMPARE(counts(*store), expected);
        QCOMPARE(counts(other), expected);
        // Merged: the failures of both.
        const QStringList sigs = expected.keys();
        other.signatures.merge({sigs.at(0)}, sigs.at(1));
        QCOMPARE(counts(*store, q("packages:>0")).keys(), QStringList{sigs.at(1)});
        QCOMPARE(counts(*store, q("class:net class:dsc")).size(), 0);
    }

    // Signatures are 64 bits; half of them are negative numbers as a row's id.
    void groupsOfAnySignatureCanBeRead()
    {
        StoreFixture store;
        bool negative = false;
        for (int i = 0; i < 12; ++i)
            store.fail(store.package(QStringLiteral("p%1").arg(i)), "dsc.x",
                       QStringLiteral("cause ") + QChar(u'a' + i));
        const QList<qint64> ids = store->lists.ids(ListKind::Groups, {});
        QCOMPARE(store->lists.rows(ListKind::Groups, ids).size(), 12);
        for (const qint64 id : ids) {
            negative = negative || id < 0;
            QCOMPARE(groupId(signatureOfGroup(id)), id);
            QCOMPARE(store->failures.packagesOf(signatureOfGroup(id)).size(), 1);
        }
        QVERIFY(negative);
    }

    void fiftyThousandPackages()
    {
        StoreFixture store;
        QList<deb::SourceRecord> records;
        for (int i = 0; i < 50'000; ++i)
            records.append(sourceRecord(QStringLiteral("package-%1").arg(i), QStringLiteral("1.%1-1").arg(i % 100)));
        QCOMPARE(store.publish(store.suite(q("sid")), records).added, 50'000);
        QCOMPARE(store.publish(store.suite(q("sid")), records).added, 0);
        const QList<qint64> ids = store->lists.ids(ListKind::Packages, {});
        QCOMPARE(ids.size(), 50'000);
        QCOMPARE(store->lists.rows(ListKind::Packages, ids.mid(25'000, 100)).size(), 100);
        QCOMPARE(store->lists.ids(ListKind::Packages, {q("package-4999"), q("version"), true}).size(), 11);
        QCOMPARE(store->details.packageNames(q("package-4999"), 20).size(), 11);
        QCOMPARE(store->status().packages, 50'000);
    }
};

QTEST_GUILESS_MAIN(TestContractLists)
#include "tst_contract_store_lists.moc"
