// SPDX-License-Identifier: GPL-3.0-or-later
// `millracectl store …` as scripts see it: exit codes, the one document of --json, one line for an error (cli.md); and
// what an admin of a shared store adds under the eyes of its triggers.
#include "tests/fault/home.h"
#include "tests/fault/samplearchive.h"
#include "tests/support/postgrescluster.h"

#include <QJsonArray>
#include <QTest>

using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

QMap<QString, QString> at(const QString& url)
{
    return {{s("MILLRACE_STORE"), url}};
}

} // namespace

class TestServiceStore : public QObject
{
    Q_OBJECT
private slots:
    void initIsMigrateIsRepeatable()
    {
        const Home home;
        for (const char* verb : {"init", "init", "migrate"}) {
            const CtlResult result = home.ctl({s("store"), s(verb), s("--json")});
            QVERIFY2(result.exitCode == 0, result.errors.constData());
            QCOMPARE(result.json()[QLatin1String("store")].toString(), s("sqlite:") + home.store());
        }
        QCOMPARE(home.ctl({s("store"), s("init")}).output, "sqlite:" + home.store().toUtf8() + " is ready\n");
    }

    void wrongUsage()
    {
        const Home home;
        failsWith(home, 2, "is missing", {s("store")});
        failsWith(home, 2, "use init, migrate, copy, backup or roles", {s("store"), s("destroy")});
        failsWith(home, 2, "is missing", {s("store"), s("copy"), s("sqlite:x")});
        failsWith(home, 2, "\"somewhere\" is no store", {s("store"), s("copy"), s("somewhere"), s("sqlite:x")});
        failsWith(home, 2, "is missing", {s("store"), s("backup")});
        failsWith(home, 2, "carries a password", {s("store"), s("init")}, at(s("postgresql://me:secret@host/db")));
        QVERIFY(!QFile::exists(home.store()));
    }

    void aStoreThatCannotBeUsed()
    {
        const Home home;
        const QString file = home.path(s("broken.sqlite"));
        QFile broken(file);
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write(QByteArray("this is no database\n").repeated(500));
        broken.close();
        failsWith(home, 4, "restore", {s("store"), s("migrate")}, at(s("sqlite:") + file));
        failsWith(home, 4, "there is no store", {s("store"), s("backup"), home.path(s("copy"))});
        failsWith(home, 4, "there is no store",
                  {s("store"), s("copy"), s("sqlite:") + home.path(s("none")), s("sqlite:") + home.path(s("target"))});
        failsWith(home, 4, "the database server failed", {s("store"), s("init")},
                  at(s("postgresql://me@/db?host=") + home.path()));
    }

    void aNewerSchemaIsLeftAlone()
    {
        const Home home;
        QCOMPARE(home.ctl({s("store"), s("init")}).exitCode, 0);
        home.value(s("PRAGMA user_version = 9999"));
        failsWith(home, 4, "update Millrace", {s("store"), s("migrate")});
        failsWith(home, 4, "update Millrace", {s("status")});
        QCOMPARE(home.value(s("PRAGMA user_version")), s("9999"));
    }

    void backup()
    {
        const Home home;
        prepared(home);
        const QString file = home.path(s("backup.sqlite"));
        const CtlResult saved = home.ctl({s("store"), s("backup"), file, s("--json")});
        QVERIFY2(saved.exitCode == 0, saved.errors.constData());
        QCOMPARE(saved.json()[QLatin1String("file")].toString(), file);
        QCOMPARE(saved.json()[QLatin1String("bytes")].toInteger(), QFileInfo(file).size());
        QCOMPARE(packages(home, at(s("sqlite:") + file)), packages(home, {}));
        failsWith(home, 5, "is there already", {s("store"), s("backup"), file});
        const CtlResult nowhere = home.ctl({s("store"), s("backup"), home.path(s("no/such/folder"))});
        QVERIFY(nowhere.exitCode != 0);
        QCOMPARE(nowhere.errorLines().size(), 1);
    }

