// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of findings, and of sources and tarballs that are damaged or gone.
#include "core/base/process.h"
#include "tests/integrity/importedhome.h"

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

/// The blob of a file of the upload with this version of alpha.
QString blobOf(const ImportedHome& home, const QString& fileName)
{
    const QString sha256 =
        home.value(s("SELECT json_extract(f.value, '$.sha256') FROM upload u, json_each(u.files_json) f "
                     "WHERE json_extract(f.value, '$.name') = '%1'")
                       .arg(fileName));
    QDirIterator files(home.path(s("home/blobs")), {sha256}, QDir::Files, QDirIterator::Subdirectories);
    return files.hasNext() ? files.next() : QString();
}

} // namespace

class TestIntegrityFindings : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_archive = std::make_unique<SampleArchive>();
        m_healthy = std::make_unique<Home>();
        importSamples(*m_healthy, *m_archive);
    }
    void init() { m_archive->server.heal(); }

    void foundThenGone()
    {
        const ImportedHome home(*m_healthy);
        const QString row = s("SELECT state || ' ' || count || ' ' || severity || ' ' || check_name FROM finding");
        const QString tip = home.git("alpha", {s("rev-parse"), s("debian/sid")});
        home.git("alpha", {s("update-ref"), s("refs/heads/debian/sid"), s("debian/1.0-1^{commit}")});
        QCOMPARE(home.verify(s("alpha")).exitCode, 1);
        QCOMPARE(home.value(row), s("open 1 error I2"));
        QCOMPARE(home.verify(s("alpha")).exitCode, 1);
        QCOMPARE(home.value(row), s("open 2 error I2"));
        // Another package's verification says nothing about this one.
        QCOMPARE(home.verify(s("beta")).exitCode, 0);
        QCOMPARE(home.value(row), s("open 2 error I2"));
        const CtlResult list = home.ctl({s("findings"), s("check:I2")});
        QVERIFY(list.output.contains("the branch debian/sid was moved"));
        QCOMPARE(home.ctl({s("--json"), s("status")}).json()[s("verification")][s("findings")][s("error")].toInt(), 1);
        // It blocks nothing.
        QCOMPARE(home.value(s("SELECT group_concat(DISTINCT state) FROM package WHERE tracked = 1")), s("ok"));

        home.git("alpha", {s("update-ref"), s("refs/heads/debian/sid"), tip});
        QCOMPARE(home.verify(s("alpha")).exitCode, 0);
        QCOMPARE(home.value(row), s("gone 2 error I2"));
        QCOMPARE(home.ctl({s("findings")}).output, QByteArray());
    }

    void sampleClosesOnlyWhatItSaw()
    {
        const ImportedHome home(*m_healthy);
        const QString real = home.value(s("SELECT tree FROM import WHERE tag = 'debian/1.0-1+deb12u1'"));
        const QString wrong = home.git("alpha", {s("rev-parse"), s("debian/2.0-1^{tree}")});
        home.sql(s("UPDATE import SET tree = '%1' WHERE tree = '%2'").arg(wrong, real));
        QCOMPARE(home.verify(s("alpha")).exitCode, 1);
        const QString open = s("SELECT count(*) FROM finding WHERE state = 'open' AND check_name = 'I4'");
        QCOMPARE(home.value(open), s("1"));
        home.sql(s("UPDATE import SET tree = '%1' WHERE tag = 'debian/1.0-1+deb12u1'").arg(real));
        QCOMPARE(home.ctl({s("verify"), s("alpha"), s("--sample"), s("0")}).exitCode, 0);
        QCOMPARE(home.value(open), s("1"));
        // What had a finding is looked at first.
        QCOMPARE(home.ctl({s("verify"), s("alpha"), s("--sample"), s("1")}).exitCode, 0);
        QCOMPARE(home.value(open), s("0"));
    }

    void sourceFetchedAgain()
    {
        const ImportedHome home(*m_healthy);
        const QString blob = blobOf(home, s("alpha_2.0.orig.tar.xz"));
        QVERIFY(QFile::remove(blob));
        QCOMPARE(home.verify(s("alpha")).exitCode, 0);
        QVERIFY(QFile::exists(blob));
    }

    void sourceNoLongerAvailable()
    {
        const ImportedHome home(*m_healthy);
        QVERIFY(QFile::remove(blobOf(home, s("alpha_2.0.orig.tar.xz"))));
        QVERIFY(QFile::rename(m_archive->poolFile(s("alpha_2.0.orig.tar.xz")), home.path(s("taken"))));
        const CtlResult result = home.verify(s("alpha"));
        QVERIFY(QFile::rename(home.path(s("taken")), m_archive->poolFile(s("alpha_2.0.orig.tar.xz"))));
        QVERIFY2(result.exitCode == 0, result.output);
        QCOMPARE(told(result, "notes").size(), 1);
        QVERIFY(told(result, "notes").constFirst().startsWith(s("I4 source.unavailable 2.0-1 ")));
    }

    void sourceDamagedOnDisk()
    {
        const ImportedHome home(*m_healthy);
        QFile blob(blobOf(home, s("alpha_2.0.orig.tar.xz")));
        QVERIFY(blob.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        QVERIFY(blob.open(QIODevice::ReadWrite));
        QVERIFY(blob.seek(blob.size() - 1));
        blob.putChar('\x7f');
        blob.close();
        const QStringList lines = told(home.verify(s("alpha")));
        QCOMPARE(lines.size(), 1);
        QVERIFY2(lines.constFirst().startsWith(s("I4 source.damaged 2.0-1 ")), qPrintable(lines.constFirst()));
    }

    void keptTarballs()
    {
        const ImportedHome home(*m_healthy);
        millrace::ProcessRequest keep;
        keep.program = s("pristine-tar");
        keep.environment = {{s("GIT_DIR"), home.repository("alpha")},
                            {s("GIT_AUTHOR_NAME"), s("a")},
                            {s("GIT_AUTHOR_EMAIL"), s("a@example.org")},
                            {s("GIT_COMMITTER_NAME"), s("a")},
                            {s("GIT_COMMITTER_EMAIL"), s("a@example.org")}};
        keep.arguments = {s("commit"), m_archive->poolFile(s("alpha_2.0.orig.tar.xz")), s("upstream/2.0")};
        millrace::runProcessChecked(keep);
        CtlResult result = home.verify(s("alpha"));
        QVERIFY2(result.exitCode == 0, result.output);
        QCOMPARE(looked(result, "I5"), 1);
        // Another tarball than the one that the store remembers.
        home.sql(s("UPDATE upstream SET tarballs_json = replace(tarballs_json, '\"sha256\":\"', '\"sha256\":\"00') "
                   "WHERE version = '2.0'"));
        QCOMPARE(told(home.verify(s("alpha"))), QStringList(s("I5 tarball.differs alpha_2.0.orig.tar.xz")));
        // The upstream tree that the delta stands on is another one now.
        home.git("alpha", {s("update-ref"), s("refs/heads/pristine-tar"), brokenDelta(home)});
        QCOMPARE(told(home.verify(s("alpha"))), QStringList(s("I5 tarball.lost alpha_2.0.orig.tar.xz")));
    }

    void whatIsNotImported()
    {
        const ImportedHome home(*m_healthy);
        const CtlResult result = home.verify(s("delta"));
        QCOMPARE(result.exitCode, 1);
        QCOMPARE(result.errorLines().size(), 1);
        QCOMPARE(home.ctl({s("verify"), s("--sample"), s("many")}).exitCode, 2);
        const Home empty;
        QCOMPARE(empty.ctl({s("verify")}).exitCode, 0);
    }

private:
    static int looked(const CtlResult& result, const char* check)
    {
        for (const QJsonValue& one : result.json()[s("packages")][0][s("checks")].toArray()) {
            if (one[s("check")].toString() == s(check))
                return one[s("looked")].toInt();
        }
        return -1;
    }

    /// A commit like the pristine-tar branch's, its delta replaced by nonsense.
    static QString brokenDelta(const ImportedHome& home)
    {
        const QString blob = home.git("alpha", {s("rev-parse"), s("debian/1.0-1:VERSION")});
        qputenv("GIT_INDEX_FILE", home.path(s("index")).toUtf8());
        home.git("alpha", {s("read-tree"), s("pristine-tar")});
        home.git("alpha", {s("update-index"), s("--cacheinfo"), s("100644,%1,alpha_2.0.orig.tar.xz.delta").arg(blob)});
        const QString tree = home.git("alpha", {s("write-tree")});
        qunsetenv("GIT_INDEX_FILE");
        return home.git("alpha", {s("commit-tree"), s("-m"), s("broken"), tree});
    }

    std::unique_ptr<SampleArchive> m_archive;
    std::unique_ptr<Home> m_healthy;
};

QTEST_GUILESS_MAIN(TestIntegrityFindings)
#include "tst_integrity_findings.moc"
