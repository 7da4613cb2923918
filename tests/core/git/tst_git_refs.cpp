// SPDX-License-Identifier: GPL-3.0-or-later
// Refs move by compare-and-swap, beside git and against it.
#include "core/base/error.h"
#include "core/git/packwriter.h"
#include "core/git/reftransaction.h"
#include "core/git/repository.h"
#include "tests/core/git/gitoracle.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

using namespace millrace;
using namespace millrace::git;
using millrace::test::askGit;

namespace {
QString s(const char* text)
{
    return QString::fromUtf8(text);
}
} // namespace

class TestGitRefs : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void repositoryIsTheSameEverywhere();
    void halfARepositoryIsCompleted();
    void missingRepositoryIsAnError();
    void headCanPointAnywhere();
    void createMoveAndDelete();
    void wrongOldValueIsNeverOverwritten_data();
    void wrongOldValueIsNeverOverwritten();
    void oneConflictMovesNothing();
    void repeatAfterACrashIsDone();
    void packedRefsAreComparedToo();
    void lockOfAnotherIsWaitedFor();
    void lockThatStaysIsAnError();
    void missingObjectAndBadNamesAreErrors();
    void concurrentWritersLoseNothing();
    void refsArePeeled();
    void locksOfAKilledProcessAreRemoved();
    void killedAtAnyMomentItGoesOn();
    void looseRefsAreCountedAndPacked();
    void anUnchangedHeadIsNotWritten();

private:
    QByteArray value(const char* ref) const
    {
        return askGit(m_path, {s("rev-parse"), s("-q"), s("--verify"), s(ref)}).output.trimmed();
    }
    RefOutcome move(const char* ref, const Oid& from, const Oid& to)
    {
        RefTransaction transaction(*m_repository);
        transaction.add(s(ref), from, to);
        return transaction.commit().constFirst();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    std::optional<Repository> m_repository;
    QList<Oid> m_commits;
};

void TestGitRefs::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(s("sample.git"));
    m_repository = Repository::create(m_path, s("debian/sid"));
    PackWriter writer(m_folder->filePath(s("quarantine")), &*m_repository);
    const Oid tree = writer.write(ObjectType::Tree, {});
    m_commits.clear();
    const Identity ada = {"Ada", "ada@example.org", 1, 0};
    for (int i = 0; i < 20; ++i) {
        const QList<Oid> parents = m_commits.isEmpty() ? QList<Oid>() : QList<Oid>{m_commits.constLast()};
        m_commits.append(
            writer.write(ObjectType::Commit, commitContent({tree, parents, ada, ada, QByteArray::number(i) + '\n'})));
    }
    m_repository->adoptPack(*writer.finish());
}

void TestGitRefs::repositoryIsTheSameEverywhere()
{
    const QByteArray config = test::git(m_path, {s("config"), s("--list"), s("--local")});
    QCOMPARE(config, QByteArray("core.repositoryformatversion=0\ncore.filemode=true\ncore.bare=true\n"
                                "core.logallrefupdates=false\ngc.auto=0\nreceive.fsckobjects=true"));
    QCOMPARE(test::git(m_path, {s("rev-parse"), s("--is-bare-repository")}), QByteArray("true"));
    QCOMPARE(test::git(m_path, {s("symbolic-ref"), s("HEAD")}), QByteArray("refs/heads/debian/sid"));
    move("refs/heads/debian/sid", {}, m_commits[3]);
    const QString clone = m_folder->filePath(s("clone"));
    test::git(m_folder->path(), {s("clone"), s("-q"), m_path, clone});
    QCOMPARE(test::git(clone, {s("rev-parse"), s("HEAD")}), m_commits[3].toHexBytes());
    test::git(clone, {s("push"), s("-q"), m_path, s("HEAD:refs/heads/pushed")});
    QCOMPARE(value("refs/heads/pushed"), m_commits[3].toHexBytes());
    QVERIFY(!QFileInfo::exists(m_path + s("/logs")));
}

