// SPDX-License-Identifier: GPL-3.0-or-later
// Upstream identity, switches between native and not, and what is taken for plain data (importer.md b13, c50 to c60).
#include "core/archive/localdsc.h"
#include "core/deb/vcsclaim.h"
#include "core/failure/errorrule.h"
#include "core/importer/uploadfetch.h"
#include "tests/core/importer/checkedhistory.h"
#include "tests/core/importer/corner/writtenupload.h"
#include "tests/support/sourcepackage.h"

#include <QFile>
#include <QFileInfo>
#include <QTest>
#include <QUrl>

using namespace millrace;
using namespace millrace::test;

namespace {

using Commits = QList<QByteArray>;

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

} // namespace

class TestCornerUpstream : public QObject
{
    Q_OBJECT

private slots:
    void c50_epochAddedAndRemoved();
    void c52_nativeAndBack();
    void c52_derivativesNativeIsNotUpstream();
    void c52_revisionBuiltAsNativeIsNoRelease();
    void c53_otherOrigOfAnotherVendor();
    void c53_sharedOrigGivesEachVendorItsBranch();
    void b13_foreignTagWithOtherFilesHolds();
    void c54_repackedOrig();
    void c57_fileStillMissing();
    void c58_settingsInsideThePackageAreFiles();
    void c60_urls_data();
    void c60_urls();
    void c60_refs_data();
    void c60_refs();
    void c60_commits();

private:
    static WrittenUpload quilt(const char* version, const QByteArray& readme, const QStringList& older = {})
    {
        WrittenUpload upload;
        upload.version = s(version);
        upload.upstream = {{s("README"), readme}};
        upload.changelog = changelogOf(QStringList{upload.version} + older);
        return upload;
    }
    static WrittenUpload native(const char* version, const QStringList& older = {})
    {
        WrittenUpload upload;
        upload.version = s(version);
        upload.files = {{s("README"), upload.version.toUtf8()}};
        upload.changelog = changelogOf(QStringList{upload.version} + older);
        return upload;
    }
    QString write(const WrittenUpload& upload)
    {
        return writeUpload(m_folder.filePath(QString::number(++m_count)), upload);
    }

    QTemporaryDir m_folder;
    int m_count = 0;
};

void TestCornerUpstream::c50_epochAddedAndRemoved()
{
    const QString plain = write(quilt("1.0-1", "one\n"));
    const QString epoch = write(quilt("1:1.0-1", "two\n", {s("1.0-1")}));
    const QString again = write(quilt("1.0-1", "three\n"));
    // One name for three different files: of the .dsc, and of both tarballs.
    QCOMPARE(QFileInfo(plain).fileName(), QFileInfo(epoch).fileName());
    CheckedHistory home;
    const JobOutcome outcome = home.history.import({{plain}, {epoch}, {again}});
    QCOMPARE(outcome.failures.size(), 0);
    const auto readme = [&](const char* ref) {
        return home.history.git({s("cat-file"), s("blob"), s(ref) + s(":README")});
    };
    QCOMPARE(readme("debian/1.0-1"), QByteArray("one"));
    QCOMPARE(readme("debian/1%1.0-1"), QByteArray("two"));
    QCOMPARE(readme("reimport/debian/1.0-1/1"), QByteArray("three"));
    QCOMPARE(readme("upstream/1.0"), QByteArray("one"));
    QCOMPARE(readme("reimport/upstream/1.0/1"), QByteArray("two"));
    QCOMPARE(readme("reimport/upstream/1.0/2"), QByteArray("three"));
    QVERIFY(outcome.staged.at(2).import->flags.contains(s("version_regression")));
}

void TestCornerUpstream::c52_nativeAndBack()
{
    CheckedHistory home;
    const JobOutcome outcome = home.history.import({{write(native("1.0"))},
                                                    {write(native("1.1", {s("1.0")}))},
                                                    {write(quilt("2.0-1", "2\n", {s("1.1"), s("1.0")}))},
                                                    {write(native("3.0", {s("2.0-1")}))},
                                                    {write(quilt("3.0-1", "3\n", {s("3.0")}))},
                                                    {write(quilt("4.0-1", "4\n", {s("3.0-1")}))}});
    QCOMPARE(outcome.failures.size(), 0);
    const auto commit = [&](const char* ref) { return home.history.commit(s(ref)); };
    QCOMPARE(home.history.parents(s("debian/1.1")), Commits{commit("debian/1.0")});
    // Upstream goes on from the last native version, not from nowhere.
    QCOMPARE(home.history.parents(s("upstream/2.0")), Commits{commit("debian/1.1")});
    QCOMPARE(home.history.parents(s("debian/2.0-1")), (Commits{commit("debian/1.1"), commit("upstream/2.0")}));
    QCOMPARE(home.history.parents(s("debian/3.0")), Commits{commit("debian/2.0-1")});
    QCOMPARE(home.history.parents(s("upstream/3.0")), Commits{commit("debian/3.0")});
    // And once there is an upstream line again, it follows itself.
    QCOMPARE(home.history.parents(s("upstream/4.0")), Commits{commit("upstream/3.0")});
    QCOMPARE(commit("refs/heads/upstream/debian"), commit("upstream/4.0"));
}

