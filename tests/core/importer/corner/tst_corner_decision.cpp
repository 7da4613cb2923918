// SPDX-License-Identifier: GPL-3.0-or-later
// b13 with the real programs: somebody's tag upstream/1.0 has other files than the tarball. The package waits for a
// decision, is never decided for silently, and each of the three choices does what its preview says and nothing else.
#include "tests/core/git/gitoracle.h"
#include "tests/core/importer/corner/writtenupload.h"
#include "tests/fault/home.h"

#include <QJsonArray>
#include <QTest>

using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

} // namespace

class TestCornerDecision : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void b13_waitsForADecision();
    void b13_keepOurs();
    void b13_adoptOnlyWhatIsEqual();
    void b13_moveTheTag();
    void b13_moveOnlyWhatWasSeen();
    void b13_undo();
    void b13_otherBranchesGoOn();

private:
    QString write(const char* version, const QByteArray& readme, const QStringList& older = {})
    {
        WrittenUpload upload;
        upload.version = s(version);
        upload.upstream = {{s("README"), readme}};
        upload.changelog = changelogOf(QStringList{upload.version} + older);
        return writeUpload(m_folder.filePath(QString::number(++m_count)), upload);
    }
    CtlResult import(const QString& dsc, const char* suite = "sid") const
    {
        return m_home->ctl(
            {s("import"), s("--json"), s("--vendor"), s("debian"), s("--suite"), s(suite), s("--dsc"), dsc});
    }
    CtlResult decide(const char* choice, const QStringList& more = {}) const
    {
        return m_home->ctl(QStringList{s("--json"), s("decide"), s("sample"), s("1.0"), s(choice), s("--yes")} + more);
    }
    /// The queued job runs.
    void runQueue() const
    {
        const CtlResult result = m_home->ctl({s("run"), s("--until-idle"), s("--poll-every"), s("100000")});
        QVERIFY2(result.exitCode == 0 || result.exitCode == 3, result.errors.constData());
    }
    QString state() const { return m_home->value(s("SELECT state FROM package WHERE name = 'sample'")); }
    QString repository() const { return m_home->repositories().constFirst(); }
    QByteArray ask(const QStringList& arguments) const { return askGit(repository(), arguments).output.trimmed(); }
    QByteArray valueOf(const char* ref) const { return ask({s("rev-parse"), s("-q"), s("--verify"), s(ref)}); }
    QByteArray readmeOf(const char* ref) const { return ask({s("show"), s(ref) + s(":README")}); }
    /// Somebody's tag with a README of @p text.
    QByteArray tagTheirs(const QByteArray& text)
    {
        const QByteArray blob = git(repository(), {s("hash-object"), s("-w"), s("--stdin")}, text);
        const QByteArray tree = git(repository(), {s("mktree")}, "100644 blob " + blob + "\tREADME\n");
        const QByteArray commit =
            git(repository(), {s("commit-tree"), QString::fromLatin1(tree), s("-m"), s("their 1.0")});
        git(repository(), {s("tag"), s("-f"), s("upstream/1.0"), QString::fromLatin1(commit)});
        return commit;
    }

    QTemporaryDir m_folder;
    int m_count = 0;
    std::unique_ptr<Home> m_home;
    QString m_dsc;
    QByteArray m_theirs;
    QByteArray m_before;
};

void TestCornerDecision::init()
{
    m_home = std::make_unique<Home>();
    QCOMPARE(import(write("0.9-1", "0.9")).exitCode, 0);
    m_theirs = tagTheirs("theirs");
    m_before = m_home->refs();
    m_dsc = write("1.0-1", "ours", {s("0.9-1")});
    const CtlResult result = import(m_dsc);
    QVERIFY2(result.exitCode == 3, result.output + result.errors);
}

void TestCornerDecision::cleanup()
{
    QCOMPARE(m_home->disorder(), QStringList());
    const CtlResult verified = m_home->ctl({s("verify")});
    QVERIFY2(verified.exitCode == 0, verified.output.constData());
}

void TestCornerDecision::b13_waitsForADecision()
{
    QCOMPARE(state(), s("decision"));
    QCOMPARE(m_home->refs(), m_before);
    QCOMPARE(m_home->value(s("SELECT code FROM failure WHERE state <> 'resolved'")), s("state.upstream_conflict"));
    QVERIFY(m_home->value(s("SELECT advice FROM failure")).contains(s("millracectl decide sample 1.0")));
    // Trying again decides nothing.
    QCOMPARE(m_home->ctl({s("retry"), s("sample"), s("--yes")}).exitCode, 0);
    runQueue();
    QCOMPARE(state(), s("decision"));
    QCOMPARE(m_home->refs(), m_before);
    const CtlResult status = m_home->ctl({s("status"), s("--json")});
    QCOMPARE(status.json()[QLatin1String("failures")].toObject()[QLatin1String("decision")].toInt(), 1);
    QCOMPARE(m_home->ctl({s("--json"), s("decide"), s("sample"), s("1.0"), s("whatever")}).exitCode, 2);
    QCOMPARE(m_home->ctl({s("decide"), s("sample"), s("2.0"), s("keep"), s("--yes")}).exitCode, 5);
}

