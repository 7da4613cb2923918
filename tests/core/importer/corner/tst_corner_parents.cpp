// SPDX-License-Identifier: GPL-3.0-or-later
// What an import's commit descends from when the plain rule is not enough (importer.md b8, c49, c52, c56, c59).
#include "tests/core/importer/checkedhistory.h"
#include "tests/core/importer/corner/writtenupload.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

using Commits = QList<QByteArray>;

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

QString q(const QByteArray& text)
{
    return QString::fromLatin1(text);
}

} // namespace

class TestCornerParents : public QObject
{
    Q_OBJECT

private slots:
    void c49_versionsNeverUploadedAreSkipped();
    void b8_overrideNamesTheParent();
    void b8_overrideTakesParentsAway();
    void b8_overrideNamesWhatIsNotThere();
    void b8_derivativeFirst_newBranch();
    void b8_derivativeFirst_branchWithHistory();
    void b8_derivativeFirst_laterVersionsStayClean();
    void b8_derivativeFirst_otherSuitesShareTheOwnCommit();
    void b8_derivativeFirst_whoeverAsksNext();
    void c56_unrelated();
    void c56_relatedThoughTheChangelogForgot();
    void c59_pushedHistoryIsAdopted();
    void c59_tagDecidesAmongEqualTrees();
    void c59_uploadTagGetsTheVendorsTagBesideIt();
    void c59_dgitFieldDecidesAmongEqualTrees();
    void c59_dgitFieldIsNeverFetched();
    void c59_otherTreeIsNotAdopted();
    void c59_historyThatCannotBeItsOwnIsNotAdopted();
    void c59_ownBranchPushedAheadStays();
    void c59_adoptedUploadsMakeNoSecondUpstream();

private:
    static constexpr const char* ubuntu = "ubuntu";

    /// 3.0 (quilt); @p older: what its changelog lists below it.
    QString build(const char* version, const char* older = "", const QByteArray& fields = {})
    {
        WrittenUpload upload = content(version, older);
        upload.fields = fields;
        return writeUpload(m_folder.filePath(QString::number(++m_count)), upload);
    }
    static WrittenUpload content(const char* version, const char* older = "")
    {
        WrittenUpload upload;
        upload.version = s(version);
        const QString upstream = upload.version.section(QLatin1Char('-'), 0, 0);
        upload.upstream = {{s("VERSION"), upstream.toUtf8() + '\n'}, {s("README"), "the same\n"}};
        upload.changelog =
            changelogOf((s(version) + QLatin1Char(' ') + s(older)).split(QLatin1Char(' '), Qt::SkipEmptyParts));
        return upload;
    }
    static Publication inUbuntu(const QString& dsc, const char* suite = "noble")
    {
        return {dsc, s(suite), s(ubuntu), 1};
    }
    /// A commit by hand with the tree of @p treeish; returns its id.
    static QByteArray commitByHand(const PackageHistory& history, const QByteArray& treeish, const Commits& parents,
                                   const char* message)
    {
        QStringList arguments{s("commit-tree"), q(treeish) + s("^{tree}"), s("-m"), s(message)};
        for (const QByteArray& parent : parents)
            arguments << s("-p") << q(parent);
        return history.git(arguments);
    }
    /// The trees of uploads, made by importing them elsewhere and fetching only the trees' commits by hand: a
    /// maintainer's repository with the same files and another history.
    QByteArray treeOf(const PackageHistory& history, const QString& dsc)
    {
        CheckedHistory elsewhere;
        elsewhere.history.import({{dsc}});
        const QByteArray tree = elsewhere.history.git({s("rev-parse"), s("debian/sid^{tree}")});
        const QString pack = m_folder.filePath(s("pack%1").arg(++m_count));
        // Objects only: no ref of the other repository comes along.
        elsewhere.history.git({s("update-ref"), s("refs/heads/for-others"), s("debian/sid")});
        elsewhere.history.git({s("bundle"), s("create"), pack, s("for-others")});
        history.git({s("fetch"), s("--no-tags"), pack, s("for-others")});
        return tree;
    }
    static QStringList flags(const JobOutcome& outcome)
    {
        if (outcome.failures.isEmpty() && outcome.staged.constLast().import)
            return outcome.staged.constLast().import->flags;
        return {outcome.failures.isEmpty() ? s("no import") : outcome.failures.constFirst().error.message()};
    }
    static QString kind(const JobOutcome& outcome)
    {
        if (outcome.failures.isEmpty() && outcome.staged.constLast().import)
            return outcome.staged.constLast().import->kind;
        return outcome.failures.isEmpty() ? s("no import") : outcome.failures.constFirst().error.message();
    }