void TestGitRefs::halfARepositoryIsCompleted()
{
    move("refs/heads/debian/sid", {}, m_commits[0]);
    QVERIFY(QFile::remove(m_path + s("/HEAD")));
    QVERIFY(QDir(m_path + s("/objects/info")).removeRecursively());
    const Repository again = Repository::create(m_path, s("debian/trixie"));
    QCOMPARE(test::git(m_path, {s("symbolic-ref"), s("HEAD")}), QByteArray("refs/heads/debian/trixie"));
    QCOMPARE(again.resolve(s("refs/heads/debian/sid")).value(), m_commits[0]);
    Repository::create(m_path, s("debian/other"));
    QCOMPARE(test::git(m_path, {s("symbolic-ref"), s("HEAD")}), QByteArray("refs/heads/debian/trixie"));
}

void TestGitRefs::missingRepositoryIsAnError()
{
    try {
        Repository::open(m_folder->filePath(s("nothing.git")));
        QFAIL("opened what is not there");
    } catch (const Error& error) {
        QCOMPARE(error.code(), s("internal.git"));
        QVERIFY(error.message().contains(s("nothing.git")));
        QVERIFY(error.evidence().contains(s("git_class")));
    }
}

void TestGitRefs::headCanPointAnywhere()
{
    m_repository->setHead(s("ubuntu/noble-updates"));
    QCOMPARE(test::git(m_path, {s("symbolic-ref"), s("HEAD")}), QByteArray("refs/heads/ubuntu/noble-updates"));
    QVERIFY(!m_repository->resolve(s("HEAD")));
    move("refs/heads/ubuntu/noble-updates", {}, m_commits[1]);
    QCOMPARE(m_repository->resolve(s("HEAD")).value(), m_commits[1]);
    QVERIFY_THROWS_EXCEPTION(Error, m_repository->setHead(s("a..b")));
}

void TestGitRefs::createMoveAndDelete()
{
    RefTransaction transaction(*m_repository);
    transaction.add(s("refs/heads/debian/sid"), {}, m_commits[0]);
    transaction.add(s("refs/importer/good/debian/sid"), {}, m_commits[0]);
    transaction.add(s("refs/heads/never"), {}, {});
    for (const RefOutcome& outcome : transaction.commit())
        QCOMPARE(outcome.result, RefResult::Done);
    QCOMPARE(test::git(m_path, {s("for-each-ref"), s("--format=%(refname) %(objectname)")}),
             "refs/heads/debian/sid " + m_commits[0].toHexBytes() + "\nrefs/importer/good/debian/sid " +
                 m_commits[0].toHexBytes());

    RefOutcome outcome = move("refs/heads/debian/sid", m_commits[0], m_commits[1]);
    QCOMPARE(outcome.result, RefResult::Done);
    QCOMPARE(outcome.actual, m_commits[1]);
    QCOMPARE(value("refs/heads/debian/sid"), m_commits[1].toHexBytes());
    outcome = move("refs/heads/debian/sid", m_commits[1], {});
    QCOMPARE(outcome.result, RefResult::Done);
    QCOMPARE(value("refs/heads/debian/sid"), QByteArray());
    const auto fsck = askGit(m_path, {s("fsck"), s("--strict")});
    QCOMPARE(fsck.exitCode, 0);
    QVERIFY(!QFileInfo::exists(m_path + s("/logs")));
}

void TestGitRefs::wrongOldValueIsNeverOverwritten_data()
{
    QTest::addColumn<int>("now");
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::newRow("other value") << 5 << 1 << 2;
    QTest::newRow("exists") << 5 << -1 << 2;
    QTest::newRow("is missing") << -1 << 1 << 2;
    QTest::newRow("delete other value") << 5 << 1 << -1;
}

