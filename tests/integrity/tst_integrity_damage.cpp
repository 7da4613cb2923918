// SPDX-License-Identifier: GPL-3.0-or-later
// Every kind of damage is found by the check that is there for it, and by no other; a healthy home has no finding
// (importer.md b15).
#include "tests/integrity/importedhome.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

/// Refs and rows of alpha's 2.0-1, all moved to another commit: what somebody would do who wants not to be noticed.
void passOff(const ImportedHome& home, const QString& commit)
{
    const QString before = home.git("alpha", {s("rev-parse"), s("debian/sid")});
    for (const char* const ref : {"refs/heads/debian/sid", "refs/importer/good/debian/sid"})
        home.git("alpha", {s("update-ref"), s(ref), commit});
    home.git("alpha", {s("tag"), s("-f"), s("-a"), s("-m"), s("forged"), s("debian/2.0-1"), commit});
    home.sql(s("UPDATE import SET commit_oid = '%1' WHERE commit_oid = '%2'").arg(commit, before));
    home.sql(s("UPDATE publication SET commit_oid = '%1' WHERE commit_oid = '%2'").arg(commit, before));
    home.sql(s("UPDATE branch_state SET good_oid = '%1' WHERE good_oid = '%2'").arg(commit, before));
}

QStringList parentsOf(const ImportedHome& home, const char* ref)
{
    return home.git("alpha", {s("rev-list"), s("--parents"), s("-n1"), s(ref)}).split(QLatin1Char(' ')).mid(1);
}

QString newestDsc(const ImportedHome& home, const char* version)
{
    return home.value(s("SELECT substr(dsc_sha256, 1, 12) FROM upload u JOIN package k ON k.id = u.package_id "
                        "WHERE k.name = 'alpha' AND u.version = '%1'")
                          .arg(s(version)));
}

} // namespace

