// SPDX-License-Identifier: GPL-3.0-or-later
// kill -9 of an engine, and the store cut off, while it makes a history anew, puts one in place, or forgets the local
// state: after the next run everything is as if nobody had disturbed it.
#include "tests/core/git/gitoracle.h"
#include "tests/integrity/importedhome.h"
#include "tests/support/postgrescluster.h"

#include <QDir>
#include <QTest>

using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

/// A home with its store on a server.
class SharedHome : private Home
{
public:
    explicit SharedHome(const QString& url)
        : m_environment{{QStringLiteral("MILLRACE_STORE"), url}}
    {
    }
    CtlResult ctl(const QStringList& arguments) const { return Home::ctl(arguments, m_environment); }
    void does(const QStringList& arguments) const
    {
        const CtlResult result = ctl(arguments);
        QVERIFY2(result.exitCode == 0, (result.output + result.errors).constData());
    }
    QString git(const QStringList& arguments) const
    {
        return QString::fromUtf8(millrace::test::git(repositories().constFirst(), arguments));
    }
    QString refs() const { return git({s("for-each-ref"), s("refs/heads"), s("refs/tags"), s("refs/importer/good")}); }

private:
    QMap<QString, QString> m_environment;
};

const char* const places[] = {"moverefs.after-intent", "moverefs.after-refs", "moverefs.after-settle"};

} // namespace

class TestFaultRewrite : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        importSamples(m_original, m_archive);
        const ImportedHome home(m_original);
        m_before = publicRefs(home);
    }

    void reimport_data()
    {
        QTest::addColumn<QString>("place");
        for (const char* place : places)
            QTest::newRow(place) << s(place);
    }
    void reimport()
    {
        QFETCH(QString, place);
        const ImportedHome home(m_original);
        rewind(home);
        ctl(home, {s("reimport"), s("alpha"), s("--yes")});
        killedAt(home, place);
        work(home);
        QVERIFY(lastEvent(home, "reimport").contains(s("1 refs would move")));
        QCOMPARE(home.git("alpha", {s("rev-parse"), s("refs/importer/reimport/heads/debian/sid")}), tipOf(m_before));
        QCOMPARE(imports(home), s("3")); // those before
        noTrace(home);
    }

    void swap_data()
    {
        reimport_data();
        QTest::newRow("swap.before-end") << s("swap.before-end");
    }
    void swap()
    {
        QFETCH(QString, place);
        const ImportedHome home(m_original);
        const QString wrong = rewind(home);
        ctl(home, {s("reimport"), s("alpha"), s("--yes")});
        work(home);
        ctl(home, {s("reimport"), s("alpha"), s("--swap"), s("--yes")});
        killedAt(home, place);
        work(home);
        QCOMPARE(publicRefs(home), m_before);
        QVERIFY(home.git("alpha", {s("for-each-ref"), s("refs/importer/reimport")}).isEmpty());
        // What was replaced is kept, once.
        QCOMPARE(home.git("alpha", {s("for-each-ref"), s("--format=%(objectname)"), s("refs/importer/replaced")}),
                 wrong);
        QCOMPARE(home.value(s("SELECT state FROM reimport")), s("swapped"));
        QCOMPARE(home.value(s("SELECT count(*) FROM event WHERE summary LIKE '%was not made anew%'")), s("0"));
        QCOMPARE(imports(home), s("3")); // those before
        QCOMPARE(home.value(s("SELECT count(*) FROM event WHERE actor = 'engine' AND summary = 'Put the new history of "
                              "alpha in place'")),
                 s("1"));
        noTrace(home);
    }

    void localState_data()
    {
        QTest::addColumn<QString>("place");
        QTest::addColumn<bool>("gone");
        for (const char* place : places)
            QTest::newRow(place) << s(place) << false;
        for (const char* place : {"localstate.before-record", "localstate.after-record", "publish.before-intent",
                                  "publish.after-intent", "publish.after-refs", "publish.before-end"}) {
            QTest::newRow(place) << s(place) << false;
            QTest::addRow("%s, no repository", place) << s(place) << true;
        }
    }
    void localState()
    {
        QFETCH(QString, place);
        QFETCH(bool, gone);
        const ImportedHome home(m_original);
        const QString good = home.git("alpha", goodRefs);
        if (gone) {
            QVERIFY(QDir(home.repository("alpha")).removeRecursively());
        } else {
            rewind(home); // so that a publication has to be shown again,
            home.git("alpha", {s("update-ref"), s("-d"), s("refs/tags/debian/1.0-1")});             // a tag comes back,
            home.git("alpha", {s("update-ref"), s("-d"), s("refs/importer/good/debian/bookworm")}); // a good ref, too
        }
        ctl(home, {s("ignore-local-state"), s("alpha"), s("--yes")});
        killedAt(home, place);
        work(home);
        QCOMPARE(publicRefs(home), m_before);
        QCOMPARE(home.git("alpha", goodRefs), good);
        noTrace(home);
    }

    void aStoreThatIsCutOffIsNoEndOfIt_data()
    {
        QTest::addColumn<QString>("trigger");
        QTest::addColumn<bool>("swaps");
        QTest::newRow("swap, at the intent") << s("BEFORE INSERT ON refop") << true;
        QTest::newRow("swap, when the refs have moved") << s("BEFORE UPDATE ON refop") << true;
        QTest::newRow("swap, at the rows") << s("BEFORE UPDATE ON reimport") << true;
        QTest::newRow("local state, at the intent") << s("BEFORE INSERT ON refop") << false;
        QTest::newRow("local state, when the refs have moved") << s("BEFORE UPDATE ON refop") << false;
        QTest::newRow("local state, at the rows") << s("BEFORE INSERT ON branch_state") << false;
    }
    void aStoreThatIsCutOffIsNoEndOfIt()
    {
        QFETCH(QString, trigger);
        QFETCH(bool, swaps);
        if (!PostgresCluster::available())
            QSKIP("no PostgreSQL server is installed");
        PostgresCluster& cluster = PostgresCluster::shared();
        const QString database = cluster.createDatabase();
        const SharedHome home(cluster.url(database));
        home.does({s("archive"), s("add"), s("sample"), m_archive.uri(), s("--keyring"), m_archive.archive.keyring(),
                   s("--vendor"), s("debian"), s("--suite"), s("sid"), s("--suite"), s("bookworm")});
        home.does({s("import"), s("alpha")});
        const QString before = home.refs();
        home.git({s("update-ref"), s("refs/heads/debian/sid"), s("refs/heads/debian/sid~1")});
        home.git({s("update-ref"), s("-d"), s("refs/importer/good/debian/bookworm")});
        if (swaps) {
            home.does({s("reimport"), s("alpha"), s("--yes")});
            home.does(runIt);
            home.does({s("reimport"), s("alpha"), s("--swap"), s("--yes")});
        } else {
            home.does({s("ignore-local-state"), s("alpha"), s("--yes")});
        }
        cluster.sql(s("CREATE SEQUENCE cuts; CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF "
                      "nextval('cuts') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NEW; "
                      "END $$; CREATE TRIGGER cut %1 FOR EACH ROW EXECUTE FUNCTION cut()")
                        .arg(trigger),
                    database);
        home.does(runIt);
        const auto value = [&](const char* sql) { return cluster.sql(s(sql), database).trimmed(); };
        QVERIFY(value("SELECT last_value FROM cuts").toInt() > 1);
        QCOMPARE(home.refs(), before);
        QCOMPARE(value("SELECT string_agg(outcome, ' ') FROM attempt WHERE job_id = (SELECT max(id) FROM job)"),
                 QByteArray("done"));
        QCOMPARE(value("SELECT count(*) FROM refop WHERE state = 'planned'"), QByteArray("0"));
        QCOMPARE(value("SELECT count(*) FROM failure"), QByteArray("0"));
        QCOMPARE(value("SELECT count(*) FROM event WHERE summary LIKE '%was not made anew%'"), QByteArray("0"));
        if (swaps)
            QCOMPARE(value("SELECT state FROM reimport"), QByteArray("swapped"));
        const CtlResult verified = home.ctl({s("verify"), s("alpha")});
        QVERIFY2(verified.exitCode == 0, verified.output.constData());
    }