    QTemporaryDir m_folder;
    int m_count = 0;
};

void TestCornerParents::c49_versionsNeverUploadedAreSkipped()
{
    CheckedHistory home;
    home.history.import({{build("1.0-1")}});
    home.history.import({{build("1.0-4", "1.0-3 1.0-2 1.0-1"), s("trixie")}});
    QCOMPARE(home.history.parents(s("debian/1.0-4")), Commits{home.history.commit(s("debian/1.0-1"))});
}

void TestCornerParents::b8_overrideNamesTheParent()
{
    CheckedHistory home;
    home.history.import({{build("1.0-1")}, {build("1.0-2", "1.0-1")}, {build("0.9-1"), s("woody")}});
    home.history.overrides = {{s("2.0-1"), s("parent"), s("0.9-1")}};
    home.history.import({{build("2.0-1", "1.0-2 1.0-1")}});
    // It replaces the changelog's parents only: tip and upstream stay.
    QCOMPARE(home.history.parents(s("debian/2.0-1")),
             (Commits{home.history.commit(s("debian/1.0-2")), home.history.commit(s("debian/0.9-1")),
                      home.history.commit(s("upstream/2.0"))}));
    // Other versions are not touched by it.
    home.history.import({{build("2.0-2", "2.0-1"), s("trixie")}});
    QCOMPARE(home.history.parents(s("debian/2.0-2")), Commits{home.history.commit(s("debian/2.0-1"))});
}

void TestCornerParents::b8_overrideTakesParentsAway()
{
    CheckedHistory home;
    home.history.import({{build("1.0-1")}});
    home.history.overrides = {{s("2.0-1"), s("parent"), {}}};
    home.history.import({{build("2.0-1", "1.0-1"), s("trixie")}});
    QCOMPARE(home.history.parents(s("debian/2.0-1")), Commits{home.history.commit(s("upstream/2.0"))});
}

void TestCornerParents::b8_overrideNamesWhatIsNotThere()
{
    CheckedHistory home;
    home.history.import({{build("1.0-1")}});
    home.history.overrides = {{s("2.0-1"), s("parent"), s("1.5-1")}};
    const QString second = build("2.0-1", "1.0-1");
    const JobOutcome outcome = home.history.import({{second}, {build("2.0-2", "1.0-1"), s("trixie")}});
    QCOMPARE(outcome.failures.size(), 1);
    QCOMPARE(outcome.failures.constFirst().error.code(), s("changelog.parent"));
    // What comes after it in the job does not build on anything that the failed one would have made.
    QCOMPARE(home.history.parents(s("debian/2.0-2")).constLast(), home.history.commit(s("upstream/2.0")));
}

void TestCornerParents::b8_derivativeFirst_newBranch()
{
    const QString older = build("1.0-1");
    const QString synced = build("2.0-1", "1.0-1");
    CheckedHistory late;
    late.history.import({{older, s("bookworm")}, inUbuntu(older)});
    late.history.import({inUbuntu(synced)});
    const QByteArray derivative = late.history.commit(s("refs/heads/ubuntu/noble"));
    late.history.import({{synced}});
    const QByteArray own = late.history.commit(s("refs/heads/debian/sid"));
    QCOMPARE(late.history.parents(q(own)),
             (Commits{late.history.commit(s("debian/1.0-1")), late.history.commit(s("upstream/2.0"))}));
    QCOMPARE(late.history.commit(s("debian/2.0-1")), own);
    QCOMPARE(late.history.commit(s("ubuntu/2.0-1")), derivative);
    QCOMPARE(late.history.commit(s("refs/heads/ubuntu/noble")), derivative);
    QCOMPARE(late.history.commit(s("refs/heads/upstream/debian")), late.history.commit(s("upstream/2.0")));
    // It is the very commit that coming first would have given.
    CheckedHistory first;
    first.history.import({{older, s("bookworm")}, inUbuntu(older)});
    first.history.import({{synced}});
    QCOMPARE(first.history.commit(s("debian/2.0-1")), own);
}