void TestCornerUpstream::c52_derivativesNativeIsNotUpstream()
{
    CheckedHistory home;
    home.history.import({{write(native("1.0")), s("noble"), s("ubuntu"), 1}});
    home.history.import({{write(quilt("2.0-1", "2\n"))}});
    QCOMPARE(home.history.parents(s("upstream/2.0")), Commits());
    // The other way round it is: what a derivative has comes from the archive above it.
    CheckedHistory downstream;
    downstream.history.import({{write(native("1.0"))}});
    downstream.history.import({{write(quilt("2.0-1", "2\n")), s("noble"), s("ubuntu"), 1}});
    QCOMPARE(downstream.history.parents(s("upstream/2.0")), Commits{downstream.history.commit(s("debian/1.0"))});
}

void TestCornerUpstream::c52_revisionBuiltAsNativeIsNoRelease()
{
    // 1.0-2 without an orig tarball is a mistake, seen often; it must not get into the upstream line.
    CheckedHistory home;
    home.history.import({{write(quilt("1.0-1", "1\n"))},
                         {write(native("1.0-2", {s("1.0-1")}))},
                         {write(quilt("1.1-1", "2\n", {s("1.0-2"), s("1.0-1")}))}});
    QCOMPARE(home.history.parents(s("upstream/1.1")), Commits{home.history.commit(s("upstream/1.0"))});
}

void TestCornerUpstream::c53_otherOrigOfAnotherVendor()
{
    CheckedHistory home;
    home.history.import({{write(quilt("1.0-1", "debian's\n"))}});
    const QByteArray tag = home.history.git({s("rev-parse"), s("refs/tags/upstream/1.0")});
    home.history.import({{write(quilt("1.0-1ubuntu1", "ubuntu's\n", {s("1.0-1")})), s("noble"), s("ubuntu"), 1}});
    const QByteArray own = home.history.commit(s("reimport/upstream/1.0/1"));
    QCOMPARE(home.history.git({s("rev-parse"), s("refs/tags/upstream/1.0")}), tag);
    QCOMPARE(home.history.git({s("rev-parse"), s("refs/tags/reimport/upstream/1.0/0")}), tag);
    QCOMPARE(home.history.parents(s("ubuntu/1.0-1ubuntu1")), (Commits{home.history.commit(s("debian/1.0-1")), own}));
    QCOMPARE(home.history.commit(s("refs/heads/upstream/ubuntu")), own);
    QCOMPARE(home.history.commit(s("refs/heads/upstream/debian")), home.history.commit(s("upstream/1.0")));
    // Each vendor's next revision finds its own tarball again.
    home.history.import(
        {{write(quilt("1.0-1ubuntu2", "ubuntu's\n", {s("1.0-1ubuntu1"), s("1.0-1")})), s("noble"), s("ubuntu"), 1}});
    QCOMPARE(home.history.parents(s("ubuntu/1.0-1ubuntu2")), Commits{home.history.commit(s("ubuntu/1.0-1ubuntu1"))});
    home.history.import({{write(quilt("1.0-2", "debian's\n", {s("1.0-1")}))}});
    QCOMPARE(home.history.parents(s("debian/1.0-2")), Commits{home.history.commit(s("debian/1.0-1"))});
}

void TestCornerUpstream::c53_sharedOrigGivesEachVendorItsBranch()
{
    CheckedHistory home;
    home.history.import({{write(quilt("1.0-1", "1\n"))}, {write(quilt("2.0-1", "2\n", {s("1.0-1")}))}});
    QVERIFY(home.history.commit(s("refs/heads/upstream/ubuntu")).isEmpty());
    const QString changed = write(quilt("1.0-1ubuntu1", "1\n", {s("1.0-1")}));
    home.history.import({{changed, s("noble"), s("ubuntu"), 1}});
    QCOMPARE(home.history.commit(s("refs/heads/upstream/ubuntu")), home.history.commit(s("upstream/1.0")));
    QCOMPARE(home.history.commit(s("refs/heads/upstream/debian")), home.history.commit(s("upstream/2.0")));
    QVERIFY(home.history.git({s("tag"), s("-l"), s("reimport/*")}).isEmpty());
    // A sync moves it too, and an old version in a new suite never moves it back.
    home.history.import({{write(quilt("2.0-1", "2\n", {s("1.0-1")})), s("plucky"), s("ubuntu"), 1}});
    QCOMPARE(home.history.commit(s("refs/heads/upstream/ubuntu")), home.history.commit(s("upstream/2.0")));
    home.history.import({{changed, s("jammy"), s("ubuntu"), 1}});
    QCOMPARE(home.history.commit(s("refs/heads/upstream/ubuntu")), home.history.commit(s("upstream/2.0")));
}