void TestCornerDecision::b13_keepOurs()
{
    const CtlResult preview = decide("keep", {s("--dry-run")});
    QCOMPARE(preview.exitCode, 0);
    QCOMPARE(m_home->refs(), m_before);
    QCOMPARE(state(), s("decision"));
    QCOMPARE(preview.json()[QLatin1String("jobs")].toInt(), 1);
    QCOMPARE(decide("keep").exitCode, 0);
    QCOMPARE(state(), s("queued"));
    runQueue();
    QCOMPARE(state(), s("ok"));
    QCOMPARE(valueOf("refs/tags/upstream/1.0"), m_theirs);
    QCOMPARE(valueOf("refs/tags/reimport/upstream/1.0/0"), m_theirs);
    QCOMPARE(readmeOf("reimport/upstream/1.0/1"), QByteArray("ours"));
    QCOMPARE(ask({s("log"), s("-1"), s("--format=%P"), s("debian/1.0-1")}).split(' ').constLast(),
             valueOf("reimport/upstream/1.0/1^{commit}"));
    // The next revision of the same tarball asks nobody again.
    QCOMPARE(import(write("1.0-2", "ours", {s("1.0-1"), s("0.9-1")})).exitCode, 0);
    QCOMPARE(state(), s("ok"));
}

void TestCornerDecision::b13_adoptOnlyWhatIsEqual()
{
    const CtlResult refused = decide("adopt");
    QCOMPARE(refused.exitCode, 5);
    QVERIFY2(refused.errors.contains("other files than the tarball"), refused.errors.constData());
    QCOMPARE(state(), s("decision"));
    // They corrected it: now their commit is the upstream version, and ours is not made at all.
    const QByteArray corrected = tagTheirs("ours");
    const CtlResult adopted = decide("adopt");
    QVERIFY2(adopted.exitCode == 0, adopted.errors.constData());
    runQueue();
    QCOMPARE(state(), s("ok"));
    QCOMPARE(valueOf("refs/tags/upstream/1.0"), corrected);
    QCOMPARE(valueOf("refs/tags/reimport/upstream/1.0/0"), QByteArray());
    QCOMPARE(ask({s("log"), s("-1"), s("--format=%P"), s("debian/1.0-1")}).split(' ').constLast(), corrected);
}

void TestCornerDecision::b13_moveTheTag()
{
    const CtlResult preview = decide("move", {s("--dry-run")});
    const QJsonObject moved = preview.json()[QLatin1String("refs")].toArray().at(0).toObject();
    QCOMPARE(moved[QLatin1String("ref")].toString(), s("refs/tags/upstream/1.0"));
    QCOMPARE(moved[QLatin1String("old")].toString().toLatin1(), m_theirs);
    QCOMPARE(decide("move").exitCode, 0);
    runQueue();
    QCOMPARE(state(), s("ok"));
    QCOMPARE(readmeOf("upstream/1.0"), QByteArray("ours"));
    QCOMPARE(valueOf("refs/tags/reimport/upstream/1.0/0"), valueOf("refs/tags/upstream/1.0"));
    QCOMPARE(valueOf("refs/tags/reimport/upstream/1.0/1"), m_theirs); // nothing is lost
    QCOMPARE(ask({s("log"), s("-1"), s("--format=%P"), s("debian/1.0-1")}).split(' ').constLast(),
             valueOf("upstream/1.0^{commit}"));
}

void TestCornerDecision::b13_moveOnlyWhatWasSeen()
{
    QCOMPARE(decide("move").exitCode, 0);
    const QByteArray newer = tagTheirs("theirs, second try");
    runQueue();
    QCOMPARE(state(), s("decision"));
    QCOMPARE(valueOf("refs/tags/upstream/1.0"), newer);
    QVERIFY(m_home->value(s("SELECT message FROM failure WHERE state <> 'resolved'")).contains(s("has moved since")));
    // Deciding again is about what is there now.
    QCOMPARE(decide("move").exitCode, 0);
    runQueue();
    QCOMPARE(state(), s("ok"));
    QCOMPARE(readmeOf("upstream/1.0"), QByteArray("ours"));
    QCOMPARE(valueOf("refs/tags/reimport/upstream/1.0/1"), newer);
}

void TestCornerDecision::b13_undo()
{
    const CtlResult decided = decide("move");
    const QString event = QString::number(decided.json()[QLatin1String("event")].toInt());
    QCOMPARE(m_home->value(s("SELECT count(*) FROM import_override")), s("1"));
    const CtlResult undone = m_home->ctl({s("undo"), event, s("--yes")});
    QVERIFY2(undone.exitCode == 0, undone.errors.constData());
    QCOMPARE(state(), s("decision"));
    QCOMPARE(m_home->value(s("SELECT count(*) FROM import_override")), s("0"));
    runQueue();
    QCOMPARE(m_home->refs(), m_before);
    // After the import it is history.
    const CtlResult again = decide("keep");
    runQueue();
    const QString second = QString::number(again.json()[QLatin1String("event")].toInt());
    QCOMPARE(m_home->ctl({s("undo"), second, s("--yes")}).exitCode, 5);
}

void TestCornerDecision::b13_otherBranchesGoOn()
{
    const CtlResult result = import(write("0.9-2", "0.9", {s("0.9-1")}), "bookworm");
    QVERIFY2(result.exitCode == 3, result.output + result.errors);
    QCOMPARE(state(), s("decision"));
    QCOMPARE(ask({s("log"), s("-1"), s("--format=%s"), s("debian/bookworm")}), QByteArray("sample 0.9-2 (debian)"));
    QCOMPARE(readmeOf("debian/sid"), QByteArray("0.9"));
}

QTEST_GUILESS_MAIN(TestCornerDecision)
#include "tst_corner_decision.moc"