    void copyThereAndBack()
    {
        if (!PostgresCluster::available())
            QSKIP("no PostgreSQL server is installed");
        PostgresCluster& cluster = PostgresCluster::shared();
        const Home home;
        prepared(home);
        const QString here = s("sqlite:") + home.store();
        const QString there = cluster.url(cluster.createDatabase());
        const CtlResult copied = home.ctl({s("store"), s("copy"), here, there, s("--json")});
        QVERIFY2(copied.exitCode == 0, copied.errors.constData());
        const QJsonObject document = copied.json();
        qint64 rows = 0;
        for (const QJsonValue& table : document[QLatin1String("tables")].toArray())
            rows += table[QLatin1String("rows")].toInteger();
        QVERIFY(rows > 10);
        QCOMPARE(document[QLatin1String("rows")].toInteger(), rows);
        QCOMPARE(packages(home, at(there)), packages(home, {}));
        failsWith(home, 5, "is not empty", {s("store"), s("copy"), here, there});

        const QString again = s("sqlite:") + home.path(s("again.sqlite"));
        const CtlResult back = home.ctl({s("store"), s("copy"), there, again});
        QVERIFY2(back.exitCode == 0, back.errors.constData());
        QVERIFY(back.output.contains("each read again and compared"));
        QCOMPARE(packages(home, at(again)), packages(home, {}));
        // And the server's own form of a backup.
        const QString dump = home.path(s("dump"));
        const CtlResult saved = home.ctl({s("store"), s("backup"), dump}, at(there));
        QVERIFY2(saved.exitCode == 0, saved.errors.constData());
        QVERIFY(saved.errors.contains("pg_restore -d NAME"));
    }

    void roles()
    {
        const Home home;
        QCOMPARE(home.ctl({s("store"), s("init")}).exitCode, 0);
        failsWith(home, 5, "roles need PostgreSQL", {s("store"), s("roles")});
        if (!PostgresCluster::available())
            QSKIP("no PostgreSQL server is installed");
        PostgresCluster& cluster = PostgresCluster::shared();
        const QString database = cluster.createDatabase();
        const CtlResult made = home.ctl({s("store"), s("roles"), s("--json")}, at(cluster.url(database)));
        QVERIFY2(made.exitCode == 0, made.errors.constData());
        QCOMPARE(made.json()[QLatin1String("roles")].toArray().size(), 4);
        QVERIFY(made.json()[QLatin1String("rights")].toArray().size() > 10);
        cluster.sql(
            s("CREATE ROLE vera LOGIN IN ROLE millrace_viewer; CREATE ROLE walter LOGIN IN ROLE millrace_worker"));
        failsWith(home, 5, "only the owner of the store gives rights", {s("store"), s("roles")},
                  at(cluster.url(database, s("vera"))));
        QCOMPARE(home.ctl({s("store"), s("migrate")}, at(cluster.url(database, s("walter")))).exitCode, 0);
        QCOMPARE(home.ctl({s("status")}, at(cluster.url(database, s("vera")))).exitCode, 0);
        failsWith(home, 5, "ask an admin of the store",
                  {s("archive"), s("add"), s("x"), s("http://127.0.0.1:9/"), s("--suite"), s("sid")},
                  at(cluster.url(database, s("vera"))), true);
    }