void TestCornerParents::b8_derivativeFirst_branchWithHistory()
{
    CheckedHistory home;
    const QString synced = build("2.0-1", "1.0-1");
    home.history.import({{build("1.0-1")}, inUbuntu(build("1.0-1ubuntu1", "1.0-1"))});
    home.history.import({inUbuntu(synced)});
    const QByteArray derivative = home.history.commit(s("refs/heads/ubuntu/noble"));
    const QByteArray before = home.history.commit(s("refs/heads/debian/sid"));
    home.history.import({{synced}});
    QCOMPARE(home.history.parents(s("refs/heads/debian/sid")),
             (Commits{before, home.history.commit(s("upstream/2.0"))}));
    QVERIFY(!home.history.git({s("rev-list"), s("debian/sid")}).contains(derivative));
    QCOMPARE(home.history.git({s("rev-parse"), s("debian/sid^{tree}")}),
             home.history.git({s("rev-parse"), s("ubuntu/noble^{tree}")}));
    QVERIFY(home.history.git({s("log"), s("-1"), s("--format=%s"), s("debian/sid")}).endsWith("(debian)"));
    QCOMPARE(home.history.commit(s("refs/heads/ubuntu/noble")), derivative);
}

void TestCornerParents::b8_derivativeFirst_laterVersionsStayClean()
{
    // The next Debian version names 2.0-1 in its changelog: Debian's own commit of it, not the derivative's.
    const QString synced = build("2.0-1", "1.0-1");
    const QString next = build("2.0-2", "2.0-1 1.0-1");
    for (const bool oneJob : {true, false}) {
        CheckedHistory home;
        home.history.import({{build("1.0-1")}, inUbuntu(build("1.0-1ubuntu1", "1.0-1")), inUbuntu(synced)});
        const QByteArray derivative = home.history.commit(s("ubuntu/2.0-1"));
        if (oneJob) {
            home.history.import({{synced}, {next}, {next, s("trixie")}});
        } else {
            home.history.import({{synced}});
            home.history.import({{next}});
            home.history.import({{next, s("trixie")}});
        }
        QCOMPARE(home.history.parents(s("debian/2.0-2")), Commits{home.history.commit(s("debian/2.0-1"))});
        QVERIFY(!home.history.git({s("rev-list"), s("debian/sid"), s("debian/trixie")}).contains(derivative));
    }
}

void TestCornerParents::b8_derivativeFirst_otherSuitesShareTheOwnCommit()
{
    const QString synced = build("2.0-1", "1.0-1");
    CheckedHistory home;
    home.history.import({inUbuntu(synced)});
    home.history.import({{synced}});
    home.history.import({{synced, s("trixie")}});
    QCOMPARE(home.history.commit(s("refs/heads/debian/trixie")), home.history.commit(s("debian/2.0-1")));
    // The same upload signed again is no reimport of anything.
    const QByteArray before = home.history.refs();
    QCOMPARE(kind(home.history.import({{signedAgain(synced, m_folder.filePath(s("again")))}})), s("reused"));
    QCOMPARE(home.history.refs(), before);
}

