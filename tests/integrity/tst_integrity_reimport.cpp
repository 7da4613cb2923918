// SPDX-License-Identifier: GPL-3.0-or-later
// reimport and ignore-local-state with the real programs, on real repositories.
#include "tests/integrity/importedhome.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

const QStringList sid{QStringLiteral("rev-parse"), QStringLiteral("refs/heads/debian/sid")};

} // namespace

class TestIntegrityReimport : public QObject
{
    Q_OBJECT

    SampleArchive m_archive;
    Home m_original;

    static void ctl(const Home& home, const QStringList& arguments, int exitCode = 0)
    {
        const CtlResult result = home.ctl(arguments);
        QVERIFY2(result.exitCode == exitCode, (result.output + result.errors).constData());
    }
    /// Does what is queued.
    static void work(const Home& home) { ctl(home, {s("run"), s("--jobs"), s("1"), s("--until-idle")}); }
    static QString lastEvent(const Home& home, const char* action)
    {
        return home.value(s("SELECT summary FROM event WHERE action = '%1' ORDER BY id DESC LIMIT 1").arg(s(action)));
    }
    /// Branches and tags of alpha.
    static QString publicRefs(const ImportedHome& home)
    {
        return home.git("alpha", {s("for-each-ref"), s("refs/heads"), s("refs/tags")});
    }

private slots:
    void initTestCase() { importSamples(m_original, m_archive); }

    void theSameHistoryAgain()
    {
        const ImportedHome home(m_original);
        const QString before = publicRefs(home);
        ctl(home, {s("reimport"), s("alpha"), s("--yes")});
        work(home);
        QCOMPARE(lastEvent(home, "reimport"), s("Made the history of alpha anew: all 3 versions are the same"));
        QCOMPARE(publicRefs(home), before);
        QCOMPARE(home.git("alpha", {s("rev-parse"), s("refs/importer/reimport/heads/debian/sid")}),
                 home.git("alpha", sid));
        QVERIFY(told(home.verify(s("alpha"))).isEmpty());
        // There is nothing to put in place.
        ctl(home, {s("reimport"), s("alpha"), s("--swap"), s("--yes")}, 5);
        QCOMPARE(home.disorder(), QStringList());
    }

    void aWrongRecordIsReported()
    {
        const ImportedHome home(m_original);
        const QString before = publicRefs(home);
        const QString oldTip = home.git("alpha", sid);
        // The record is wrong, the repository is not.
        changeStore(home, s("UPDATE import SET commit_oid = '%1', tree = '%1' WHERE commit_oid = '%2'")
                              .arg(s("1").repeated(40), oldTip));
        ctl(home, {s("reimport"), s("alpha"), s("--yes")});
        work(home);
        QVERIFY2(lastEvent(home, "reimport").contains(s("1 of 3 versions differ, 0 refs would move")),
                 qPrintable(lastEvent(home, "reimport")));
        QCOMPARE(publicRefs(home), before);
    }

    void aMovedBranchIsPutBackByTheSwap()
    {
        const ImportedHome home(m_original);
        const QString before = publicRefs(home);
        const QString wrong = home.git("alpha", {s("rev-parse"), s("refs/heads/debian/sid~1")});
        home.git("alpha", {s("update-ref"), s("refs/heads/debian/sid"), wrong});
        ctl(home, {s("reimport"), s("alpha"), s("--yes")});
        work(home);
        QVERIFY2(lastEvent(home, "reimport").contains(s("1 refs would move")), qPrintable(lastEvent(home, "reimport")));
        const CtlResult preview = home.ctl({s("--json"), s("reimport"), s("alpha"), s("--swap"), s("--dry-run")});
        const QJsonObject ref = preview.json()[s("refs")].toArray().at(0).toObject();
        QCOMPARE(ref[s("ref")].toString(), s("refs/heads/debian/sid"));
        QCOMPARE(ref[s("old")].toString(), wrong);
        ctl(home, {s("reimport"), s("alpha"), s("--swap"), s("--yes")});
        work(home);
        QCOMPARE(lastEvent(home, "reimport"), s("Put the new history of alpha in place"));
        QCOMPARE(publicRefs(home), before);
        QVERIFY(home.git("alpha", {s("for-each-ref"), s("refs/importer/reimport")}).isEmpty());
        QVERIFY(home.git("alpha", {s("for-each-ref"), s("refs/importer/replaced")}).startsWith(wrong));
        QCOMPARE(told(home.verify(s("alpha"))), QStringList());
        QCOMPARE(home.disorder(), QStringList());
        // Imports go on from there.
        ctl(home, {s("import"), s("alpha")});
    }

