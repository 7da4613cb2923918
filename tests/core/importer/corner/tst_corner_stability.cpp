// SPDX-License-Identifier: GPL-3.0-or-later
// "Hash stability" and "Order race" of importer.md b19 with the real programs: for one recorded order of publications
// every tag has the same id, whether the jobs ran one publication at a time, all in one go, with eight workers, or
// again after the local state was lost. And what overrides and versions taken back look like from outside.
#include "tests/core/git/gitoracle.h"
#include "tests/core/importer/corner/writtenupload.h"
#include "tests/fault/home.h"
#include "tests/support/localarchive.h"
#include "tests/support/sourcepackage.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

} // namespace

class TestCornerStability : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase() { QCOMPARE(m_pieces.disorder(), QStringList()); }
    void orderRace();
    void b4_oneShotImportSaysWhatWaits();
    void oneGo();
    void eightWorkers();
    void repositoriesKept();
    void c46_overrideReachesTheWorker();
    void c55_takenBackIsAnEvent();

private:
    QString build(const char* name, const char* version, const char* older = "", const QByteArray& note = "note\n",
                  const QByteArray& readme = "readme\n")
    {
        SourcePackageRecipe recipe;
        recipe.name = s(name);
        recipe.version = s(version);
        const QString upstream = recipe.version.section(QLatin1Char('-'), 0, 0);
        if (recipe.version.contains(QLatin1Char('-')))
            recipe.upstream = {{s("VERSION"), upstream.toUtf8() + '\n'}, {s("README"), readme}};
        else
            recipe.format = s("3.0 (native)");
        recipe.files = {{s("debian/note"), note}};
        for (const QString& one :
             (s(version) + QLatin1Char(' ') + s(older)).split(QLatin1Char(' '), Qt::SkipEmptyParts))
            recipe.changelog += changelogEntry(recipe.name, one);
        return buildSourcePackage(m_folder.filePath(s("build%1").arg(++m_count)), recipe);
    }
    void addArchive(const char* name, const LocalArchive& archive, const char* vendor, const QStringList& suites)
    {
        QStringList arguments{
            s("archive"),   s("add"),          s(name),       QLatin1String("file://") + archive.folder(),
            s("--keyring"), archive.keyring(), s("--vendor"), s(vendor)};
        for (const QString& suite : suites)
            arguments << s("--suite") << suite;
        const CtlResult added = m_pieces.ctl(arguments);
        QVERIFY2(added.exitCode == 0, added.errors.constData());
    }
    /// The archives show what was added to them; it is polled and imported.
    void step()
    {
        m_debian.publish();
        m_security.publish();
        m_ubuntu.publish();
        const CtlResult polled = m_pieces.ctl({s("poll")});
        QVERIFY2(polled.exitCode == 0, polled.errors.constData());
        import(m_pieces, {});
    }
    static void import(const Home& home, const QStringList& more)
    {
        const CtlResult result = home.ctl(QStringList{s("import"), s("alpha"), s("beta"), s("gamma")} + more);
        QVERIFY2(result.exitCode == 0, result.errors.constData());
    }
    /// Another home with the same record of publications, but nothing imported.
    void forget(const Home& home, bool keepRepositories)
    {
        QVERIFY(QDir().mkpath(QFileInfo(home.store()).path()));
        QVERIFY(QFile::copy(m_pieces.store(), home.store()));
        for (const char* sql : {"UPDATE publication SET import_id = NULL, commit_oid = ''",
                                "UPDATE import SET state = 'void'", "DELETE FROM upstream", "DELETE FROM branch_state"})
            QCOMPARE(home.value(s(sql)), QString());
        if (!keepRepositories)
            return;
        for (const QString& repository : m_pieces.repositories()) {
            const QString copy = home.path(s("home/repositories/")) + repository.section(QLatin1Char('/'), -1);
            git(m_folder.path(), {s("clone"), s("-q"), s("--mirror"), repository, copy});
            for (const QByteArray& ref :
                 git(copy, {s("for-each-ref"), s("--format=%(refname)"), s("refs/importer")}).split('\n'))
                git(copy, {s("update-ref"), s("-d"), QString::fromLatin1(ref)});
        }
    }
    QByteArray alpha(const QStringList& arguments) const
    {
        return git(m_pieces.repositories().constFirst(), arguments);
    }
    QByteArray commit(const char* ref) const { return alpha({s("rev-parse"), s(ref) + s("^{commit}")}); }
    static QByteArray tags(const Home& home)
    {
        QByteArray all;
        for (const QString& repository : home.repositories())
            all += repository.section(QLatin1Char('/'), -1).toUtf8() + '\n' +
                   git(repository, {s("show-ref"), s("--tags")}) + '\n';
        return all;
    }

    QTemporaryDir m_folder;
    int m_count = 0;
    LocalArchive m_debian{m_folder.filePath(s("debian"))};
    LocalArchive m_security{m_folder.filePath(s("security"))};
    LocalArchive m_ubuntu{m_folder.filePath(s("ubuntu"))};
    Home m_pieces; ///< where it happened, one publication at a time
    QByteArray m_waited;
    CtlResult m_waits;
    CtlResult m_waitsSaid;
    CtlResult m_waitsShown;
};