void TestCornerParents::b8_derivativeFirst_whoeverAsksNext()
{
    // A third archive's parents must not depend on which archives its job happens to be about.
    const QString synced = build("2.0-1", "1.0-1");
    const QString third = build("2.0-1mint1", "2.0-1 1.0-1");
    Commits seen;
    for (const bool together : {true, false}) {
        CheckedHistory home;
        home.history.import({inUbuntu(synced)});
        home.history.import({{synced}});
        const Publication own{third, s("una"), s("mint"), 2};
        home.history.import(together ? QList<Publication>{{synced, s("trixie")}, own} : QList<Publication>{own});
        seen.append(home.history.commit(s("mint/2.0-1mint1")));
    }
    QVERIFY(!seen.at(0).isEmpty());
    QCOMPARE(seen.at(0), seen.at(1));
}

void TestCornerParents::c56_unrelated()
{
    WrittenUpload old;
    old.upstream = {};
    old.version = s("1.0");
    old.changelog = changelogOf({s("1.0")});
    old.debian = {{s("control"), "Source: sample\n"}};
    for (int i = 0; i < 200; ++i)
        old.files.insert(s("old/file%1").arg(i), QByteArray::number(i));
    WrittenUpload fresh = old;
    fresh.version = s("7.0");
    fresh.changelog = changelogOf({s("7.0")});
    fresh.files.clear();
    for (int i = 0; i < 200; ++i)
        fresh.files.insert(s("new/file%1").arg(i), QByteArray::number(i));
    fresh.files.insert(s("old/file7"), "7"); // one of 201 is less than 1 %
    CheckedHistory home;
    home.history.import({{writeUpload(m_folder.filePath(s("old")), old)}});
    const QByteArray before = home.history.commit(s("refs/heads/debian/sid"));
    QCOMPARE(flags(home.history.import({{writeUpload(m_folder.filePath(s("new")), fresh)}})),
             QStringList{s("unrelated")});
    QCOMPARE(home.history.parents(s("debian/7.0")), Commits{before});

    fresh.version = s("8.0");
    fresh.changelog = changelogOf({s("8.0")});
    fresh.files = {{s("new/file1"), "1"}};
    for (int i = 0; i < 99; ++i)
        fresh.files.insert(s("newer/file%1").arg(i), QByteArray::number(i));
    // One of 100 is not less than 1 %.
    QCOMPARE(flags(home.history.import({{writeUpload(m_folder.filePath(s("newer")), fresh)}})), QStringList());
}

void TestCornerParents::c56_relatedThoughTheChangelogForgot()
{
    CheckedHistory home;
    home.history.import({{build("1.0-1")}});
    QCOMPARE(flags(home.history.import({{build("2.0-1")}})), QStringList());
    // And where the changelog does know what came before, nobody asks the files.
    WrittenUpload rewritten = content("3.0-1", "2.0-1");
    rewritten.upstream = {{s("all"), "new\n"}};
    QCOMPARE(flags(home.history.import({{writeUpload(m_folder.filePath(s("rewritten")), rewritten)}})), QStringList());
}

void TestCornerParents::c59_pushedHistoryIsAdopted()
{
    const QString one = build("1.0-1");
    const QString two = build("1.0-2", "1.0-1");
    CheckedHistory home;
    const QByteArray first = commitByHand(home.history, treeOf(home.history, one), {}, "Release 1.0-1");
    const QByteArray work = commitByHand(home.history, home.history.git({s("mktree")}), {first}, "Start again");
    const QByteArray second = commitByHand(home.history, treeOf(home.history, two), {work}, "Release 1.0-2");
    home.history.git({s("update-ref"), s("refs/heads/master"), q(second)});

    const JobOutcome outcome = home.history.import({{one}, {two}});
    QCOMPARE(outcome.failures.size(), 0);
    QCOMPARE(outcome.staged.at(0).import->kind, s("adopted"));
    QCOMPARE(kind(outcome), s("adopted"));
    QCOMPARE(outcome.staged.at(1).import->parents, QStringList{q(work)});
    QCOMPARE(home.history.commit(s("refs/tags/debian/1.0-1")), first);
    QCOMPARE(home.history.commit(s("refs/tags/debian/1.0-2")), second);
    QCOMPARE(home.history.commit(s("refs/heads/debian/sid")), second);
    QCOMPARE(home.history.commit(s("refs/importer/good/debian/sid")), second);
    // An upload that nobody pushed goes on from there.
    QCOMPARE(kind(home.history.import({{build("1.0-3", "1.0-2 1.0-1")}})), s("synth"));
    QCOMPARE(home.history.parents(s("debian/1.0-3")).constFirst(), second);
}

