// SPDX-License-Identifier: GPL-3.0-or-later
// A login of the role millrace_operator: every Operation works for it, by functions, and whatever else it writes, with
// psql or any other program, is refused by the database: no table of Operations, and by functions no change without an
// event that names what it is about, no event under another name or of another time, no row in a state to which no
// Operation leads. The latter is tried with a login that may write the tables: triggers hold it, not the functions.
#include "core/base/process.h"
#include "core/ops/operations.h"
#include "core/store/postgres/guards.h"
#include "core/store/postgres/operatorfunctions.h"
#include "core/store/postgres/roles.h"
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

const ops::Subjects hello{{QStringLiteral("hello")}, {}, {}};

// What a person would have to say of a change of hello.
const char* const told = "INSERT INTO event(at, actor, action, subject, summary, before_json, after_json) VALUES (0, "
                         "'anna', 'hold', 'hello', 'Hold hello', '{}', '{\"packages\":[{\"package\":\"hello\"}]}'); ";

// What Operations change, for somebody whom a careless owner lets write the tables.
const char* const byHand =
    "GRANT millrace_viewer TO grete; GRANT UPDATE(state, tracked, note, hold_until, row_version, changed_at) ON "
    "package "
    "TO grete; GRANT INSERT(package_id, type, priority, due_at, created, reason, suites_json), UPDATE(priority, "
    "due_at, "
    "suites_json, state, ended, outcome, mode) ON job TO grete; GRANT UPDATE(state, auto_retries, next_retry_at, "
    "resolved_by, resolved_at, resolution, retry_pending, signature) ON failure TO grete; GRANT UPDATE(skipped, "
    "skip_reason) ON publication TO grete; GRANT INSERT, UPDATE(policy, merged_into, split_by, row_version) ON "
    "signature "
    "TO grete; GRANT INSERT, UPDATE, DELETE ON spurious, error_rule, import_override TO grete; GRANT UPDATE(state) ON "
    "finding TO grete; GRANT UPDATE(polled_at) ON suite TO grete; GRANT UPDATE(wanted_parallel, wanted_state, "
    "row_version) ON host TO grete; GRANT INSERT(at, actor, action, subject, summary, reason, before_json, after_json, "
    "undoes), UPDATE(undone_by) ON event TO grete; GRANT INSERT, UPDATE ON change TO grete";

// The same as told, by the function.
const char* const toldByFunction =
    "SELECT millrace_act_write_event(ARRAY['0', 'anna', 'hold', 'hello', 'Hold hello', '', '{}', "
    "'{\"packages\":[{\"package\":\"hello\"}]}', '0']); ";

} // namespace

class TestContractOperator : public QObject
{
    Q_OBJECT

    PostgresCluster* m_cluster = nullptr;
    std::unique_ptr<StoreFixture> m_owner;
    QByteArray m_function;
    QSet<QString> m_called;

    StoreUrl urlOf(const QString& login) const { return StoreUrl::parse(m_cluster->url(m_owner->url.database, login)); }

    /// Empty when psql ran all of it in one transaction, else what the server said.
    QString psql(const QString& login, const QString& statements) const
    {
        ProcessRequest request;
        request.program = PostgresCluster::program(q("psql"));
        request.arguments =
            QStringList{q("-XAtq"), q("-v"), q("ON_ERROR_STOP=1"), q("-1"), q("-h"), m_cluster->folder()} +
            QStringList{q("-U"), login, q("-d"), m_owner->url.database, q("-f"), q("-")};
        request.input = statements.toUtf8();
        const ProcessResult result = runProcess(request);
        return result.exitCode == 0 ? QString() : QString::fromUtf8(result.errorOutput).trimmed();
    }

    QByteArray everyRow() const
    {
        QByteArray all;
        Database& database = (*m_owner)->database();
        for (const TableInfo& table : database.tables()) {
            QSqlQuery query = database.select(QStringLiteral("SELECT t::text FROM %1 t ORDER BY 1").arg(table.name));
            while (query.next())
                all += query.value(0).toString().toUtf8() + '\n';
        }
        return all;
    }

private slots:
    void initTestCase()
    {
        if (!PostgresCluster::available())
            QSKIP("no PostgreSQL server is installed");
        m_cluster = &PostgresCluster::shared();
        for (const char* const login : {"oskar", "olga", "anna", "grete"})
            m_cluster->sql(QStringLiteral("CREATE ROLE %1 LOGIN").arg(q(login)));
        // Which functions are called is counted, for everyFunctionIsNeeded().
        m_cluster->sql(q("ALTER ROLE oskar SET track_functions = 'pl'"));
    }