void TestCornerStability::initTestCase()
{
    const QString first = build("alpha", "1.0-1");
    m_debian.add(first);
    m_debian.add(first, s("bookworm"));
    m_debian.add(build("beta", "1"));
    m_debian.add(build("gamma", "1.0-1"));
    m_security.add(build("alpha", "0.9-1"), s("bookworm-security"));
    m_ubuntu.add(first, s("noble"));
    m_debian.publish();
    m_security.publish();
    m_ubuntu.publish();
    addArchive("debian", m_debian, "debian", {s("sid"), s("bookworm")});
    addArchive("security", m_security, "debian", {s("bookworm-security")});
    addArchive("ubuntu", m_ubuntu, "ubuntu", {s("noble")});
    step();
    // The derivative's own change, with a tarball of its own under the same upstream version.
    m_ubuntu.add(build("alpha", "1.0-1ubuntu1", "1.0-1", "note\n", "another readme\n"), s("noble"));
    step();
    m_debian.add(build("alpha", "1.0-2", "1.0-1"));
    m_debian.add(build("beta", "2", "1"));
    step();
    // The same version with other content.
    m_security.add(build("alpha", "1.0-2", "1.0-1", "other content\n"), s("bookworm-security"));
    m_debian.add(build("gamma", "1.0-2", "1.0-1"), s("bookworm"));
    step();
    // The derivative shows a sync first …
    const QString synced = build("alpha", "2.0-1", "1.0-2 1.0-1");
    m_ubuntu.add(synced, s("noble"));
    step();
    m_waited = m_pieces.refs();
    m_waits = m_pieces.ctl({s("--json"), s("import"), s("alpha")});
    m_waitsSaid = m_pieces.ctl({s("import"), s("alpha")});
    m_waitsShown = m_pieces.ctl({s("show"), s("alpha")});
    // … and Debian some hours later.
    m_debian.add(synced);
    step();
    m_debian.add(build("alpha", "3.0-1", "2.0-1 1.0-2 1.0-1"));
    step();
    QCOMPARE(m_pieces.value(s("SELECT count(*) FROM publication WHERE import_id IS NULL")), s("0"));
}

void TestCornerStability::orderRace()
{
    QVERIFY(!m_waited.contains("/2.0-1\n")); // nobody imported it before Debian had it
    const QByteArray merge = commit("refs/heads/ubuntu/noble");
    QCOMPARE(alpha({s("log"), s("-1"), s("--format=%P"), s("ubuntu/noble")}),
             commit("ubuntu/1.0-1ubuntu1") + ' ' + commit("debian/2.0-1"));
    QCOMPARE(alpha({s("rev-parse"), s("ubuntu/noble^{tree}")}), alpha({s("rev-parse"), s("debian/2.0-1^{tree}")}));
    QVERIFY(!alpha({s("rev-list"), s("debian/sid")}).contains(commit("ubuntu/1.0-1ubuntu1")));
    QVERIFY(!alpha({s("rev-list"), s("debian/sid")}).contains(merge));
    QVERIFY(alpha({s("tag")}).contains("reimport/debian/1.0-2/1"));
    QVERIFY(alpha({s("tag")}).contains("reimport/upstream/1.0/1"));
}

