// SPDX-License-Identifier: GPL-3.0-or-later
// Publishing what a worker staged into a real repository and a real store while somebody else moves a ref: nothing of
// the attempt remains, and what it was about waits again.
#include "core/engine/engineidentity.h"
#include "core/engine/jobend.h"
#include "core/git/repository.h"
#include "tests/core/git/gitoracle.h"

#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::engine;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

} // namespace

class TestEnginePublish : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void racedMoveToAnEarlierImport();
    void racedFirstImport();
    void whatIsNoCommitIsNoBranch();
    void manyLooseRefsArePacked();

private:
    /// The suite shows version 1.0-1 of sample: a publication that waits, and a job that was leased for it.
    struct Ready
    {
        store::Job job = {};
        store::WaitingPublication publication = {};
    };
    Ready publishedIn(const char* suite);
    importer::Staged stagedFor(const Ready& ready, const QString& commit) const;
    JobEnd end(const Ready& ready, const QList<importer::Staged>& staged)
    {
        WorkerResult result;
        result.staged = staged;
        result.attempt.outcome = s("done");
        LeasedJob leased;
        leased.job = ready.job;
        return endJob(*m_store, *m_publisher, leased, result, 0);
    }
    QString sql(const QString& text)
    {
        return m_store->call([&](store::StateStore& state) { return state.database().value(text).toString(); });
    }
    qsizetype waiting()
    {
        return m_store->call([&](store::StateStore& state) { return state.publications.waiting(1).size(); });
    }
    QString makeCommit(const char* message)
    {
        const QString tree = QString::fromLatin1(test::git(m_repository, {s("mktree")}));
        return QString::fromLatin1(test::git(m_repository, {s("commit-tree"), tree, s("-m"), s(message)}));
    }
    QByteArray ref(const char* name)
    {
        return askGit(m_repository, {s("rev-parse"), s("-q"), s("--verify"), s(name)}).output.trimmed();
    }

    QTemporaryDir m_folder;
    Paths m_paths = Paths::below(m_folder.path());
    QString m_repository = m_paths.repository(s("sample"));
    std::unique_ptr<store::StoreThread> m_store;
    std::unique_ptr<Publisher> m_publisher;
    QString m_ours;
    QString m_theirs;
};

void TestEnginePublish::initTestCase()
{
    git::Repository::create(m_repository, s("debian/sid"));
    m_ours = makeCommit("ours");
    m_theirs = makeCommit("theirs");
    m_store = std::make_unique<store::StoreThread>(
        store::StoreUrl::parse(s("sqlite:") + m_folder.filePath(s("state.sqlite"))), store::OpenMode::ReadWrite);
    m_publisher = std::make_unique<Publisher>(*m_store, m_paths);
    m_store->call([](store::StateStore& state) {
        store::Archive archive;
        archive.name = archive.vendor = s("debian");
        archive.baseUri = s("http://127.0.0.1/");
        state.archives.add(archive);
    });
}

TestEnginePublish::Ready TestEnginePublish::publishedIn(const char* suite)
{
    return m_store->call([&](store::StateStore& state) {
        store::Suite one;
        one.archiveId = state.archives.byName(s("debian"))->id;
        one.id = state.archives.addSuite(one.archiveId, s(suite));
        one.name = one.codename = s(suite);
        one.branch = s("debian/") + s(suite);
        state.archives.updateSuite(one);
        const QByteArray digest(64, '5');
        state.publications.recordOne(one,
                                     {s("sample"),
                                      s("1.0-1"),
                                      s("3.0 (quilt)"),
                                      s("pool/s"),
                                      digest,
                                      {{s("sample_1.0-1.dsc"), 5, {}, {}, digest}}},
                                     1);
        const qint64 package = state.packages.byName(s("sample"))->id;
        const qint64 job = state.jobs.enqueue(package, queue::JobType::New, 0, s("test"));
        Ready ready{*state.jobs.lease(engineIdentity(thisHost()), thisHost(), {job}), {}};
        for (const store::WaitingPublication& waiting : state.publications.waiting(package)) {
            if (waiting.branch == one.branch)
                ready.publication = waiting;
        }
        state.packages.settle(package);
        return ready;
    });
}

importer::Staged TestEnginePublish::stagedFor(const Ready& ready, const QString& commit) const
{
    importer::Staged staged;
    staged.publicationId = ready.publication.id;
    staged.uploadId = ready.publication.upload.id;
    staged.branch = ready.publication.branch;
    staged.commit = commit;
    staged.refs = {{s("refs/heads/") + staged.branch, {}, commit},
                   {s("refs/importer/good/") + staged.branch, {}, commit}};
    return staged;
}

