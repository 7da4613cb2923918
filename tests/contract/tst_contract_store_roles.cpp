// SPDX-License-Identifier: GPL-3.0-or-later
// Each database role against each table and function of a PostgreSQL store, by what the database says and by what it
// does; and everything that a viewer's program could try.
#include "core/ops/operations.h"
#include "core/store/migrations.h"
#include "core/store/postgres/guards.h"
#include "core/store/postgres/operatorfunctions.h"
#include "core/store/postgres/roles.h"
#include "core/store/storethread.h"
#include "core/store/tablecatalog.h"
#include "tests/contract/storefixture.h"
#include "tests/support/postgrescluster.h"

#include <QRegularExpression>
#include <QTest>

using namespace millrace;
using namespace millrace::store;
using namespace millrace::test;

namespace {

QString q(const char* text)
{
    return QString::fromUtf8(text);
}

/// The login of each role; a role of the same name would hide what comes from membership.
const QStringList logins = {q("vera"), q("oskar"), q("anna"), q("host-1")};

QString roleOf(const QString& login)
{
    return roleNames().at(logins.indexOf(login)).mid(9);
}

/// The roles whose rights a role has.
QStringList contained(const QString& role)
{
    return role == q("admin") ? QStringList{role, q("operator")} : QStringList{role};
}

QString codeOf(const std::function<void()>& work)
{
    try {
        work();
        return q("ok");
    } catch (const Error& error) {
        return error.code();
    }
}

} // namespace

class TestContractRoles : public QObject
{
    Q_OBJECT

    PostgresCluster* m_cluster = nullptr;
    std::unique_ptr<StoreFixture> m_owner;
    qint64 m_package = 0;

    StoreUrl urlOf(const QString& login) const { return StoreUrl::parse(m_cluster->url(m_owner->url.database, login)); }

    /// Whether what is granted says that the role may do this to the table, wholly or to some of its columns.
    static bool mayBy(const QString& role, const QString& table, const QString& right)
    {
        if (right == q("SELECT") && table != q("token"))
            return true;
        const QRegularExpression word(QStringLiteral("\\b%1\\b").arg(right));
        for (const Grant& grant : grants()) {
            if (grant.table == table && contained(role).contains(grant.role) && grant.rights.contains(word))
                return true;
        }
        return false;
    }

private slots:
    void initTestCase()
    {
        if (!PostgresCluster::available())
            QSKIP("no PostgreSQL server is installed");
        m_cluster = &PostgresCluster::shared();
        m_owner = std::make_unique<StoreFixture>(q("postgresql"));
        applyRoles((*m_owner)->database());
        for (const QString& login : logins)
            m_cluster->sql(QStringLiteral("CREATE ROLE \"%1\" LOGIN IN ROLE millrace_%2").arg(login, roleOf(login)));
        m_cluster->sql(q("CREATE ROLE stranger LOGIN"));
        m_package = m_owner->package(q("hello"));
        m_owner->fail(m_package);
        (*m_owner)->database().run(q("INSERT INTO token(name, value) VALUES ('host', 'secret')"));
    }

    void cleanupTestCase() { m_owner.reset(); }

    void everyTableIsSpokenFor()
    {
        QSet<QString> spoken;
        for (const Grant& grant : grants())
            spoken.insert(grant.table);
        static const QRegularExpression written(q("(?:INTO|UPDATE|FROM) ([a-z_]+)"));
        for (const OperatorFunction& one : operatorFunctions())
            spoken.insert(written.match(one.statement).captured(1));
        for (const TableInfo& table : (*m_owner)->database().tables())
            QVERIFY2(spoken.contains(table.name),
                     qPrintable(table.name + q(": say in grants.cpp or operatorfunctions.cpp who may write it")));
    }

    void rightsOnTables_data()
    {
        QTest::addColumn<QString>("login");
        for (const QString& login : logins)
            QTest::newRow(qPrintable(roleOf(login))) << login;
    }