    void init()
    {
        // What is refused leaves the store as it was: one does for all of that.
        if (std::exchange(m_function, QByteArray(QTest::currentTestFunction())) == "psqlIsRefused" &&
            m_function == "psqlIsRefused")
            return;
        m_owner = std::make_unique<StoreFixture>(q("postgresql"));
        applyRoles((*m_owner)->database());
        m_cluster->sql(q("GRANT millrace_operator TO oskar, olga; GRANT millrace_admin TO anna"));
        m_cluster->sql(q(byHand), m_owner->url.database);
        StoreFixture& store = *m_owner;
        store.fail(store.package(q("hello")));
        store.fail(store.package(q("dash")), "net.timeout");
        store.succeed(store.package(q("bash")));
        const qint64 zsh = store.package(q("zsh"));
        store->jobs.enqueue(zsh, queue::JobType::New, 20, {});
        store->packages.settle(zsh);
        Finding finding;
        finding.check = q("I2");
        finding.code = q("branch.rewritten");
        finding.severity = q("error");
        finding.message = q("the branch was moved");
        store->findings.record(zsh, {finding}, {{q("I2"), true, {}}}, {});
        store->hosts.beat(q("here"), 0, 2, q("running"));
        Event event;
        event.actor = q("engine");
        event.action = q("import");
        event.subject = q("bash");
        store->events.append(event);
        store->events.append(event);
    }

    void cleanupTestCase() { m_owner.reset(); }

    void cleanup()
    {
        QSqlQuery query = (*m_owner)->database().select(q("SELECT funcname::text FROM pg_stat_user_functions"));
        while (query.next())
            m_called.insert(query.value(0).toString());
    }

    void everyOperationWorks_data()
    {
        QTest::addColumn<QString>("what");
        for (const char* what :
             {"retry", "import", "untrack", "hold", "priority", "skip", "override", "fresh", "reimport", "swap",
              "spurious", "merge", "split", "rule", "breaker", "host", "acknowledge", "decide"})
            QTest::newRow(what) << q(what);
    }