void TestCornerUpstream::b13_foreignTagWithOtherFilesHolds()
{
    CheckedHistory home;
    const QByteArray theirs =
        home.history.git({s("commit-tree"), QString::fromLatin1(home.history.git({s("mktree")})), s("-m"), s("1.0")});
    home.history.git({s("tag"), s("upstream/1.0"), QString::fromLatin1(theirs)});
    const QString dsc = write(quilt("1.0-1", "1\n"));
    const JobOutcome outcome = home.history.import({{dsc}});
    QCOMPARE(outcome.failures.size(), 1);
    const Error& error = outcome.failures.constFirst().error;
    QCOMPARE(error.code(), s("state.upstream_conflict"));
    QVERIFY(!error.advice().isEmpty());
    QCOMPARE(failure::ruleFor(error.code()).policy, failure::Policy::Hold);
    QCOMPARE(home.history.refs(), theirs + QByteArray(" refs/tags/upstream/1.0"));
    // Moved away by hand: the next attempt goes through.
    home.history.git({s("tag"), s("theirs/1.0"), s("upstream/1.0")});
    home.history.git({s("tag"), s("-d"), s("upstream/1.0")});
    QCOMPARE(home.history.import({{dsc}}).failures.size(), 0);
}

void TestCornerUpstream::c54_repackedOrig()
{
    // The same files under another tarball: one upstream commit, two sets of tarballs.
    WrittenUpload first = quilt("1.0-1", "the same\n");
    const QString dsc = write(first);
    SourcePackageRecipe recipe;
    recipe.version = s("1.0-2");
    recipe.compression = s("xz");
    recipe.upstream = {{s("README"), "the same\n"}};
    recipe.changelog = changelogOf({s("1.0-2"), s("1.0-1")});
    CheckedHistory home;
    const JobOutcome outcome =
        home.history.import({{dsc}, {buildSourcePackage(m_folder.filePath(s("repacked")), recipe)}});
    QCOMPARE(outcome.failures.size(), 0);
    QCOMPARE(home.history.upstreams.size(), 2);
    QVERIFY(home.history.upstreams.at(0).id != home.history.upstreams.at(1).id);
    QCOMPARE(home.history.upstreams.at(0).commit, home.history.upstreams.at(1).commit);
    QCOMPARE(home.history.parents(s("debian/1.0-2")), Commits{home.history.commit(s("debian/1.0-1"))});
    QCOMPARE(home.history.git({s("tag"), s("-l"), s("*upstream*")}), QByteArray("upstream/1.0"));
}

void TestCornerUpstream::c57_fileStillMissing()
{
    // The index names it, the mirror has not got it yet.
    const QString dsc = write(quilt("1.0-1", "1\n"));
    const QString folder = QFileInfo(dsc).path();
    const deb::SourceRecord record = archive::readLocalDsc(dsc).record;
    QVERIFY(QFile::remove(folder + s("/sample_1.0.orig.tar.gz")));
    const importer::UploadSpec upload{1,
                                      record.version,
                                      record.format,
                                      QString::fromLatin1(record.dscSha256),
                                      QUrl::fromLocalFile(folder).toString(),
                                      record.files};
    blobs::FileBlobStore store(m_folder.filePath(s("blobs")));
    try {
        importer::fetchUpload(upload, s("sample"), store, {}, {});
        QFAIL("a file that is not there was fetched");
    } catch (const Error& error) {
        QCOMPARE(error.code(), s("archive.missing"));
    }
    const failure::ErrorRule rule = failure::ruleFor(s("archive.missing"));
    QCOMPARE(rule.policy, failure::Policy::Retry);
    QCOMPARE(rule.cap, 3);
}

void TestCornerUpstream::c58_settingsInsideThePackageAreFiles()
{
    WrittenUpload upload = quilt("1.0-1", "1\n");
    upload.debian = {{s("gbp.conf"), "[DEFAULT]\ndebian-branch = evil\nupstream-tag = evil/%(version)s\npostimport = "
                                     "touch /tmp/millrace-evil\n"},
                     {s(".git-dpm"), "# see git-dpm(1)\n0000000000000000000000000000000000000000\n"},
                     {s("gitattributes"), "* filter=evil\n"}};
    upload.upstream.insert(s(".git-dpm"), "1\n");
    upload.upstream.insert(s(".gbp.conf"), "[import-orig]\nfilter = *\n");
    CheckedHistory home;
    QCOMPARE(home.history.import({{write(upload)}}).failures.size(), 0);
    QCOMPARE(home.history.git({s("for-each-ref"), s("--format=%(refname)")}),
             QByteArray("refs/heads/debian/sid\nrefs/heads/upstream/debian\nrefs/importer/good/debian/sid\n"
                        "refs/tags/debian/1.0-1\nrefs/tags/upstream/1.0"));
    for (auto it = upload.debian.cbegin(); it != upload.debian.cend(); ++it)
        QCOMPARE(home.history.git({s("cat-file"), s("blob"), s("debian/sid:debian/") + it.key()}),
                 it.value().trimmed());
    QCOMPARE(home.history.git({s("ls-tree"), s("--name-only"), s("upstream/1.0")}),
             QByteArray(".gbp.conf\n.git-dpm\nREADME"));
    QVERIFY(!QFile::exists(s("/tmp/millrace-evil")));
}