    /// As on a new host of many: its login may import, and may add no archive.
    void aWorkersEngineWaitsForArchives()
    {
        if (!PostgresCluster::available())
            QSKIP("no PostgreSQL server is installed");
        PostgresCluster& cluster = PostgresCluster::shared();
        const QString database = cluster.createDatabase();
        const QMap<QString, QString> owner = at(cluster.url(database));
        const auto value = [&](const char* sql) { return QString::fromUtf8(cluster.sql(s(sql), database)); };
        const Home home;
        QCOMPARE(home.ctl({s("store"), s("roles")}, owner).exitCode, 0);
        cluster.sql(s("CREATE ROLE wilma LOGIN IN ROLE millrace_worker"));
        const std::unique_ptr<QProcess> run = home.start({s("run")}, at(cluster.url(database, s("wilma"))));
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT state FROM host"), s("running"), 60'000);
        prepared(home, owner);
        QCOMPARE(home.ctl({s("track"), s("beta"), s("--yes")}, owner).exitCode, 0);
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT count(*) FROM import WHERE state = 'published'"), s("2"), 60'000);
        run->terminate();
        QVERIFY(run->waitForFinished(60'000));
        QCOMPARE(run->exitCode(), 130);
        QVERIFY(run->readAllStandardError().contains("when an admin has: millracectl archive add"));
    }

    void anAdminsNewSuiteHasItsEvent()
    {
        if (!PostgresCluster::available())
            QSKIP("no PostgreSQL server is installed");
        PostgresCluster& cluster = PostgresCluster::shared();
        const QString database = cluster.createDatabase();
        const auto value = [&](const char* sql) { return QString::fromUtf8(cluster.sql(s(sql), database)); };
        const Home home;
        prepared(home, at(cluster.url(database)));
        QCOMPARE(home.ctl({s("store"), s("roles")}, at(cluster.url(database))).exitCode, 0);
        cluster.sql(s("CREATE ROLE anna LOGIN IN ROLE millrace_admin; "
                      "CREATE ROLE hanna LOGIN IN ROLE millrace_admin, millrace_worker"));
        // She may add it, and what would read it is an engine, which she is not.
        failsWith(home, 5, "your database role may not do this", {s("import"), s("alpha"), s("--suite"), s("bookworm")},
                  at(cluster.url(database, s("anna"))), true);
        QCOMPARE(value("SELECT string_agg(name, ' ' ORDER BY name) FROM suite"), s("bookworm sid"));
        QCOMPARE(value("SELECT actor || ': ' || summary FROM event WHERE summary LIKE '%suite%'"),
                 s("anna: Added the suite bookworm to the archive sample"));
        // Who is both imports at once, and the suite is not added a second time.
        const CtlResult imported =
            home.ctl({s("import"), s("alpha"), s("--suite"), s("bookworm")}, at(cluster.url(database, s("hanna"))));
        QVERIFY2(imported.exitCode == 0, imported.errors.constData());
        QCOMPARE(value("SELECT count(*) FROM event WHERE summary LIKE 'Added the suite%'"), s("1"));
        QCOMPARE(value("SELECT count(*) FROM import WHERE state = 'published'"), s("2"));
        // A suite that nobody has is neither added nor told of.
        failsWith(home, 2, "no archive has a suite", {s("import"), s("alpha"), s("--suite"), s("nowhere")},
                  at(cluster.url(database, s("hanna"))), true);
        QCOMPARE(value("SELECT count(*) FROM suite"), s("2"));
    }

private:
    /// The verb ends with the code, one line that says @p words, and nothing on stdout. @p talks: other lines may come
    /// before.
    static void failsWith(const Home& home, int exitCode, const char* words, const QStringList& arguments,
                          const QMap<QString, QString>& environment = {}, bool talks = false)
    {
        const CtlResult result = home.ctl(QStringList{s("--json")} + arguments, environment);
        QVERIFY2(result.exitCode == exitCode, (arguments.join(u' ').toUtf8() + ": " + result.errors).constData());
        QVERIFY2(result.output.isEmpty(), result.output.constData());
        QCOMPARE(result.errorLines().size(), 1);
        QVERIFY2(result.errorLines().constFirst().contains(s(words)), result.errors.constData());
        QVERIFY2(talks || result.errors.count('\n') == 1, result.errors.constData());
    }
    /// A store that knows the sample archive's suite sid.
    void prepared(const Home& home, const QMap<QString, QString>& environment = {}) const
    {
        const CtlResult added =
            home.ctl({s("archive"), s("add"), s("sample"), m_archive.uri(), s("--keyring"), m_archive.archive.keyring(),
                      s("--vendor"), s("debian"), s("--suite"), s("sid")},
                     environment);
        QVERIFY2(added.exitCode == 0, added.errors.constData());
        QCOMPARE(home.ctl({s("poll")}, environment).exitCode, 0);
    }
    static QByteArray packages(const Home& home, const QMap<QString, QString>& environment)
    {
        const CtlResult listed = home.ctl({s("--json"), s("packages")}, environment);
        if (listed.exitCode != 0)
            QTest::qFail(listed.errors.constData(), __FILE__, __LINE__);
        return listed.output;
    }

    SampleArchive m_archive;
};

QTEST_GUILESS_MAIN(TestServiceStore)
#include "tst_service_store.moc"