void TestGitRefs::wrongOldValueIsNeverOverwritten()
{
    QFETCH(int, now);
    QFETCH(int, from);
    QFETCH(int, to);
    const auto commit = [this](int index) { return index < 0 ? Oid() : m_commits[index]; };
    if (now >= 0)
        test::git(m_path, {s("update-ref"), s("refs/heads/x"), commit(now).toHex()});
    const RefOutcome outcome = move("refs/heads/x", commit(from), commit(to));
    QCOMPARE(outcome.result, RefResult::Conflict);
    QCOMPARE(outcome.actual, commit(now));
    QCOMPARE(value("refs/heads/x"), now < 0 ? QByteArray() : commit(now).toHexBytes());
}

void TestGitRefs::oneConflictMovesNothing()
{
    move("refs/heads/a", {}, m_commits[0]);
    move("refs/heads/b", {}, m_commits[9]);
    RefTransaction transaction(*m_repository);
    transaction.add(s("refs/heads/b"), m_commits[0], m_commits[1]);
    transaction.add(s("refs/heads/a"), m_commits[0], m_commits[1]);
    transaction.add(s("refs/tags/t"), {}, m_commits[1]);
    const QList<RefOutcome> outcomes = transaction.commit();
    QCOMPARE(outcomes[0].result, RefResult::Conflict);
    QCOMPARE(outcomes[0].actual, m_commits[9]);
    QCOMPARE(outcomes[1].result, RefResult::NotMoved);
    QCOMPARE(outcomes[1].actual, m_commits[0]);
    QCOMPARE(outcomes[2].result, RefResult::NotMoved);
    QCOMPARE(value("refs/heads/a"), m_commits[0].toHexBytes());
    QCOMPARE(value("refs/tags/t"), QByteArray());
}

void TestGitRefs::repeatAfterACrashIsDone()
{
    move("refs/heads/a", {}, m_commits[1]);
    RefTransaction transaction(*m_repository);
    transaction.add(s("refs/heads/a"), m_commits[0], m_commits[1]);
    transaction.add(s("refs/heads/b"), {}, m_commits[1]);
    for (const RefOutcome& outcome : transaction.commit())
        QCOMPARE(outcome.result, RefResult::Done);
    QCOMPARE(value("refs/heads/b"), m_commits[1].toHexBytes());
}

void TestGitRefs::packedRefsAreComparedToo()
{
    move("refs/heads/a", {}, m_commits[1]);
    move("refs/heads/b", {}, m_commits[1]);
    test::git(m_path, {s("pack-refs"), s("--all")});
    QCOMPARE(move("refs/heads/a", {}, m_commits[2]).result, RefResult::Conflict);
    QCOMPARE(move("refs/heads/a", m_commits[1], m_commits[2]).result, RefResult::Done);
    QCOMPARE(value("refs/heads/a"), m_commits[2].toHexBytes());
    QCOMPARE(move("refs/heads/b", m_commits[1], {}).result, RefResult::Done);
    QCOMPARE(value("refs/heads/b"), QByteArray());
}

void TestGitRefs::lockOfAnotherIsWaitedFor()
{
    const QString lock = m_path + s("/refs/heads/x.lock");
    QFile file(lock);
    QVERIFY(file.open(QIODevice::WriteOnly));
    const std::unique_ptr<QThread> other(QThread::create([lock] {
        QThread::msleep(100);
        QFile::remove(lock);
    }));
    other->start();
    QCOMPARE(move("refs/heads/x", {}, m_commits[0]).result, RefResult::Done);
    other->wait();
}