void TestCornerStability::b4_oneShotImportSaysWhatWaits()
{
    // The one-shot import is done and nothing failed; that the newest version is missing must not be a surprise.
    QCOMPARE(m_waits.exitCode, 0);
    const QJsonObject package = m_waits.json()[QLatin1String("packages")].toArray().at(0).toObject();
    const QJsonArray waiting = package[QLatin1String("waiting")].toArray();
    QCOMPARE(waiting.size(), 1);
    const QJsonObject wait = waiting.at(0).toObject();
    QCOMPARE(wait[QLatin1String("version")].toString(), s("2.0-1"));
    QCOMPARE(wait[QLatin1String("branch")].toString(), s("ubuntu/noble"));
    QCOMPARE(wait[QLatin1String("waits_for")].toArray(), QJsonArray({s("debian"), s("security")}));
    const QDateTime until = QDateTime::fromString(wait[QLatin1String("until")].toString(), Qt::ISODate);
    QVERIFY(until > QDateTime::currentDateTimeUtc());
    for (const QByteArray& text : {m_waitsSaid.output, m_waitsShown.output})
        QVERIFY2(text.contains("alpha 2.0-1  WAITS  ubuntu/noble: until debian or security shows it"),
                 text.constData());
    // Nothing waits any more once Debian has shown it.
    const CtlResult now = m_pieces.ctl({s("--json"), s("import"), s("alpha")});
    QCOMPARE(now.json()[QLatin1String("packages")].toArray().at(0).toObject()[QLatin1String("waiting")].toArray(),
             QJsonArray());
}

void TestCornerStability::oneGo()
{
    const Home home;
    forget(home, false);
    import(home, {s("--jobs"), s("1")});
    QCOMPARE(home.refs(), m_pieces.refs());
    QCOMPARE(home.disorder(), QStringList());
}

void TestCornerStability::eightWorkers()
{
    const Home home;
    forget(home, false);
    import(home, {s("--jobs"), s("8")});
    QCOMPARE(home.refs(), m_pieces.refs());
}

void TestCornerStability::repositoriesKept()
{
    // What is in the repositories already is found again, tag by tag, and nothing is made twice.
    const Home home;
    forget(home, true);
    import(home, {});
    QCOMPARE(tags(home), tags(m_pieces));
    for (const QString& repository : home.repositories())
        QCOMPARE(
            git(repository, {s("show-ref"), s("--heads")}),
            git(m_pieces.repositories().at(home.repositories().indexOf(repository)), {s("show-ref"), s("--heads")}));
    QVERIFY(home.value(s("SELECT count(*) FROM import WHERE state = 'published' AND kind = 'adopted'")).toInt() > 5);
    QCOMPARE(home.disorder(), QStringList());
}

void TestCornerStability::c46_overrideReachesTheWorker()
{
    WrittenUpload upload;
    upload.version = s("2.0");
    upload.changelog = changelogOf({s("1.9")});
    const QString dsc = writeUpload(m_folder.filePath(s("written")), upload);
    const Home home;
    QCOMPARE(home.ctl({s("import"), s("--vendor"), s("debian"), s("--dsc"), dsc}).exitCode, 1);
    const QString code = s("SELECT code FROM failure WHERE state = 'held'");
    QCOMPARE(home.value(code), s("changelog.version"));
    const CtlResult decided = home.ctl(
        {s("override"), s("sample"), s("2.0"), s("--changelog"), s("1.9"), s("--yes"), s("--reason"), s("typo")});
    QVERIFY2(decided.exitCode == 0, decided.errors.constData());
    const CtlResult again = home.ctl({s("import"), s("--vendor"), s("debian"), s("--dsc"), dsc});
    QVERIFY2(again.exitCode == 0, again.errors.constData());
    QCOMPARE(home.value(s("SELECT flags_json FROM import")), s("[\"changelog.overridden\"]"));
    QCOMPARE(home.disorder(), QStringList());
}

void TestCornerStability::c55_takenBackIsAnEvent()
{
    // After all others: the archives are not what the record of m_pieces says any more.
    // What was imported is tracked: it is news that a version of it is gone.
    const QByteArray refs = m_pieces.refs();
    m_debian.remove(s("beta"));
    m_debian.publish();
    QCOMPARE(m_pieces.ctl({s("poll")}).exitCode, 0);
    QVERIFY(m_pieces.value(s("SELECT summary FROM event WHERE action = 'publication-removed'")).contains(s("beta 2")));
    QCOMPARE(m_pieces.refs(), refs);
}

QTEST_GUILESS_MAIN(TestCornerStability)
#include "tst_corner_stability.moc"