    /// As a person does it: preview, apply, undo. Afterwards all is as before.
    void everyOperationWorks()
    {
        QFETCH(QString, what);
        StoreFixture& owner = *m_owner;
        const auto signature = [&](const char* package) {
            return owner->failures.open(owner->packages.byName(q(package))->id).constFirst().signature;
        };
        const QString held = signature("hello");
        const qint64 bash = owner->packages.byName(q("bash"))->id;
        owner->imports.setGood(bash, q("debian/sid"), fakeOid(q("1.0-1")));
        std::unique_ptr<ops::Operation> operation;
        if (what == q("retry"))
            operation = ops::retry(hello);
        else if (what == q("import"))
            operation = ops::import({q("hello"), q("zsh")});
        else if (what == q("untrack"))
            operation = ops::track({q("hello"), q("zsh")}, false);
        else if (what == q("hold"))
            operation = ops::hold({{q("hello"), q("zsh")}, {}, {}});
        else if (what == q("priority"))
            operation = ops::priority({{q("zsh")}, {}, {}}, 3);
        else if (what == q("skip"))
            operation = ops::skip(hello, q("1.0-1"), true);
        else if (what == q("override"))
            operation = ops::decideVersion(q("hello"), {q("1.0-1"), q(""), {}, false});
        else if (what == q("fresh"))
            operation = ops::ignoreLocalState({{q("bash")}, {}, {}});
        else if (what == q("reimport"))
            operation = ops::reimport({{q("bash")}, {}, {}});
        else if (what == q("spurious"))
            operation = ops::spurious(held, {});
        else if (what == q("merge"))
            operation = ops::merge({signature("dash")}, held);
        else if (what == q("split"))
            operation = ops::split(held, failure::SplitBy::Package);
        else if (what == q("host"))
            operation = ops::host(q("here"), {4, true});
        else if (what == q("breaker"))
            operation = ops::breaker(q("archive:127.0.0.1:80"), true);
        else if (what == q("acknowledge"))
            operation = ops::acknowledge({owner->findings.ofPackage(owner->packages.byName(q("zsh"))->id).at(0).id});
        if (what == q("rule")) {
            ops::RuleOptions options;
            options.policy = failure::Policy::Retry;
            operation = ops::setRule(q("dsc.files"), options);
        }
        if (what == q("swap")) {
            Reimport made;
            made.packageId = bash;
            made.attemptId = owner.succeed(bash);
            made.report = {{q("refs"), QJsonArray{QJsonObject{{q("ref"), q("refs/heads/debian/sid")},
                                                              {q("old"), fakeOid(q("1.0-1"))},
                                                              {q("new"), fakeOid(q("anew"))}}}}};
            owner->reimports.set(made);
            operation = ops::swapReimport({{q("bash")}, {}, {}});
        }
        if (what == q("decide")) {
            const Error conflict(q("state.upstream_conflict"), q("somebody else's"),
                                 {{q("tag"), q("upstream/1.0")},
                                  {q("upstream version"), q("1.0")},
                                  {q("value of the tag"), fakeOid(q("tag"))},
                                  {q("tree of the tag"), fakeOid(q("theirs"))},
                                  {q("tree of the tarball"), fakeOid(q("ours"))}});
            const qint64 id = owner.package(q("torn"));
            const Job job = owner.running(id);
            owner->failures.recordAttempt(id, job.package, job.attemptId, {{conflict, q("1.0-1"), q("sid")}});
            owner->jobs.finish(job, {q("failed")});
            owner->packages.settle(id);
            operation = ops::decideUpstream(q("torn"), {}, ops::UpstreamChoice::Keep);
        }
        StateStore store(urlOf(q("oskar")), OpenMode::ReadWrite);
        const ops::Preview preview = operation->preview(store);
        QVERIFY2(!preview.empty(), qPrintable(preview.refusals.join(u';')));
        const ops::Applied applied = operation->apply(store, preview.stateVersion, q("somebody"));
        QCOMPARE(store.events.byId(applied.event)->actor, q("oskar"));
        const ops::Applied undone = ops::Operation::inverse(store, applied.event)->applyNow(store, {});
        QCOMPARE(store.events.byId(applied.event)->undoneBy, undone.event);
        // What undo cannot be used for: the opposites.
        if (what == q("hold")) {
            ops::hold(hello)->applyNow(store, {});
            ops::resume(hello)->applyNow(store, {});
        } else if (what == q("import")) {
            // The second request finds the first one waiting.
            ops::import({q("hello")})->applyNow(store, {});
            ops::import({q("hello")}, {q("sid")})->applyNow(store, {});
        } else if (what == q("untrack")) {
            ops::track({q("hello"), q("zsh")}, false)->applyNow(store, {});
            ops::track({q("hello"), q("zsh")}, true)->applyNow(store, {});
        } else if (what == q("spurious")) {
            ops::spurious(held, {})->applyNow(store, {});
            ops::unspurious(held)->applyNow(store, {});
        } else if (what == q("skip")) {
            ops::skip(hello, q("1.0-1"), true)->applyNow(store, {});
            ops::skip(hello, q("1.0-1"), false)->applyNow(store, {});
        } else if (what == q("breaker")) {
            (*m_owner)->database().execute(q("UPDATE suite SET last_error = 'no answer', polled_at = 7"));
            ops::breaker(q("archive:127.0.0.1:80"), true)->applyNow(store, {});
            ops::breaker(q("archive:127.0.0.1:80"), false)->applyNow(store, {});
        }
    }