class TestIntegrityDamage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_archive = std::make_unique<SampleArchive>();
        m_healthy = std::make_unique<Home>();
        importSamples(*m_healthy, *m_archive);
    }

    void healthyHasNoFinding()
    {
        const ImportedHome home(*m_healthy);
        const CtlResult result = home.ctl({s("--json"), s("verify")});
        QVERIFY2(result.exitCode == 0, result.output + result.errors);
        QCOMPARE(told(result), QStringList());
        QCOMPARE(told(result, "notes"), QStringList());
        const QJsonArray packages = result.json()[s("packages")].toArray();
        QCOMPARE(packages.size(), 3);
        int extracted = 0;
        for (const QJsonValue& package : packages) {
            extracted += package[s("extracted")].toInt();
            QStringList checks;
            for (const QJsonValue& check : package[s("checks")].toArray()) {
                checks.append(check[s("check")].toString());
                const bool isNothing = check[s("check")] == s("I5") || check[s("check")] == s("I6");
                QCOMPARE(check[s("state")].toString(), isNothing ? s("not_applicable") : s("done"));
                QVERIFY(isNothing || check[s("looked")].toInt() > 0);
            }
            checks.sort();
            QCOMPARE(checks.join(QLatin1Char(' ')), s("I1 I2 I3 I4 I5 I6 I7 I8 I9"));
        }
        QCOMPARE(extracted, SampleArchive::uploads);
        QCOMPARE(home.value(s("SELECT count(*) FROM import WHERE verified_at > 0")).toInt(), SampleArchive::uploads);
        QCOMPARE(home.value(s("SELECT count(*) FROM package WHERE verified_at > 0")), s("3"));
        // The host's own folder there may stay.
        QDirIterator left(home.repository("alpha") + s("/../.verify"), QDir::Files, QDirIterator::Subdirectories);
        QVERIFY(!left.hasNext());
    }

    void importRowGone()
    {
        const ImportedHome home(*m_healthy);
        home.sql(s("DELETE FROM import WHERE tag = 'debian/1.0-1+deb12u1'"));
        const CtlResult result = home.verify(s("alpha"));
        QCOMPARE(result.exitCode, 1);
        QCOMPARE(told(result), QStringList(s("I1 published.no_import 1.0-1+deb12u1 bookworm")));
    }

    void publishedAndForgotten()
    {
        const ImportedHome home(*m_healthy);
        home.sql(s("UPDATE publication SET import_id = NULL, commit_oid = '' WHERE upload_id = "
                   "(SELECT id FROM upload WHERE version = '1.0-1+deb12u1')"));
        const QStringList lines = told(home.verify(s("alpha")));
        QVERIFY2(lines.contains(s("I1 published.missing 1.0-1+deb12u1 bookworm")), qPrintable(lines.join(u'\n')));
    }

    void skippedIsANote()
    {
        const ImportedHome home(*m_healthy);
        home.sql(
            s("INSERT INTO publication(suite_id, package_id, upload_id, first_seen, skipped) SELECT s.id, "
              "u.package_id, u.id, 1, 1 FROM suite s, upload u WHERE s.name = 'bookworm' AND u.version = '2.0-1'"));
        const CtlResult result = home.verify(s("alpha"));
        QCOMPARE(result.exitCode, 0);
        QCOMPARE(told(result, "notes"), QStringList(s("I1 published.skipped 2.0-1 bookworm")));
    }

    void branchMovedBack()
    {
        const ImportedHome home(*m_healthy);
        home.git("alpha", {s("update-ref"), s("refs/heads/debian/sid"), s("debian/1.0-1^{commit}")});
        const CtlResult result = home.verify(s("alpha"));
        QCOMPARE(result.exitCode, 1);
        QCOMPARE(told(result), QStringList(s("I2 branch.rewritten refs/heads/debian/sid")));
        const QJsonObject finding = result.json()[s("findings")].toArray().first().toObject();
        QCOMPARE(finding[s("version")].toString(), s("2.0-1"));
        QCOMPARE(finding[s("expected")][s("commit")].toString(),
                 home.git("alpha", {s("rev-parse"), s("debian/2.0-1^{commit}")}));
        QCOMPARE(finding[s("actual")][s("commit")].toString(),
                 home.git("alpha", {s("rev-parse"), s("debian/1.0-1^{commit}")}));
    }

    void branchAhead()
    {
        const ImportedHome home(*m_healthy);
        const QString work = home.git(
            "alpha", {s("commit-tree"), s("-p"), s("debian/sid"), s("-m"), s("work"), s("debian/1.0-1^{tree}")});
        home.git("alpha", {s("update-ref"), s("refs/heads/debian/sid"), work});
        const CtlResult result = home.verify(s("alpha"));
        QCOMPARE(told(result), QStringList(s("I2 branch.ahead refs/heads/debian/sid")));
        QCOMPARE(result.json()[s("findings")][0][s("severity")].toString(), s("warning"));
    }

    void branchGone()
    {
        const ImportedHome home(*m_healthy);
        home.git("alpha", {s("update-ref"), s("-d"), s("refs/heads/debian/bookworm")});
        QCOMPARE(told(home.verify(s("alpha"))), QStringList(s("I2 branch.gone refs/heads/debian/bookworm")));
    }

    void upstreamBranchElsewhere()
    {
        const ImportedHome home(*m_healthy);
        home.git("alpha", {s("update-ref"), s("refs/heads/upstream/debian"), s("debian/sid")});
        QCOMPARE(told(home.verify(s("alpha"))), QStringList(s("I2 branch.upstream refs/heads/upstream/debian")));
    }

    void tagMoved()
    {
        const ImportedHome home(*m_healthy);
        home.git("alpha", {s("tag"), s("-f"), s("debian/1.0-1"), s("debian/2.0-1^{commit}")});
        home.git("alpha", {s("tag"), s("-d"), s("upstream/2.0")});
        QCOMPARE(told(home.verify(s("alpha"))),
                 QStringList({s("I3 tag.gone refs/tags/upstream/2.0"), s("I3 tag.moved refs/tags/debian/1.0-1")}));
    }

    void tagOnOtherCommitOfTheSameTree()
    {
        const ImportedHome home(*m_healthy);
        const QString twin = home.git("alpha", {s("commit-tree"), s("-m"), s("twin"), s("debian/1.0-1^{tree}")});
        home.git("alpha", {s("tag"), s("-f"), s("debian/1.0-1"), twin});
        const CtlResult result = home.verify(s("alpha"));
        QCOMPARE(told(result), QStringList(s("I3 tag.other_commit refs/tags/debian/1.0-1")));
        QCOMPARE(result.json()[s("findings")][0][s("severity")].toString(), s("warning"));
    }

    void forgedTree()
    {
        const ImportedHome home(*m_healthy);
        // A changelog like the original's, so that only the content is wrong.
        const QString index = home.path(s("index"));
        const QString blob = home.git("alpha", {s("rev-parse"), s("debian/1.0-1:VERSION")});
        const QString tree = [&] {
            QFile::remove(index);
            qputenv("GIT_INDEX_FILE", index.toUtf8());
            home.git("alpha", {s("read-tree"), s("debian/2.0-1")});
            home.git("alpha", {s("update-index"), s("--cacheinfo"), s("100644,%1,VERSION").arg(blob)});
            const QString written = home.git("alpha", {s("write-tree")});
            qunsetenv("GIT_INDEX_FILE");
            return written;
        }();
        QStringList make{s("commit-tree"), s("-m"), s("forged")};
        for (const QString& parent : parentsOf(home, "debian/sid"))
            make << s("-p") << parent;
        passOff(home, home.git("alpha", make << tree));
        home.sql(s("UPDATE import SET tree = '%1' WHERE tag = 'debian/2.0-1' AND package_id = "
                   "(SELECT id FROM package WHERE name = 'alpha')")
                     .arg(tree));
        const CtlResult result = home.verify(s("alpha"));
        QCOMPARE(told(result), QStringList(s("I4 tree.differs 2.0-1 ") + newestDsc(home, "2.0-1")));
        const QJsonObject finding = result.json()[s("findings")].toArray().first().toObject();
        QCOMPARE(finding[s("actual")][s("paths")].toArray(), QJsonArray{s("VERSION")});
        QCOMPARE(finding[s("actual")][s("tree")].toString(), tree);
        // No version is extracted: nothing is found.
        QCOMPARE(told(home.ctl({s("--json"), s("verify"), s("alpha"), s("--sample"), s("0")})), QStringList());
    }

    void foreignParent()
    {
        const ImportedHome home(*m_healthy);
        const QString stranger = home.git("alpha", {s("commit-tree"), s("-m"), s("x"), s("debian/1.0-1^{tree}")});
        QStringList make{s("commit-tree"), s("-m"), s("forged")};
        const QStringList parents = parentsOf(home, "debian/sid") << stranger;
        for (const QString& parent : parents)
            make << s("-p") << parent;
        const QString before = home.git("alpha", {s("rev-parse"), s("debian/sid")});
        const QString commit = home.git("alpha", make << s("debian/2.0-1^{tree}"));
        passOff(home, commit);
        const QString dsc = newestDsc(home, "2.0-1");
        QCOMPARE(told(home.verify(s("alpha"))), QStringList(s("I7 parents.recorded 2.0-1 ") + dsc));
        home.sql(s("UPDATE import SET parents_json = '[\"%1\"]' WHERE commit_oid = '%2'")
                     .arg(parents.join(s("\",\"")), commit));
        QCOMPARE(told(home.verify(s("alpha"))), QStringList(s("I7 parents.rule 2.0-1 ") + dsc));
    }

    void strayRefs()
    {
        const ImportedHome home(*m_healthy);
        for (const char* const ref : {"refs/importer/quarantine/7/debian/sid",
                                      "refs/collisions/debian/sid/20260101-abc", "refs/importer/good/debian/nowhere"})
            home.git("alpha", {s("update-ref"), s(ref), s("debian/sid")});
        const QString attempt = home.value(s("SELECT a.id FROM attempt a JOIN job j ON j.id = a.job_id JOIN package k "
                                             "ON k.id = j.package_id WHERE k.name = 'alpha'"));
        QVERIFY(QDir().mkpath(home.repository("alpha") + s("/../.quarantine/") + attempt));
        QCOMPARE(told(home.verify(s("alpha"))),
                 QStringList({s("I8 quarantine.orphan attempt ") + attempt,
                              s("I8 ref.orphan refs/collisions/debian/sid/20260101-abc"),
                              s("I8 ref.orphan refs/importer/good/debian/nowhere"),
                              s("I8 ref.orphan refs/importer/quarantine/7/debian/sid")}));
    }

    void rottenPack()
    {
        const ImportedHome home(*m_healthy);
        const QDir packs(home.repository("alpha") + s("/objects/pack"));
        const QStringList names = packs.entryList({s("*.pack")}, QDir::Files);
        QVERIFY(!names.isEmpty());
        for (const QString& name : names) {
            QFile pack(packs.filePath(name));
            QVERIFY(pack.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
            QVERIFY(pack.open(QIODevice::ReadWrite));
            // In the middle of a compressed object, behind the header of 12 bytes and the object's own.
            QVERIFY(pack.seek(pack.size() / 2));
            const char byte = pack.peek(1).at(0);
            pack.putChar(static_cast<char>(byte ^ 0x5a));
        }
        const CtlResult result = home.verify(s("alpha"));
        QCOMPARE(result.exitCode, 1);
        const QStringList lines = told(result);
        QVERIFY2(lines.contains(s("I9 objects.damaged objects")), qPrintable(lines.join(u'\n')));
        QVERIFY(result.json()[s("packages")][0][s("verified")].toBool());
    }

    void commitGone()
    {
        const ImportedHome home(*m_healthy);
        const QString missing = QString(40, QLatin1Char('a'));
        home.sql(s("UPDATE import SET commit_oid = '%1' WHERE tag = 'debian/1.0-1+deb12u1'").arg(missing));
        const QStringList lines = told(home.verify(s("alpha")));
        QVERIFY2(lines.contains(s("I3 tag.other_commit refs/tags/debian/1.0-1+deb12u1")),
                 qPrintable(lines.join(u'\n')));
        QVERIFY2(lines.join(u'\n').contains(s("I7 state.object_missing 1.0-1+deb12u1")), qPrintable(lines.join(u'\n')));
    }

    void repositoryGone()
    {
        const ImportedHome home(*m_healthy);
        QVERIFY(QDir(home.repository("alpha")).removeRecursively());
        const CtlResult result = home.verify(s("alpha"));
        QCOMPARE(result.exitCode, 1);
        QCOMPARE(told(result), QStringList(s("I9 repository.unreadable repository")));
    }

private:
    std::unique_ptr<SampleArchive> m_archive;
    std::unique_ptr<Home> m_healthy;
};

QTEST_GUILESS_MAIN(TestIntegrityDamage)
#include "tst_integrity_damage.moc"