void TestGitRefs::lockThatStaysIsAnError()
{
    QFile file(m_path + s("/refs/heads/x.lock"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    try {
        RefTransaction transaction(*m_repository);
        transaction.add(s("refs/heads/a"), {}, m_commits[0]);
        transaction.add(s("refs/heads/x"), {}, m_commits[0]);
        transaction.commit();
        QFAIL("took a lock that is held");
    } catch (const Error& error) {
        QCOMPARE(error.code(), s("state.raced"));
        QVERIFY(error.advice().contains(s("refs/heads/x.lock")));
    }
    QVERIFY(file.remove());
    QVERIFY(!QFileInfo::exists(m_path + s("/refs/heads/a.lock")));
    QCOMPARE(value("refs/heads/a"), QByteArray());
}

void TestGitRefs::missingObjectAndBadNamesAreErrors()
{
    try {
        move("refs/heads/x", {}, hashObject(ObjectType::Blob, "nowhere"));
        QFAIL("moved to a missing object");
    } catch (const Error& error) {
        QCOMPARE(error.code(), s("state.object_missing"));
    }
    for (const char* name : {"refs/heads/a..b", "refs/heads/a.lock", "HEAD", "refs/heads/ a", "refs/heads/", "", "x",
                             "refs/heads/.a", "refs/heads/a\nb"})
        QVERIFY2(!isValidRefName(s(name)), name);
    QVERIFY(isValidRefName(s("refs/tags/debian/1%2.#.#.2_rc1-1")));
    RefTransaction transaction(*m_repository);
    transaction.add(s("refs/heads/a"), {}, m_commits[0]);
    QVERIFY_THROWS_EXCEPTION(Error, transaction.add(s("refs/heads/a"), {}, m_commits[0]));
    QVERIFY_THROWS_EXCEPTION(Error, transaction.add(s("refs/heads/a..b"), {}, m_commits[0]));
}

void TestGitRefs::concurrentWritersLoseNothing()
{
    // Every writer moves the ref one commit forward from where it sees it: a lost update would leave it short.
    move("refs/heads/x", {}, m_commits[0]);
    std::vector<std::unique_ptr<QThread>> writers;
    for (int i = 0; i < 4; ++i) {
        writers.emplace_back(QThread::create([this, i] {
            Repository mine = Repository::open(m_path);
            for (qsizetype at = 0; at + 1 < m_commits.size();) {
                if (i == 3) {
                    askGit(m_path,
                           {s("update-ref"), s("refs/heads/x"), m_commits[at + 1].toHex(), m_commits[at].toHex()});
                } else {
                    RefTransaction transaction(mine);
                    transaction.add(s("refs/heads/x"), m_commits[at], m_commits[at + 1]);
                    // Done is also the answer to whom another one was faster with the same move.
                    transaction.commit();
                }
                at = m_commits.indexOf(mine.resolve(s("refs/heads/x")).value());
            }
        }));
    }
    for (const auto& writer : writers)
        writer->start();
    for (const auto& writer : writers)
        QVERIFY(writer->wait(60'000));
    QCOMPARE(value("refs/heads/x"), m_commits.constLast().toHexBytes());
}

void TestGitRefs::refsArePeeled()
{
    move("refs/heads/debian/sid", {}, m_commits[2]);
    test::git(m_path, {s("tag"), s("-m"), s("text"), s("debian/1.0-1"), m_commits[1].toHex()});
    test::git(m_path, {s("symbolic-ref"), s("refs/heads/debian/latest"), s("refs/heads/debian/sid")});
    test::git(m_path, {s("symbolic-ref"), s("refs/heads/debian/broken"), s("refs/heads/none")});
    const auto check = [this] {
        const QList<Ref> refs = m_repository->refs();
        QCOMPARE(refs.size(), 3);
        QCOMPARE(refs[0].name, s("refs/heads/debian/latest"));
        QCOMPARE(refs[0].symbolic, s("refs/heads/debian/sid"));
        QCOMPARE(refs[0].oid, m_commits[2]);
        QCOMPARE(refs[1].oid, m_commits[2]);
        QCOMPARE(refs[1].peeled, m_commits[2]);
        QCOMPARE(refs[2].oid.toHexBytes(), value("refs/tags/debian/1.0-1"));
        QCOMPARE(refs[2].peeled, m_commits[1]);
        QCOMPARE(m_repository->refs(s("refs/tags/")).size(), 1);
    };
    check();
    test::git(m_path, {s("pack-refs"), s("--all")});
    check();
}

void TestGitRefs::locksOfAKilledProcessAreRemoved()
{
    move("refs/heads/a", {}, m_commits[0]);
    for (const char* name : {"/refs/heads/a.lock", "/packed-refs.lock", "/refs/heads/theirs.lock"}) {
        QFile lock(m_path + s(name));
        QVERIFY(lock.open(QIODevice::WriteOnly));
    }
    QFile names(m_path + s("/millrace-refs"));
    QVERIFY(names.open(QIODevice::WriteOnly));
    names.write("refs/heads/a\npacked-refs");
    names.close();
    QCOMPARE(move("refs/heads/a", m_commits[0], m_commits[1]).result, RefResult::Done);
    QVERIFY(!QFileInfo::exists(m_path + s("/packed-refs.lock")));
    // Nobody of ours announced that one.
    QVERIFY(QFileInfo::exists(m_path + s("/refs/heads/theirs.lock")));
    QCOMPARE(QFileInfo(m_path + s("/millrace-refs")).size(), 0);
}

void TestGitRefs::killedAtAnyMomentItGoesOn()
{
    // Whatever moment the kill meets, the next writer goes on; what is left at the worst one is the test above.
    for (int round = 0; round < 12; ++round) {
        const pid_t child = ::fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            // Creates, moves and deletes without end, until it is killed.
            Repository mine = Repository::open(m_path);
            for (qsizetype i = 0;; ++i) {
                const auto now = [&mine](const char* ref) { return mine.resolve(s(ref)).value_or(Oid()); };
                RefTransaction transaction(mine);
                transaction.add(s("refs/heads/a"), now("refs/heads/a"), m_commits[i % m_commits.size()]);
                transaction.add(s("refs/tags/t"), now("refs/tags/t"), i % 2 ? m_commits[0] : Oid());
                transaction.commit();
                if (i % 7 == 0)
                    mine.packRefs();
            }
        }
        QThread::usleep(20'000 + 3'137UL * static_cast<unsigned long>(round));
        ::kill(child, SIGKILL);
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status));

        RefTransaction transaction(*m_repository);
        const Oid a = m_repository->resolve(s("refs/heads/a")).value_or(Oid());
        const Oid t = m_repository->resolve(s("refs/tags/t")).value_or(Oid());
        transaction.add(s("refs/heads/a"), a, m_commits[1]);
        transaction.add(s("refs/tags/t"), t, {});
        for (const RefOutcome& outcome : transaction.commit())
            QCOMPARE(outcome.result, RefResult::Done);
        m_repository->packRefs();
        QCOMPARE(value("refs/heads/a"), m_commits[1].toHexBytes());
        QCOMPARE(value("refs/tags/t"), QByteArray());
        QCOMPARE(askGit(m_path, {s("fsck"), s("--strict")}).exitCode, 0);
    }
}

void TestGitRefs::looseRefsAreCountedAndPacked()
{
    RefTransaction transaction(*m_repository);
    for (int i = 0; i < 5; ++i)
        transaction.add(s("refs/tags/count/%1").arg(i), {}, m_commits[0]);
    transaction.commit();
    QVERIFY(m_repository->countLooseRefs() >= 5);
    const QByteArray before = askGit(m_path, {s("show-ref"), s("-d")}).output;
    m_repository->packRefs();
    QCOMPARE(m_repository->countLooseRefs(), qsizetype(0));
    QCOMPARE(askGit(m_path, {s("show-ref"), s("-d")}).output, before);
}

void TestGitRefs::anUnchangedHeadIsNotWritten()
{
    m_repository->setHead(s("debian/sid"));
    const QString head = m_path + s("/HEAD");
    QFile file(head);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.setFileTime(QDateTime::fromSecsSinceEpoch(1'000'000'000), QFileDevice::FileModificationTime));
    file.close();
    m_repository->setHead(s("debian/sid"));
    QCOMPARE(QFileInfo(head).lastModified().toSecsSinceEpoch(), 1'000'000'000);
    m_repository->setHead(s("debian/trixie"));
    QCOMPARE(askGit(m_path, {s("symbolic-ref"), s("HEAD")}).output.trimmed(), QByteArray("refs/heads/debian/trixie"));
}

QTEST_GUILESS_MAIN(TestGitRefs)
#include "tst_git_refs.moc"