    void psqlIsRefused_data()
    {
        QTest::addColumn<QString>("statements");
        const auto row = [](const char* name, const QString& statements) { QTest::newRow(name) << statements; };
        const auto with = [](const char* statements) { return q(told) + q(statements); };
        // The event
        row("no event", q("UPDATE package SET tracked = 0 WHERE name = 'hello'"));
        row("an event that names another package", with("UPDATE package SET tracked = 0 WHERE name = 'dash'"));
        row("an event that names one of two", with("UPDATE package SET tracked = 0 WHERE name IN ('hello', 'dash')"));
        row("an event that names a job's package not", with("UPDATE job SET priority = 1 WHERE state = 'queued'"));
        row("an event that is taken back",
            q("SAVEPOINT s; ") + q(told) + q("ROLLBACK TO s; UPDATE package SET tracked = 0 WHERE name = 'hello'"));
        row("checked at once",
            q("SET CONSTRAINTS ALL IMMEDIATE; UPDATE package SET tracked = 0 WHERE name = 'hello'; ") + q(told));
        row("a decision without an event", q("INSERT INTO error_rule(code, policy, cap, delay_ms, author, at) VALUES "
                                             "('dsc.files', 'retry', 1, 1, 'oskar', 0)"));
        row("events change", with("UPDATE event SET summary = 'nothing'"));
        row("events change their time", with("UPDATE event SET at = 0"));
        row("events go", with("DELETE FROM event"));
        row("an event is undone by nobody",
            with("UPDATE event SET undone_by = 1 WHERE id = (SELECT min(id) FROM event)"));
        row("an event is undone by one of the past",
            q("UPDATE event SET undone_by = (SELECT max(id) FROM event) WHERE id = (SELECT min(id) FROM event)"));
        row("an event under another login",
            q("INSERT INTO event(at, actor, action, subject, summary, login) VALUES (0, '', '', '', '', 'anna')"));
        row("an event of another transaction",
            q("INSERT INTO event(at, actor, action, subject, summary, transaction_id) "
              "VALUES (0, '', '', '', '', 1)"));
        // Rows to which no Operation leads
        row("a held package is ok", with("UPDATE package SET state = 'ok' WHERE name = 'hello'"));
        row("a held package runs", with("UPDATE package SET state = 'running' WHERE name = 'hello'"));
        row("a failure goes and its package stays held",
            with("UPDATE failure SET state = 'resolved', resolved_by = 'manual' WHERE package_id = (SELECT id FROM "
                 "package WHERE name = 'hello')"));
        row("a failure was resolved by an import",
            with("UPDATE failure SET state = 'resolved', resolved_by = 'auto' WHERE package_id = (SELECT id FROM "
                 "package WHERE name = 'hello'); UPDATE package SET state = 'ok' WHERE name = 'hello'"));
        row("a job that ran runs again", with("UPDATE job SET state = 'queued' WHERE package_id = (SELECT id FROM "
                                              "package WHERE name = 'hello')"));
        row("a job is done by hand",
            q(told).replace(q("hello"), q("zsh")) + q("UPDATE job SET state = 'done' WHERE state = 'queued'"));
        row("a job goes and its package stays queued",
            q(told).replace(q("hello"), q("zsh")) + q("UPDATE job SET state = 'cancelled' WHERE state = 'queued'"));
        row("a priority in front of all",
            q(told).replace(q("hello"), q("zsh")) + q("UPDATE job SET priority = -5 WHERE state = 'queued'"));
        row("a job before its time",
            with("INSERT INTO job(package_id, type, priority, due_at, created, state) SELECT id, "
                 "'manual', 0, 0, 0, 'running' FROM package WHERE name = 'hello'"));
        row("an import is skipped", q(told).replace(q("hello"), q("bash")) +
                                        q("UPDATE publication SET skipped = 1 WHERE import_id IS NOT NULL"));
        row("a signature of one's own",
            with("INSERT INTO signature(sig, id, class, code, title, lines_json, algorithm, "
                 "policy, added_at) VALUES ('x', 1, '', '', '', '', 1, 'hold', 0)"));
        row("a finding goes", with("UPDATE finding SET state = 'gone'"));
        row("a version from before", with("UPDATE package SET row_version = 0 WHERE name = 'hello'"));
        row("a counter goes back", q("UPDATE change SET seq = 0"));
        row("a suite was polled", with("UPDATE suite SET polled_at = 4102444800000"));
        row("too many jobs", with("UPDATE host SET wanted_parallel = 5000"));
        // What is the engine's
        for (const char* const statement :
             {"UPDATE package SET newest_version = '9' WHERE name = 'hello'", "UPDATE failure SET message = ''",
              "UPDATE failure SET auto_retries = 0, count = 0", "UPDATE job SET claimed_by = 'me'",
              "UPDATE job SET lease_until = 0", "UPDATE attempt SET outcome = 'done'", "UPDATE import SET tree = ''",
              "UPDATE publication SET import_id = NULL", "UPDATE branch_state SET good_oid = ''",
              "INSERT INTO refop(attempt_id, package_id, seq, ref, created) VALUES (1, 1, 1, 'refs/heads/x', 0)",
              "UPDATE host SET heartbeat = 0", "UPDATE suite SET branch = ''", "UPDATE outage SET probe_url = ''",
              "UPDATE archive SET base_uri = 'http://127.0.0.1/'", "DELETE FROM package", "DELETE FROM failure",
              "SELECT value FROM token", "INSERT INTO history VALUES ('held', '', 0, 0)"})
            row(statement, with(statement));
        // The guards themselves
        for (const char* const statement :
             {"SET session_replication_role = replica", "ALTER TABLE package DISABLE TRIGGER ALL",
              "DROP TRIGGER unsigned_change_told ON unsigned_change", "DELETE FROM unsigned_change",
              "SELECT * FROM unsigned_change", "TRUNCATE event", "SET ROLE millrace_admin", "SET ROLE millrace_worker",
              "SET SESSION AUTHORIZATION anna", "SELECT millrace_check_change()",
              "CREATE OR REPLACE FUNCTION millrace_check_change() RETURNS trigger LANGUAGE sql AS ''",
              "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
              "CREATE TEMPORARY TABLE package(id BIGINT)", "CREATE SCHEMA mine", "GRANT millrace_worker TO oskar"})
            row(statement, with(statement));
    }

