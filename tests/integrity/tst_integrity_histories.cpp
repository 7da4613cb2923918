// SPDX-License-Identifier: GPL-3.0-or-later
// No false alarm: histories with everything that happens in archives are imported poll by poll, and verified after
// each. What the checks compute again must be what the importer did at the time.
#include "tests/integrity/importedhome.h"
#include "tests/support/sourcepackage.h"

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

class TestIntegrityHistories : public QObject
{
    Q_OBJECT

private slots:
    void derivativeAndUpstream();
    void versionsGoUpAndDown();
    void heldVersionIsNoFinding();

private:
    /// alpha in the given version; the changelog lists @p older too. @p note makes the content another.
    QString build(const char* version, const char* older = "", const char* note = "")
    {
        SourcePackageRecipe recipe;
        recipe.name = s("alpha");
        recipe.version = s(version);
        const QByteArray upstream = QByteArray(version).split('-').first();
        recipe.upstream = {{s("VERSION"), upstream + '\n'}, {s("src/main.c"), "int main() {}\n"}};
        recipe.files = {{s("debian/note"), QByteArray(version) + note + '\n'}};
        for (const QString& one :
             (s(version) + QLatin1Char(' ') + s(older)).split(QLatin1Char(' '), Qt::SkipEmptyParts))
            recipe.changelog += changelogEntry(s("alpha"), one);
        return buildSourcePackage(m_folder.filePath(s("build-%1%2").arg(++m_count).arg(s(note))), recipe);
    }
    static void add(const Home& home, const char* name, const LocalArchive& archive, const HttpServer& server,
                    const QStringList& suites, int rank)
    {
        QStringList arguments{s("archive"),   s("add"),          s(name),       server.url(s("/")).toString(),
                              s("--keyring"), archive.keyring(), s("--vendor"), s(name)};
        for (const QString& suite : suites)
            arguments << s("--suite") << suite;
        const CtlResult added = home.ctl(arguments);
        QVERIFY2(added.exitCode == 0, added.errors.constData());
        changeStore(home, s("UPDATE archive SET rank = %1 WHERE name = '%2'").arg(rank).arg(s(name)));
    }
    /// Polls, imports what is new and verifies everything.
    static void followAndVerify(const Home& home, int imports)
    {
        const CtlResult polled = home.ctl({s("poll")});
        QVERIFY2(polled.exitCode == 0, polled.errors.constData());
        const CtlResult imported = home.ctl({s("import"), s("alpha")});
        QVERIFY2(imported.exitCode == 0, imported.errors.constData());
        QCOMPARE(home.value(s("SELECT count(*) FROM import WHERE state = 'published'")).toInt(), imports);
        verifyClean(home, imports);
    }
    static void verifyClean(const Home& home, int imports)
    {
        const CtlResult result = home.ctl({s("--json"), s("verify")});
        QVERIFY2(result.exitCode == 0, result.output + result.errors);
        QCOMPARE(told(result), QStringList());
        QCOMPARE(told(result, "notes"), QStringList());
        QCOMPARE(result.json()[s("packages")][0][s("extracted")].toInt(), imports);
    }

    QTemporaryDir m_folder;
    int m_count = 0;
};

void TestIntegrityHistories::derivativeAndUpstream()
{
    LocalArchive upstream(m_folder.filePath(s("upstream")));
    LocalArchive derived(m_folder.filePath(s("derived")));
    const HttpServer upstreamServer(upstream.folder());
    const HttpServer derivedServer(derived.folder());
    const QString first = build("1.0-1");
    upstream.add(first);
    derived.add(first, s("noble"));
    upstream.publish();
    derived.publish();
    const Home home;
    add(home, "debian", upstream, upstreamServer, {s("sid")}, 0);
    add(home, "ubuntu", derived, derivedServer, {s("noble")}, 1);
    followAndVerify(home, 1);

    // The derivative goes its own way, upstream goes on, the derivative merges, then takes a version as it is.
    derived.add(build("1.0-1ubuntu1", "1.0-1"), s("noble"));
    derived.publish();
    followAndVerify(home, 2);
    upstream.add(build("2.0-1", "1.0-1"));
    upstream.publish();
    followAndVerify(home, 3);
    derived.add(build("2.0-1ubuntu1", "2.0-1 1.0-1ubuntu1 1.0-1"), s("noble"));
    derived.publish();
    followAndVerify(home, 4);
    const QString synced = build("2.0-2", "2.0-1 1.0-1");
    upstream.add(synced);
    derived.add(synced, s("noble"));
    upstream.publish();
    derived.publish();
    followAndVerify(home, 5);
    // The derivative shows a version of the upstream archive first: it waits for that, which is no finding.
    const QString late = build("3.0-1", "2.0-2 2.0-1");
    derived.add(late, s("noble"));
    derived.publish();
    followAndVerify(home, 5);
    upstream.add(late);
    upstream.publish();
    followAndVerify(home, 6);
}

void TestIntegrityHistories::versionsGoUpAndDown()
{
    LocalArchive archive(m_folder.filePath(s("one")));
    const HttpServer server(archive.folder());
    archive.add(build("1.0-2", "1.0-1"));
    archive.add(build("1.0-1"), s("bookworm"));
    archive.publish();
    const Home home;
    add(home, "debian", archive, server, {s("bookworm"), s("sid")}, 0);
    followAndVerify(home, 2);
    // The newer version is taken back and a lower one appears; then the same version with other content elsewhere.
    archive.remove(s("alpha"));
    archive.add(build("1.0-1.1", "1.0-1"));
    archive.publish();
    followAndVerify(home, 3);
    archive.add(build("1.0-1.1", "1.0-1", "other"), s("bookworm"));
    archive.publish();
    followAndVerify(home, 4);
    // An upload whose changelog names nothing that was ever seen.
    archive.add(build("1:0.5-1", "0.4-1"));
    archive.publish();
    followAndVerify(home, 5);
}

void TestIntegrityHistories::heldVersionIsNoFinding()
{
    LocalArchive archive(m_folder.filePath(s("held")));
    const HttpServer server(archive.folder());
    archive.add(build("1.0-1"));
    archive.publish();
    const Home home;
    add(home, "debian", archive, server, {s("sid")}, 0);
    followAndVerify(home, 1);
    const QString broken = build("2.0-1", "1.0-1");
    archive.add(broken);
    archive.publish();
    QVERIFY(QFile::remove(archive.folder() + SampleArchive::poolPath(s("alpha_2.0.orig.tar.xz"))));
    QCOMPARE(home.ctl({s("poll")}).exitCode, 0);
    QVERIFY(home.ctl({s("import"), s("alpha")}).exitCode != 0);
    // It has failed, which has a list of its own.
    verifyClean(home, 1);
}

QTEST_GUILESS_MAIN(TestIntegrityHistories)
#include "tst_integrity_histories.moc"