void TestCornerParents::c59_tagDecidesAmongEqualTrees()
{
    const QString one = build("1.0-1");
    CheckedHistory home;
    const QByteArray tree = treeOf(home.history, one);
    const QByteArray release = commitByHand(home.history, tree, {}, "Release 1.0-1");
    const QByteArray later = commitByHand(home.history, tree, {release}, "Nothing changed");
    home.history.git({s("update-ref"), s("refs/heads/master"), q(later)});
    home.history.git({s("tag"), s("-a"), s("-m"), s("mine"), s("debian/1.0-1"), q(release)});
    const QByteArray theirs = home.history.git({s("rev-parse"), s("refs/tags/debian/1.0-1")});
    home.history.import({{one}});
    QCOMPARE(home.history.commit(s("refs/heads/debian/sid")), release);
    // The tag stays theirs, signature and all; there is no second one.
    QCOMPARE(home.history.git({s("rev-parse"), s("refs/tags/debian/1.0-1")}), theirs);
    QVERIFY(home.history.git({s("tag"), s("-l"), s("reimport/*")}).isEmpty());
}

void TestCornerParents::c59_uploadTagGetsTheVendorsTagBesideIt()
{
    const QString one = build("1.0-1");
    CheckedHistory home;
    const QByteArray tree = treeOf(home.history, one);
    const QByteArray release = commitByHand(home.history, tree, {}, "Release 1.0-1");
    const QByteArray later = commitByHand(home.history, tree, {release}, "Nothing changed");
    home.history.git({s("update-ref"), s("refs/heads/master"), q(later)});
    home.history.git({s("tag"), s("upload/1.0-1"), q(release)});
    QCOMPARE(kind(home.history.import({{one}})), s("adopted"));
    QCOMPARE(home.history.commit(s("refs/tags/debian/1.0-1")), release);
}

void TestCornerParents::c59_dgitFieldDecidesAmongEqualTrees()
{
    const QString plain = build("1.0-1");
    CheckedHistory home;
    const QByteArray tree = treeOf(home.history, plain);
    const QByteArray release = commitByHand(home.history, tree, {}, "Release 1.0-1");
    const QByteArray later = commitByHand(home.history, tree, {release}, "Nothing changed");
    home.history.git({s("update-ref"), s("refs/heads/master"), q(later)});
    const QString claimed =
        build("1.0-1", "", "Dgit: " + release + " debian archive/debian/1.0-1 https://example.org/\n");
    QCOMPARE(kind(home.history.import({{claimed}})), s("adopted"));
    QCOMPARE(home.history.commit(s("debian/1.0-1")), release);
}

void TestCornerParents::c59_dgitFieldIsNeverFetched()
{
    CheckedHistory home;
    const QByteArray nowhere(40, 'a');
    QCOMPARE(kind(home.history.import({{build("1.0-1", "", "Dgit: " + nowhere + " debian t ext::touch%20/tmp/x\n")}})),
             s("synth"));
    // Here, but reachable from no ref: nobody has pushed it.
    const QString two = build("1.0-2", "1.0-1");
    const QByteArray loose =
        commitByHand(home.history, treeOf(home.history, two), {home.history.commit(s("debian/1.0-1"))}, "Lost");
    QCOMPARE(
        kind(home.history.import({{build("1.0-2", "1.0-1", "Dgit: " + loose + " debian t https://example.org/\n")}})),
        s("synth"));
}