void TestCornerUpstream::c60_urls_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("safe");
    const auto row = [](const char* url, bool safe) { QTest::newRow(url) << s(url) << safe; };
    row("https://example.org/team/sample.git", true);
    row("https://git.example.org/~ada/+git/sample", true);
    row("https://example.org/a/", true);
    row("ext::sh -c touch% /tmp/x", false);
    row("ext::https://example.org/a", false);
    row("http://example.org/a.git", false);
    row("git://example.org/a.git", false);
    row("ssh://example.org/a.git", false);
    row("file:///etc/passwd", false);
    row("/srv/a.git", false);
    row("git@example.org:a.git", false);
    row("--upload-pack=touch", false);
    row("https://example.org", false);
    row("https://user:pass@example.org/a", false);
    row("https://example.org:8443/a", false);
    row("https://-oProxyCommand=x/a", false);
    row("https://example.org/../a", false);
    row("https://example.org/a?b", false);
    row("https://example.org/a#b", false);
    row("https://example.org/a b", false);
    row("https://example.org/a -b branch", false);
    row("https://example.org/a\n", false);
    row("https://example.org/%2e%2e/a", false);
    row("https://ex\xc3\xa4mple.org/a", false);
    row("HTTPS://example.org/a", false);
    row("", false);
}

void TestCornerUpstream::c60_urls()
{
    QFETCH(QString, url);
    QTEST(deb::isSafeGitUrl(url), "safe");
}

void TestCornerUpstream::c60_refs_data()
{
    QTest::addColumn<QString>("ref");
    QTest::addColumn<bool>("safe");
    const auto row = [](const char* ref, bool safe) { QTest::newRow(ref) << s(ref) << safe; };
    row("refs/heads/main", true);
    row("refs/tags/debian/1%2.0-1", false); // a name that is fine for git may still be none of ours
    row("refs/tags/archive/debian/2.0_rc1-1+b1", true);
    row("refs/heads/a.b", true);
    row("+a:b", false);
    row("+refs/heads/a", false);
    row("refs/heads/a:refs/heads/b", false);
    row("refs/heads/*", false);
    row("refs/", false);
    row("refs", false);
    row("HEAD", false);
    row("-x", false);
    row("refs/heads/../../config", false);
    row("refs/heads/.a", false);
    row("refs/heads/a.lock", false);
    row("refs/heads/a.lock/b", false);
    row("refs/heads/a.", false);
    row("refs/heads//a", false);
    row("refs/heads/a/", false);
    row("refs/heads/a b", false);
    row("refs/heads/a\n", false);
    row("refs/heads/@{1}", false);
}

void TestCornerUpstream::c60_refs()
{
    QFETCH(QString, ref);
    QTEST(deb::isSafeGitRef(ref), "safe");
    // git itself has the last word about what is one.
    if (deb::isSafeGitRef(ref))
        QCOMPARE(askGit(m_folder.path(), {s("check-ref-format"), ref}).exitCode, 0);
}

void TestCornerUpstream::c60_commits()
{
    const QString oid(40, QLatin1Char('a'));
    QVERIFY(deb::isCommitId(oid));
    QVERIFY(!deb::isCommitId(oid.toUpper()));
    QVERIFY(!deb::isCommitId(oid.chopped(1)));
    QVERIFY(!deb::isCommitId(oid + QLatin1Char('a')));
    QVERIFY(!deb::isCommitId(oid + QLatin1Char('\n')));
    QVERIFY(!deb::isCommitId(s("HEAD")));
    QCOMPARE(deb::dgitCommit(oid + s(" debian archive/debian/1.0-1 https://example.org/")), oid);
    QCOMPARE(deb::dgitCommit(oid), oid);
    QVERIFY(!deb::dgitCommit(s("debian ") + oid));
    QVERIFY(!deb::dgitCommit(s("--all")));
    QVERIFY(!deb::dgitCommit({}));
}

QTEST_GUILESS_MAIN(TestCornerUpstream)
#include "tst_corner_upstream.moc"