    void rightsOnTables()
    {
        QFETCH(QString, login);
        Database& database = (*m_owner)->database();
        for (const TableInfo& table : database.tables()) {
            for (const char* right : {"SELECT", "INSERT", "UPDATE"}) {
                const bool may =
                    database
                        .value(q("SELECT has_any_column_privilege(?::text, ?::text, ?)"), {login, table.name, q(right)})
                        .toBool();
                const QString what =
                    QStringLiteral("%1 %2 %3 on %4").arg(login, may ? q("may") : q("may not"), q(right), table.name);
                QVERIFY2(may == mayBy(roleOf(login), table.name, q(right)), qPrintable(what));
            }
            for (const char* right : {"DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"}) {
                const bool may =
                    database.value(q("SELECT has_table_privilege(?::text, ?::text, ?)"), {login, table.name, q(right)})
                        .toBool();
                const QString what =
                    QStringLiteral("%1 %2 %3 on %4").arg(login, may ? q("may") : q("may not"), q(right), table.name);
                QVERIFY2(may == mayBy(roleOf(login), table.name, q(right)), qPrintable(what));
            }
        }
        const auto can = [&](const char* sql) { return database.value(q(sql), {login}).toBool(); };
        // An index over texts is kept by triggers: everybody searches it, nobody writes it.
        QVERIFY(can("SELECT has_table_privilege(?::text, 'failure_text', 'SELECT')"));
        QVERIFY(!can("SELECT has_table_privilege(?::text, 'failure_text', 'INSERT, UPDATE, DELETE, TRUNCATE')"));
        QVERIFY(can("SELECT has_database_privilege(?::text, current_database(), 'CONNECT')"));
        QVERIFY(!can("SELECT has_database_privilege(?::text, current_database(), 'CREATE')"));
        QVERIFY(!can("SELECT has_database_privilege(?::text, current_database(), 'TEMPORARY')"));
        QVERIFY(!can("SELECT has_schema_privilege(?::text, 'public', 'CREATE')"));
    }

    /// The grants again, by trying: what is refused is refused by the database, not by what asks it.
    void triesOnTables_data() { rightsOnTables_data(); }

    void triesOnTables()
    {
        QFETCH(QString, login);
        const auto database = Database::open(urlOf(login), OpenMode::ReadWrite);
        for (const TableInfo& table : (*m_owner)->database().tables()) {
            const auto attempt = [&](const QString& sql) {
                return codeOf([&] {
                    database->transaction([&] {
                        database->execute(sql);
                        throw Error(q("usage.enough"), q("it is allowed; nothing shall stay"));
                    });
                });
            };
            const auto verdict = [&](const char* right) {
                return mayBy(roleOf(login), table.name, q(right)) ? q("usage.enough") : q("refused.permission");
            };
            QCOMPARE(attempt(QStringLiteral("SELECT 1 FROM %1").arg(table.name)), verdict("SELECT"));
            QCOMPARE(attempt(QStringLiteral("DELETE FROM %1 WHERE false").arg(table.name)), verdict("DELETE"));
            QCOMPARE(attempt(QStringLiteral("TRUNCATE %1").arg(table.name)), q("refused.permission"));
            QCOMPARE(attempt(QStringLiteral("DROP TABLE %1").arg(table.name)), q("refused.permission"));
            QCOMPARE(attempt(QStringLiteral("ALTER TABLE %1 ADD COLUMN mine BIGINT").arg(table.name)),
                     q("refused.permission"));
            // Column by column: an operator may change some of them only.
            for (const QString& column : table.columns) {
                const bool may = (*m_owner)
                                     ->database()
                                     .value(q("SELECT has_column_privilege(?::text, ?::text, ?::text, 'UPDATE')"),
                                            {login, table.name, column})
                                     .toBool();
                QCOMPARE(attempt(QStringLiteral("UPDATE %1 SET %2 = %2 WHERE false").arg(table.name, column)),
                         may ? q("usage.enough") : q("refused.permission"));
            }
        }
    }

    void functionsGiveNothingAway()
    {
        // What runs with the owner's rights: triggers, which are called by nobody, and what operators act by. Those of
        // an extension are the server's own, and reach no table.
        QStringList acts;
        for (const OperatorFunction& one : operatorFunctions())
            acts.append(one.name);
        QSqlQuery query = (*m_owner)->database().select(
            q("SELECT p.proname::text, p.prosecdef, p.prorettype = 'trigger'::regtype, p.oid::bigint FROM pg_proc p "
              "WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = "
              "p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e') ORDER BY 1"));
        QStringList names;
        while (query.next()) {
            const QString name = query.value(0).toString();
            const bool act = acts.contains(name);
            names.append(name);
            QCOMPARE(query.value(1).toBool(), query.value(2).toBool() || act);
            for (const QString& login : logins) {
                const bool may = (*m_owner)
                                     ->database()
                                     .value(q("SELECT has_function_privilege(?::text, ?::oid, 'EXECUTE')"),
                                            {login, query.value(3).toLongLong()})
                                     .toBool();
                const bool operates = login == q("oskar") || login == q("anna");
                QVERIFY2(may == (act ? operates : name == q("millrace_is")), qPrintable(login + u' ' + name));
            }
        }
        QStringList known = triggerFunctions() + acts + QStringList{q("millrace_fill"), q("millrace_is")};
        known.sort();
        QCOMPARE(names, known);
    }