private:
    static void ctl(const Home& home, const QStringList& arguments)
    {
        const CtlResult result = home.ctl(arguments);
        QVERIFY2(result.exitCode == 0, (result.output + result.errors).constData());
    }
    /// Does what is queued.
    static void work(const Home& home) { ctl(home, runIt); }
    /// The same, and dies at the place.
    static void killedAt(const Home& home, const QString& place)
    {
        const CtlResult result = home.ctl(runIt, {{s("MILLRACE_FAULT"), place}});
        QVERIFY2(result.killed, (place.toUtf8() + " was not reached: " + result.errors).constData());
    }
    /// Somebody moved the branch back; returns where it is now.
    static QString rewind(const ImportedHome& home)
    {
        const QString wrong = home.git("alpha", {s("rev-parse"), s("refs/heads/debian/sid~1")});
        home.git("alpha", {s("update-ref"), s("refs/heads/debian/sid"), wrong});
        return wrong;
    }
    static QString publicRefs(const ImportedHome& home)
    {
        return home.git("alpha", {s("for-each-ref"), s("refs/heads"), s("refs/tags")});
    }
    static QString tipOf(const QString& refs)
    {
        for (const QString& line : refs.split(u'\n')) {
            if (line.endsWith(s("refs/heads/debian/sid")))
                return line.left(40);
        }
        return {};
    }
    /// Events that tell of an import.
    static QString imports(const Home& home)
    {
        return home.value(s("SELECT count(*) FROM event WHERE action = 'import' AND actor = 'engine'"));
    }
    static QString lastEvent(const Home& home, const char* action)
    {
        return home.value(s("SELECT summary FROM event WHERE action = '%1' ORDER BY id DESC LIMIT 1").arg(s(action)));
    }
    /// Nothing shows that there was a kill, and what the store says of the repository is true.
    static void noTrace(const ImportedHome& home)
    {
        QCOMPARE(home.disorder(), QStringList());
        QCOMPARE(home.value(s("SELECT count(*) FROM job WHERE state <> 'done'")), s("0"));
        QCOMPARE(home.value(s("SELECT count(*) FROM failure")), s("0"));
        QCOMPARE(home.value(s("SELECT state FROM package WHERE name = 'alpha'")), s("ok"));
    }

    static inline const QStringList runIt{QStringLiteral("run"), QStringLiteral("--jobs"), QStringLiteral("1"),
                                          QStringLiteral("--until-idle")};
    static inline const QStringList goodRefs{QStringLiteral("for-each-ref"), QStringLiteral("refs/importer/good")};
    SampleArchive m_archive;
    Home m_original;
    QString m_before; ///< branches and tags of alpha
};

QTEST_GUILESS_MAIN(TestFaultRewrite)
#include "tst_fault_rewrite.moc"