    void psqlIsRefused()
    {
        QFETCH(QString, statements);
        const QByteArray before = everyRow();
        // Grete may write the columns that Operations change; where oskar is refused for want of that, she is not.
        QVERIFY2(psql(q("oskar"), statements).contains(QRegularExpression(q("permission denied|must |only grow"))),
                 "an operator writes a table");
        const QString said = psql(q("grete"), statements);
        QVERIFY2(!said.isEmpty(), "the server let it pass");
        // It is the database's refusal, not a slip of the statement.
        const QRegularExpression refusal(q(
            "permission denied|must have admin option|needs an event|must be owner|must be able to|is undone by the "
            "one|no Operation|only "
            "grows|only grow|is the engine's|priorities are|only an import|cannot be skipped|are computed from|only a "
            "verification|no number of jobs|jobs and failures give it|trigger functions can only be called"));
        QVERIFY2(refusal.match(said).hasMatch(), qPrintable(said));
        QCOMPARE(everyRow(), before);
    }

    /// What an Operation does passes without our programs too: with the event that is there then.
    void psqlMayWhatOperationsDo()
    {
        QCOMPARE(
            psql(q("grete"), q(told) + q("UPDATE package SET tracked = 0, row_version = row_version + 1 WHERE name "
                                         "= 'hello'")),
            QString());
        const QString id = QString::number((*m_owner)->packages.byName(q("hello"))->id);
        QCOMPARE(psql(q("oskar"),
                      QStringLiteral("SELECT millrace_act_put_aside(ARRAY['paused', 'x', '0', '%1']); ").arg(id) +
                          q(toldByFunction)),
                 QString());
        QCOMPARE((*m_owner)->packages.byName(q("hello"))->state, queue::PackageState::Paused);
        QCOMPARE(psql(q("grete"), q(told).replace(q("hello"), q("zsh")) +
                                      q("UPDATE job SET state = 'cancelled' WHERE state = 'queued'; "
                                        "UPDATE package SET state = 'ok' WHERE name = 'zsh'")),
                 QString());
        QVERIFY(!(*m_owner)->packages.byName(q("hello"))->tracked);
        QCOMPARE((*m_owner)->packages.byName(q("zsh"))->state, queue::PackageState::Ok);
        // An engine and the owner need no event.
        m_cluster->sql(q("CREATE ROLE \"engine-1\" LOGIN IN ROLE millrace_worker"));
        QCOMPARE(psql(q("engine-1"), q("UPDATE job SET state = 'cancelled'")), QString());
        QCOMPARE(psql(q("millrace"), q("UPDATE package SET state = 'denied'")), QString());
    }