    void strangersAreLeftOutside()
    {
        QCOMPARE(codeOf([&] { Database::open(urlOf(q("stranger")), OpenMode::ReadWrite); }), q("store.unreachable"));
    }

    void workersReadNoTokens()
    {
        const char* const secret = "SELECT value FROM token";
        for (const QString& login : logins) {
            const auto database = Database::open(urlOf(login), OpenMode::ReadWrite);
            const QString code = codeOf([&] { database->value(q(secret)); });
            QCOMPARE(code, login == q("anna") ? q("ok") : q("refused.permission"));
        }
    }

    void rightsAreTold()
    {
        const auto rights = [&](const QString& login) {
            StateStore store(urlOf(login), OpenMode::ReadWrite);
            const Rights all = store.database().rights();
            return QStringLiteral("%1 %2%3%4%5 %6")
                .arg(all.login, all.view ? q("v") : q("-"), all.operate ? q("o") : q("-"),
                     all.administer ? q("a") : q("-"), all.work ? q("w") : q("-"),
                     all.whyNot.isEmpty() ? q("") : q("because"));
        };
        QCOMPARE(rights(q("vera")), q("vera v--- because"));
        QCOMPARE(rights(q("oskar")), q("oskar vo-- because"));
        QCOMPARE(rights(q("anna")), q("anna voa- "));
        QCOMPARE(rights(q("host-1")), q("host-1 v--w because"));
        QCOMPARE(rights(q("millrace")), q("millrace voaw "));
        StateStore reading(urlOf(q("anna")), OpenMode::ReadOnly);
        QVERIFY(!reading.database().rights().operate);
        QVERIFY(!reading.database().rights().whyNot.isEmpty());
    }

    void viewersChangeNothingByAnyPath()
    {
        StateStore store(urlOf(q("vera")), OpenMode::ReadWrite);
        const QByteArray before = everyRow();
        QVERIFY(!store.lists.ids(ListKind::Packages, {}).isEmpty());
        QVERIFY(store.details.package(q("hello")));
        store.status();
        const ops::Subjects hello{{q("hello")}, {}, {}};
        std::vector<std::unique_ptr<ops::Operation>> operations;
        operations.push_back(ops::retry(hello));
        operations.push_back(ops::import({q("hello")}));
        operations.push_back(ops::track({q("hello")}, false));
        operations.push_back(ops::hold(hello));
        operations.push_back(ops::decideVersion(q("hello"), {q("1.0-1"), q(""), {}, false}));
        for (const auto& operation : operations) {
            QVERIFY(!operation->preview(store).empty());
            QCOMPARE(codeOf([&] { operation->applyNow(store, q("vera")); }), q("refused.permission"));
        }
        const std::function<void()> paths[] = {
            [&] { store.packages.ensure(q("new")); },
            [&] { store.packages.setTracked(m_package, false); },
            [&] { store.jobs.enqueue(m_package, queue::JobType::Manual, 0, {}); },
            [&] { store.jobs.lease(q("x"), q("x")); },
            [&] { store.failures.resolveAll(m_package, q("manual"), {}); },
            [&] { store.events.append({}); },
            [&] { store.hosts.beat(q("x"), 0, 1, q("running")); },
            [&] { store.archives.setEnabled(1, false, {}); },
            [&] { store.archives.remove(1); },
            [&] { store.findings.begin(m_package); },
            [&] { store.database().touch("package"); },
            [&] { store.database().execute(q("SET ROLE millrace_operator")); },
            [&] { store.database().execute(q("CREATE TABLE mine(x BIGINT)")); },
            [&] { store.database().execute(q("CREATE TEMPORARY TABLE mine(x BIGINT)")); },
            [&] { store.database().value(q("SELECT setval(pg_get_serial_sequence('job', 'id'), 1)")); },
            [&] { applyRoles(store.database()); },
        };
        for (const auto& path : paths)
            QCOMPARE(codeOf(path), q("refused.permission"));
        QCOMPARE(everyRow(), before);
    }