void TestCornerParents::c59_otherTreeIsNotAdopted()
{
    const QString one = build("1.0-1");
    CheckedHistory home;
    const QByteArray other = commitByHand(home.history, home.history.git({s("mktree")}), {}, "Not the upload");
    home.history.git({s("tag"), s("debian/1.0-1"), q(other)});
    const JobOutcome outcome = home.history.import({{one}});
    QCOMPARE(kind(outcome), s("synth"));
    // Their tag is theirs; ours stands beside it.
    QCOMPARE(home.history.commit(s("refs/tags/debian/1.0-1")), other);
    QCOMPARE(outcome.staged.constFirst().import->tag, s("reimport/debian/1.0-1/1"));
    QCOMPARE(home.history.commit(s("reimport/debian/1.0-1/1")), home.history.commit(s("refs/heads/debian/sid")));
    // A tag of something that is no commit at all harms nobody.
    const QString two = build("1.0-2", "1.0-1");
    home.history.git({s("tag"), s("debian/1.0-2"), s("debian/sid^{tree}")});
    QCOMPARE(kind(home.history.import({{two}})), s("synth"));
}

void TestCornerParents::c59_historyThatCannotBeItsOwnIsNotAdopted()
{
    const QString two = build("1.0-2", "1.0-1");
    CheckedHistory home;
    home.history.import({{build("1.0-1")}});
    // The same files, but not on top of the 1.0-1 that everybody has.
    const QByteArray stray = commitByHand(home.history, treeOf(home.history, two), {}, "Release 1.0-2");
    home.history.git({s("update-ref"), s("refs/heads/master"), q(stray)});
    QCOMPARE(kind(home.history.import({{two}})), s("synth"));
    QCOMPARE(home.history.parents(s("debian/1.0-2")), Commits{home.history.commit(s("debian/1.0-1"))});
}

void TestCornerParents::c59_ownBranchPushedAheadStays()
{
    const QString one = build("1.0-1");
    CheckedHistory home;
    const QByteArray release = commitByHand(home.history, treeOf(home.history, one), {}, "Release 1.0-1");
    const QByteArray ahead = commitByHand(home.history, home.history.git({s("mktree")}), {release}, "Next work");
    home.history.git({s("update-ref"), s("refs/heads/debian/sid"), q(ahead)});
    QCOMPARE(kind(home.history.import({{one}})), s("adopted"));
    QCOMPARE(home.history.commit(s("refs/heads/debian/sid")), ahead);
    QCOMPARE(home.history.commit(s("refs/importer/good/debian/sid")), release);
    QCOMPARE(home.history.commit(s("debian/1.0-1")), release);
}

void TestCornerParents::c59_adoptedUploadsMakeNoSecondUpstream()
{
    // gbp's branches: upstream/1.0 has the tarball's files already.
    const QString one = build("1.0-1");
    CheckedHistory elsewhere;
    elsewhere.history.import({{one}});
    const QString bundle = m_folder.filePath(s("bundle"));
    elsewhere.history.git({s("bundle"), s("create"), bundle, s("--all")});
    CheckedHistory home;
    home.history.git({s("fetch"), s("--no-tags"), bundle, s("refs/tags/upstream/1.0"), s("debian/sid")});
    const QByteArray theirs =
        commitByHand(home.history, elsewhere.history.commit(s("upstream/1.0")), {}, "Upstream 1.0");
    home.history.git({s("tag"), s("upstream/1.0"), q(theirs)});
    const QByteArray release =
        commitByHand(home.history, elsewhere.history.commit(s("debian/1.0-1")), {theirs}, "Release 1.0-1");
    home.history.git({s("update-ref"), s("refs/heads/master"), q(release)});
    QCOMPARE(kind(home.history.import({{one}})), s("adopted"));
    QCOMPARE(home.history.commit(s("upstream/1.0")), theirs);
    QCOMPARE(home.history.commit(s("refs/heads/upstream/debian")), theirs);
    QCOMPARE(home.history.upstreams.constFirst().commit, q(theirs));
    QVERIFY(home.history.git({s("tag"), s("-l"), s("reimport/*")}).isEmpty());
}

QTEST_GUILESS_MAIN(TestCornerParents)
#include "tst_corner_parents.moc"