    void aSwapThatSomebodyDisturbsMovesNothing()
    {
        const ImportedHome home(m_original);
        const QString wrong = home.git("alpha", {s("rev-parse"), s("refs/heads/debian/sid~1")});
        home.git("alpha", {s("update-ref"), s("refs/heads/debian/sid"), wrong});
        ctl(home, {s("reimport"), s("alpha"), s("--yes")});
        work(home);
        home.git("alpha", {s("update-ref"), s("-d"), s("refs/heads/debian/sid")});
        const QString before = publicRefs(home);
        ctl(home, {s("reimport"), s("alpha"), s("--swap"), s("--yes")});
        work(home);
        QVERIFY2(lastEvent(home, "reimport").contains(s("moved by somebody else")),
                 qPrintable(lastEvent(home, "reimport")));
        QCOMPARE(publicRefs(home), before);
        QCOMPARE(home.value(s("SELECT state FROM package WHERE name = 'alpha'")), s("ok"));
    }

    void localStateIsFoundAnew_data()
    {
        QTest::addColumn<QStringList>("damage");
        QTest::newRow("nothing is wrong") << QStringList();
        QTest::newRow("the good ref is wrong")
            << QStringList{s("update-ref"), s("refs/importer/good/debian/sid"), s("refs/heads/debian/sid~1")};
        QTest::newRow("the good ref is gone")
            << QStringList{s("update-ref"), s("-d"), s("refs/importer/good/debian/sid")};
        QTest::newRow("the branch was rewound")
            << QStringList{s("update-ref"), s("refs/heads/debian/sid"), s("refs/heads/debian/sid~1")};
        QTest::newRow("the branch is gone") << QStringList{s("update-ref"), s("-d"), s("refs/heads/debian/sid")};
        QTest::newRow("a tag is gone") << QStringList{s("update-ref"), s("-d"), s("tag")};
        QTest::newRow("the repository is gone") << QStringList{s("gone")};
    }

    void localStateIsFoundAnew()
    {
        QFETCH(QStringList, damage);
        const ImportedHome home(m_original);
        if (damage.value(2) == s("tag"))
            damage[2] = s("refs/tags/") + home.value(s("SELECT tag FROM import WHERE package_id = (SELECT id FROM "
                                                       "package WHERE name = 'alpha') ORDER BY ordinal LIMIT 1"));
        const QString before = publicRefs(home);
        const QString good = home.git("alpha", {s("for-each-ref"), s("refs/importer/good")});
        if (damage == QStringList{s("gone")})
            QVERIFY(QDir(home.repository("alpha")).removeRecursively());
        else if (!damage.isEmpty())
            home.git("alpha", damage);
        ctl(home, {s("ignore-local-state"), s("alpha"), s("--yes")});
        work(home);
        QVERIFY(!lastEvent(home, "local-state").isEmpty());
        QCOMPARE(publicRefs(home), before);
        QCOMPARE(home.git("alpha", {s("for-each-ref"), s("refs/importer/good")}), good);
        QCOMPARE(told(home.verify(s("alpha"))), QStringList());
        QCOMPARE(home.disorder(), QStringList());
        QCOMPARE(home.value(s("SELECT count(*) FROM refop WHERE state = 'planned'")), s("0"));
    }

    void aLostCommitIsNotGuessed()
    {
        const ImportedHome home(m_original);
        changeStore(home, s("UPDATE import SET commit_oid = '%1' WHERE commit_oid = '%2'")
                              .arg(s("1").repeated(40), home.git("alpha", sid)));
        ctl(home, {s("ignore-local-state"), s("alpha"), s("--yes")});
        work(home);
        QCOMPARE(home.value(s("SELECT code FROM failure WHERE state = 'held'")), s("state.object_missing"));
        QCOMPARE(home.value(s("SELECT count(*) FROM branch_state WHERE package_id = (SELECT id FROM package WHERE name "
                              "= 'alpha')")),
                 s("2"));
    }
};

QTEST_GUILESS_MAIN(TestIntegrityReimport)
#include "tst_integrity_reimport.moc"