    void functionsByHandAreRefused_data()
    {
        QTest::addColumn<QString>("login");
        QTest::addColumn<QString>("statements");
        QTest::addColumn<QString>("refusal");
        const auto row = [](const char* name, const char* login, const QString& statements, const char* refusal) {
            QTest::newRow(name) << q(login) << statements << q(refusal);
        };
        const QString untrack = q("SELECT millrace_act_set_tracked(ARRAY['0', (SELECT id FROM package WHERE name = "
                                  "'%1')::text]); ");
        row("no event", "oskar", untrack.arg(q("hello")), "needs an event");
        row("an event that names another package", "oskar", q(toldByFunction) + untrack.arg(q("dash")),
            "a change of dash needs an event");
        row("a state to which nothing leads", "oskar",
            q(toldByFunction) + q("SELECT millrace_act_settle_package(ARRAY['ok', (SELECT id FROM package WHERE name = "
                                  "'hello')::text])"),
            "jobs and failures give it");
        row("a failure resolved by an import", "oskar",
            q(toldByFunction) +
                q("SELECT millrace_act_resolve_failures(ARRAY['1', 'auto', '', '1', (SELECT id FROM package "
                  "WHERE name = 'hello')::text])"),
            "only an import");
        row("an event undone by none", "oskar",
            q(toldByFunction) + q("SELECT millrace_act_undo_event(ARRAY['1', (SELECT min(id) FROM event)::text])"),
            "is undone by the one");
        row("statements in a value", "oskar",
            q(toldByFunction) + q("SELECT millrace_act_set_tracked(ARRAY['0 WHERE true; DROP TABLE job --', '1'])"),
            "invalid input syntax for type bigint");
        row("the text of a statement", "oskar", q("SELECT millrace_fill('DROP TABLE job', '{}')"), "permission denied");
        for (const char* const login : {"grete", "engine-2"})
            row(login, login, q("SELECT millrace_act_set_tracked(ARRAY['0', '1'])"), "permission denied");
    }

    /// A function is no way around what triggers hold, nor a way to say something else.
    void functionsByHandAreRefused()
    {
        QFETCH(QString, login);
        QFETCH(QString, statements);
        QFETCH(QString, refusal);
        m_cluster->sql(
            q("DO $$ BEGIN CREATE ROLE \"engine-2\" LOGIN; EXCEPTION WHEN duplicate_object THEN END $$; GRANT "
              "millrace_worker TO \"engine-2\""));
        const QByteArray before = everyRow();
        const QString said = psql(login, statements);
        QVERIFY2(said.contains(QRegularExpression(refusal)), qPrintable(said));
        QCOMPARE(everyRow(), before);
    }

    void eventsAreSigned()
    {
        const qint64 before = Clock::system().nowMs();
        QCOMPARE(psql(q("oskar"), q(toldByFunction)), QString());
        const QVariantList event = (*m_owner)->database().row(
            q("SELECT actor, login, at, transaction_id FROM event ORDER BY id DESC LIMIT 1"));
        QCOMPARE(event.at(0).toString(), q("oskar"));
        QCOMPARE(event.at(1).toString(), q("oskar"));
        QVERIFY2(event.at(2).toLongLong() >= before - 1000, "not the time that the person gave");
        QVERIFY(event.at(3).toLongLong() > 0);
    }

    void decisionsAreSigned()
    {
        const QString signature =
            (*m_owner)->failures.open((*m_owner)->packages.byName(q("hello"))->id).constFirst().signature;
        StateStore oskar(urlOf(q("oskar")), OpenMode::ReadWrite);
        StateStore anna(urlOf(q("anna")), OpenMode::ReadWrite);
        // Nobody decides in the name of somebody who never did.
        ops::spurious(signature, {})->applyNow(oskar, q("anna"));
        QCOMPARE(oskar.spurious.of(signature)->author, q("oskar"));
        // But undo puts back who it was.
        ops::unspurious(signature)->applyNow(oskar, {});
        ops::spurious(signature, {})->applyNow(anna, q("anna"));
        const ops::Applied taken = ops::unspurious(signature)->applyNow(oskar, {});
        ops::Operation::inverse(oskar, taken.event)->applyNow(oskar, {});
        QCOMPARE(oskar.spurious.of(signature)->author, q("anna"));
    }

    /// What the tests before it called, everyOperationWorks() above all: run them together.
    void everyFunctionIsNeeded()
    {
        QVERIFY2(!m_called.isEmpty(), "no Operation was tried in this run");
        for (const OperatorFunction& one : operatorFunctions())
            QVERIFY2(m_called.contains(one.name), qPrintable(one.name + q(": no Operation calls it")));
    }

    void nothingIsLeftBehind()
    {
        StateStore store(urlOf(q("oskar")), OpenMode::ReadWrite);
        ops::retry(hello)->applyNow(store, {});
        QCOMPARE(m_cluster->sql(q("SELECT count(*) FROM unsigned_change"), m_owner->url.database), QByteArray("0"));
        for (const TableInfo& table : (*m_owner)->database().tables())
            QVERIFY(table.name != q("unsigned_change"));
    }
};

QTEST_GUILESS_MAIN(TestContractOperator)
#include "tst_contract_store_operator.moc"
