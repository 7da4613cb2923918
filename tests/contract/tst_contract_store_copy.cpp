// SPDX-License-Identifier: GPL-3.0-or-later
// Copies and backups of a store that is worked on meanwhile: from each backend into each, every row with its id.
#include "core/base/process.h"
#include "core/store/migrations.h"
#include "core/store/storecopy.h"
#include "core/store/storethread.h"
#include "tests/contract/storefixture.h"
#include "tests/support/postgrescluster.h"

#include <QTest>

#include <atomic>

using namespace millrace;
using namespace millrace::store;
using namespace millrace::test;

namespace {

QString q(const char* text)
{
    return QString::fromUtf8(text);
}

const auto silent = [](const QString&, qint64) {};

/// Something in every table that an import fills, with texts and bytes that are easy to spoil.
void fill(StoreFixture& store)
{
    for (int i = 0; i < 40; ++i) {
        const qint64 id = store.package(QStringLiteral("p%1").arg(i));
        if (i % 3 == 0)
            store.fail(id, "net.timeout", q("it's \"late\" – \\ ? $1 ☃"));
        else if (i % 3 == 1)
            store.succeed(id);
    }
    store->overrides.set(1, {q("1.0-1"), q("parent"), q("")});
    store->events.append({0, 0, q("ada"), q("test"), q("p1"), q("line\nline"), q("'; --"), {}, {}, 0, 0});
    store->hosts.beat(q("here"), 1, 2, q("running"));
    // A job that is gone: its number must not be given again.
    const qint64 last = store->jobs.enqueue(1, queue::JobType::Manual, 0, {});
    store->database().run(q("DELETE FROM job WHERE id = ?"), {last});
}

QMap<QString, qint64> rowsOf(Database& database)
{
    QMap<QString, qint64> rows;
    for (const TableInfo& table : database.tables())
        rows.insert(table.name,
                    database.value(QStringLiteral("SELECT count(*) FROM \"%1\"").arg(table.name)).toLongLong());
    rows.remove(q("change"));
    return rows;
}

} // namespace

class TestContractCopy : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_files = 0;

    std::unique_ptr<Database> emptyTarget(const QString& backend)
    {
        const QString url = backend == q("sqlite")
                                ? QStringLiteral("sqlite:%1/%2.sqlite").arg(m_folder.path()).arg(++m_files)
                                : PostgresCluster::shared().url(PostgresCluster::shared().createDatabase());
        auto database = Database::open(StoreUrl::parse(url), OpenMode::ReadWrite);
        Migrations(*database).apply();
        return database;
    }

    static void otherBackends()
    {
        QTest::addColumn<QString>("target");
        QTest::newRow("into a file") << q("sqlite");
        if (PostgresCluster::available())
            QTest::newRow("into a server") << q("postgresql");
    }