void TestEnginePublish::racedFirstImport()
{
    const Ready ready = publishedIn("bookworm");
    importer::Staged staged = stagedFor(ready, m_ours);
    test::git(m_repository, {s("update-ref"), s("refs/importer/good/debian/bookworm"), m_theirs});
    QVERIFY(end(ready, {staged}).failed);
    // The other ref of the same attempt has not moved either.
    QCOMPARE(ref("refs/heads/debian/bookworm"), QByteArray());
    QCOMPARE(waiting(), 1);
}

void TestEnginePublish::racedMoveToAnEarlierImport()
{
    const Ready first = publishedIn("sid");
    importer::Staged import = stagedFor(first, m_ours);
    import.import = importer::StagedImport{
        import.uploadId, s("debian"), QString(40, u'7'), m_ours, {}, {}, s("synth"), s("debian/1.0-1"), {}, {}, 1};
    QVERIFY(!end(first, {import}).failed);
    QCOMPARE(ref("refs/heads/debian/sid"), m_ours.toLatin1());
    QCOMPARE(waiting(), 0);
    QCOMPARE(sql(s("SELECT count(*) FROM publication WHERE staged_by IS NOT NULL")), s("0"));

    // The same upload in another suite: its branch goes to the import that is there. Somebody is faster.
    const Ready second = publishedIn("trixie");
    test::git(m_repository, {s("update-ref"), s("refs/heads/debian/trixie"), m_theirs});
    QVERIFY(end(second, {stagedFor(second, m_ours)}).failed);
    QCOMPARE(sql(s("SELECT code FROM failure WHERE state = 'held'")), s("state.raced"));
    QCOMPARE(ref("refs/heads/debian/trixie"), m_theirs.toLatin1());
    QCOMPARE(ref("refs/importer/good/debian/trixie"), QByteArray());
    QCOMPARE(waiting(), 1);
    QCOMPARE(sql(s("SELECT count(*) FROM import WHERE state = 'published'")), s("1"));
    QCOMPARE(sql(s("SELECT state FROM package")), s("held"));

    // Out of the way again: the next attempt finds it and publishes it.
    test::git(m_repository, {s("update-ref"), s("-d"), s("refs/heads/debian/trixie")});
    const Ready again = publishedIn("trixie");
    QCOMPARE(again.publication.id, second.publication.id);
    QVERIFY(!end(again, {stagedFor(again, m_ours)}).failed);
    QCOMPARE(ref("refs/heads/debian/trixie"), m_ours.toLatin1());
    QCOMPARE(waiting(), 0);
    QCOMPARE(sql(s("SELECT state FROM package")), s("ok"));
}

void TestEnginePublish::whatIsNoCommitIsNoBranch()
{
    const Ready ready = publishedIn("experimental");
    const QString tree = QString::fromLatin1(test::git(m_repository, {s("mktree")}));
    QVERIFY(end(ready, {stagedFor(ready, tree)}).failed);
    QCOMPARE(sql(s("SELECT code FROM failure WHERE state = 'held'")), s("internal.protocol"));
    QCOMPARE(ref("refs/heads/debian/experimental"), QByteArray());
}

void TestEnginePublish::manyLooseRefsArePacked()
{
    const auto publish = [this](const char* suite, int tags) {
        const Ready ready = publishedIn(suite);
        importer::Staged staged = stagedFor(ready, m_ours);
        for (int number = 0; number < tags; ++number)
            staged.refs.append({s("refs/tags/%1/%2").arg(s(suite)).arg(number), {}, m_ours});
        return !end(ready, {staged}).failed;
    };
    const git::Repository repository = git::Repository::open(m_repository);
    QVERIFY(publish("few", 3));
    QVERIFY(repository.countLooseRefs() >= 3);
    QVERIFY(publish("many", 50));
    QCOMPARE(repository.countLooseRefs(), qsizetype(0));
    QCOMPARE(ref("refs/tags/many/49"), m_ours.toLatin1());
    QCOMPARE(ref("refs/heads/debian/many"), m_ours.toLatin1());
    QCOMPARE(askGit(m_repository, {s("fsck"), s("--strict")}).exitCode, 0);
}

QTEST_GUILESS_MAIN(TestEnginePublish)
#include "tst_engine_publish.moc"