    void operatorsActUnderTheirOwnName()
    {
        StateStore store(urlOf(q("oskar")), OpenMode::ReadWrite);
        const ops::Subjects hello{{q("hello")}, {}, {}};
        const ops::Applied held = ops::hold(hello)->applyNow(store, q("somebody else"));
        QCOMPARE(store.events.byId(held.event)->actor, q("oskar"));
        QCOMPARE(store.database().value(q("SELECT login FROM event WHERE id = ?"), {held.event}).toString(),
                 q("oskar"));
        const ops::Applied undone =
            ops::Operation::inverse(store, held.event)->applyNow(store, q("engine")); // nor as the engine
        QCOMPARE(store.events.byId(undone.event)->actor, q("oskar"));
        QCOMPARE(ops::retry(hello)->applyNow(store, {}).preview.jobs, 1);
        // The past stays as it was.
        const auto change = [&](const char* sql) { return codeOf([&] { store.database().execute(q(sql)); }); };
        QCOMPARE(change("UPDATE event SET actor = 'nobody'"), q("refused.permission"));
        QCOMPARE(change("DELETE FROM event"), q("refused.permission"));
        QCOMPARE(change("INSERT INTO event(at, actor, action, subject, summary, login) VALUES (0,'','','','','x')"),
                 q("refused.permission"));
    }

    void changesNeedAnEvent()
    {
        for (const char* login : {"oskar", "anna"}) {
            StateStore store(urlOf(q(login)), OpenMode::ReadWrite);
            const auto silently = [&](const char* sql) {
                return codeOf([&] { store.transaction([&] { store.database().run(q(sql)); }); });
            };
            QCOMPARE(silently("UPDATE package SET tracked = 0"), q("refused.permission"));
            QCOMPARE(silently("UPDATE job SET priority = 0"), q("refused.permission"));
            QCOMPARE(codeOf([&] { store.packages.setPaused(m_package, true, {}); }), q("refused.permission"));
            // Outside of a transaction of ours each statement is one.
            QCOMPARE(codeOf([&] { store.database().run(q("UPDATE package SET tracked = 0")); }),
                     q("refused.permission"));
        }
        // What an engine does is no person's change.
        StateStore worker(urlOf(q("host-1")), OpenMode::ReadWrite);
        worker.jobs.heartbeat(QList<Job>{});
        worker.packages.settle(m_package);
    }

    void anEngineWorksAsAWorker()
    {
        StateStore store(urlOf(q("host-1")), OpenMode::ReadWrite);
        const Suite suite = (*m_owner)->archives.byName(q("debian"))->suites.constFirst();
        const QList<IndexEntry> entries =
            indexEntries({sourceRecord(q("hello"), q("1.0-1")), sourceRecord(q("new"), q("1-1"))});
        store.publications.writeUploads(suite.archiveId, entries);
        store.publications.record(suite, entries, m_owner->clock.nowMs());
        const qint64 id = store.packages.byName(q("new"))->id;
        store.jobs.enqueue(id, queue::JobType::New, 0, {});
        store.packages.settle(id);
        const auto job = store.jobs.lease(q("host-1:1"), q("host-1"));
        QVERIFY(job);
        store.jobs.progress(*job, q("fetch"), q("1-1"));
        store.failures.recordAttempt(id, job->package, job->attemptId, {{Error(q("dsc.files"), q("broken"))}});
        Event event;
        event.actor = q("engine");
        QCOMPARE(store.events.byId(store.events.append(event))->actor, q("engine"));
        event.actor = q("anna");
        QCOMPARE(store.events.byId(store.events.append(event))->actor, q("host-1"));
        store.jobs.finish(*job, {q("failed")});
        store.packages.settle(id);
        store.hosts.beat(q("host-1"), 0, 1, q("running"));
        // Archives are an admin's.
        QCOMPARE(codeOf([&] { store.archives.remove(suite.archiveId); }), q("refused.permission"));
    }

    void applyingAgainChangesNothing()
    {
        Database& database = (*m_owner)->database();
        const auto acls = [&] {
            QStringList all;
            QSqlQuery query =
                database.select(q("SELECT relname::text || ' ' || coalesce(relacl::text, '') FROM pg_class "
                                  "WHERE relnamespace = 'public'::regnamespace ORDER BY 1"));
            while (query.next())
                all.append(query.value(0).toString());
            return all;
        };
        const QStringList before = acls();
        applyRoles(database);
        renewRoles(database);
        QCOMPARE(acls(), before);
    }

private:
    QByteArray everyRow()
    {
        QByteArray all;
        for (const TableInfo& table : (*m_owner)->database().tables())
            all += m_cluster->sql(QStringLiteral("SELECT t::text FROM %1 t ORDER BY 1").arg(table.name),
                                  m_owner->url.database);
        return all;
    }
};

QTEST_GUILESS_MAIN(TestContractRoles)
#include "tst_contract_store_roles.moc"