private slots:
    void initTestCase_data() { addBackends(); }

    void everyRowArrivesWithItsId_data() { otherBackends(); }

    void everyRowArrivesWithItsId()
    {
        QFETCH(QString, target);
        StoreFixture source;
        fill(source);
        const auto from = Database::open(source.url, OpenMode::ReadOnly);
        auto to = emptyTarget(target);
        QMap<QString, qint64> told;
        for (const CopiedTable& table : copyStore(*from, *to, silent))
            told.insert(table.name, table.rows);
        told.remove(q("change"));
        QCOMPARE(told, rowsOf(*from));
        QCOMPARE(rowsOf(*to), rowsOf(*from));
        const StoreUrl url = to->url();
        to.reset();

        StateStore copy(url, OpenMode::ReadWrite, source.clock);
        QCOMPARE(copy.changeCounters(), source->changeCounters());
        for (const ListKind kind : {ListKind::Packages, ListKind::Queue, ListKind::Groups, ListKind::Failures,
                                    ListKind::Jobs, ListKind::Events}) {
            const QList<qint64> ids = source->lists.ids(kind, {});
            QCOMPARE(copy.lists.ids(kind, {}), ids);
            const QList<ListRow> here = copy.lists.rows(kind, ids);
            const QList<ListRow> there = source->lists.rows(kind, ids);
            for (qsizetype i = 0; i < there.size(); ++i)
                QCOMPARE(Lists::toJson(kind, here.at(i)), Lists::toJson(kind, there.at(i)));
        }
        // Both go on with the same numbers.
        QCOMPARE(copy.jobs.enqueue(2, queue::JobType::Manual, 0, {}),
                 source->jobs.enqueue(2, queue::JobType::Manual, 0, {}));
        QCOMPARE(copy.packages.ensure(q("new")), source->packages.ensure(q("new")));
        QCOMPARE(copy.events.append({}), source->events.append({}));
    }

    void thereAndBackIsTheSame_data() { otherBackends(); }

    void thereAndBackIsTheSame()
    {
        QFETCH(QString, target);
        StoreFixture source;
        fill(source);
        const auto from = Database::open(source.url, OpenMode::ReadOnly);
        const auto there = emptyTarget(target);
        const auto back = emptyTarget(source.url.kind == StoreUrl::Kind::Sqlite ? q("sqlite") : q("postgresql"));
        copyStore(*from, *there, silent);
        copyStore(*there, *back, silent);
        for (const TableInfo& table : from->tables()) {
            if (table.name == q("change"))
                continue;
            QStringList columns = table.columns;
            columns.removeAll(q("transaction_id")); // means something on its own server only
            const QString sql = QStringLiteral("SELECT \"%1\" FROM \"%2\" ORDER BY \"%3\"")
                                    .arg(columns.join(q("\", \"")), table.name, table.key.join(q("\", \"")));
            QSqlQuery first = from->select(sql);
            QSqlQuery second = back->select(sql);
            while (first.next()) {
                QVERIFY(second.next());
                for (int i = 0; i < columns.size(); ++i)
                    QCOMPARE(second.value(i), first.value(i));
            }
            QVERIFY(!second.next());
        }
    }

    void aStoreThatIsWorkedOnIsCopiedAsItWasAtOneTime_data() { otherBackends(); }

    void aStoreThatIsWorkedOnIsCopiedAsItWasAtOneTime()
    {
        QFETCH(QString, target);
        StoreFixture source;
        StoreThread busy(source.url, OpenMode::ReadWrite);
        std::atomic<bool> stop = false;
        std::atomic<int> done = 0;
        const auto end = qScopeGuard([&stop] { stop = true; });
        // Each transaction adds one row to two tables: a copy of two different times would have one more of one.
        QFuture<void> work = busy.run([&](StateStore& state) {
            while (!stop) {
                state.transaction([&] {
                    const qint64 id = state.packages.ensure(QStringLiteral("busy%1").arg(done.load()));
                    state.jobs.enqueue(id, queue::JobType::New, 0, {});
                });
                ++done;
            }
        });
        QTRY_VERIFY(done > 50);
        const auto from = Database::open(source.url, OpenMode::ReadOnly);
        const auto to = emptyTarget(target);
        const int before = done;
        copyStore(*from, *to, [&](const QString&, qint64) { QTest::qWait(100); });
        const int after = done;
        stop = true;
        work.waitForFinished();
        const QMap<QString, qint64> rows = rowsOf(*to);
        QVERIFY(after > before); // it was not kept from working
        QCOMPARE(rows[q("job")], rows[q("package")]);
        QVERIFY(rows[q("job")] >= before && rows[q("job")] <= after + 1);
    }

    void whatIsNotEmptyIsNotOverwritten()
    {
        StoreFixture source;
        fill(source);
        StoreFixture target;
        target.package(q("precious"));
        const QMap<QString, qint64> before = rowsOf(target->database());
        const auto from = Database::open(source.url, OpenMode::ReadOnly);
        const Error error = errorOf([&] { copyStore(*from, target->database(), silent); });
        QCOMPARE(error.code(), q("refused.target"));
        QVERIFY(!error.advice().isEmpty());
        QCOMPARE(rowsOf(target->database()), before);
    }

    void aCopyThatFailsLeavesNothing()
    {
        StoreFixture source;
        fill(source);
        const auto from = Database::open(source.url, OpenMode::ReadOnly);
        const auto to = emptyTarget(source.url.kind == StoreUrl::Kind::Sqlite ? q("sqlite") : q("postgresql"));
        QCOMPARE(errorOf([&] {
                     copyStore(*from, *to, [](const QString& table, qint64) {
                         if (table == q("upload"))
                             throw Error(q("internal.cancelled"), q("stop"));
                     });
                 }).code(),
                 q("internal.cancelled"));
        QCOMPARE(rowsOf(*to)[q("package")], 0);
    }

    void backupsCanBeUsed()
    {
        StoreFixture source;
        fill(source);
        const QMap<QString, qint64> rows = rowsOf(source->database());
        const QString file = m_folder.filePath(QStringLiteral("backup-%1").arg(++m_files));
        Database::open(source.url, OpenMode::ReadOnly)->backup(file);
        if (source.url.kind == StoreUrl::Kind::Sqlite) {
            QCOMPARE(rowsOf(*Database::open(StoreUrl::parse(q("sqlite:") + file), OpenMode::ReadOnly)), rows);
            // Never over a file that is there.
            QVERIFY(!errorOf([&] { Database::open(source.url, OpenMode::ReadOnly)->backup(file); }).code().isEmpty());
            return;
        }
        PostgresCluster& cluster = PostgresCluster::shared();
        const QString database = cluster.createDatabase();
        ProcessRequest restore;
        restore.program = PostgresCluster::program(q("pg_restore"));
        restore.arguments = {q("-h"), cluster.folder(), q("-U"), q("millrace"), q("-d"), database, file};
        runProcessChecked(restore);
        StateStore restored(StoreUrl::parse(cluster.url(database)), OpenMode::ReadWrite);
        QCOMPARE(rowsOf(restored.database()), rows);
    }
};

QTEST_GUILESS_MAIN(TestContractCopy)
#include "tst_contract_store_copy.moc"
