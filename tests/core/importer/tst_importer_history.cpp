// SPDX-License-Identifier: GPL-3.0-or-later
// Whole histories of a package: branches, parents, tags and upstream line over many uploads (importer.md b8, b13).
#include "core/base/process.h"
#include "tests/core/importer/checkedhistory.h"
#include "tests/core/unpack/oracle.h"
#include "tests/support/sourcepackage.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <clocale>
#include <ctime>

using namespace millrace;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

} // namespace

class TestImporterHistory : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void versionsFollowEachOther();
    void oneJobOrManyGiveTheSame();
    void sameOnEveryMachine();
    void orderOfPublicationsIsKept();
    void oneUploadInTwoSuites();
    void branchThatOnlyFollowsMoves();
    void branchWithItsOwnHistoryMerges();
    void derivativeMergesUpstreamArchive();
    void otherContentIsAReimport();
    void sameContentIsReused();
    void reuseNeverRewindsABranch();
    void nativeHasNoUpstream();
    void failureStopsItsBranchesOnly();

private:
    /// 3.0 (quilt) with an upstream file that holds the upstream version; the changelog lists @p older too.
    QString build(const char* version, const char* older = "", const char* folder = "uploads",
                  const QByteArray& note = "note\n")
    {
        SourcePackageRecipe recipe;
        recipe.version = s(version);
        const QString upstream = recipe.version.section(QLatin1Char('-'), 0, 0);
        recipe.upstream = {{s("VERSION"), upstream.toUtf8() + '\n'}, {s("README"), "the same\n"}};
        recipe.files = {{s("debian/note"), note}};
        for (const QString& one :
             (s(version) + QLatin1Char(' ') + s(older)).split(QLatin1Char(' '), Qt::SkipEmptyParts))
            recipe.changelog += changelogEntry(s("sample"), one);
        return buildSourcePackage(m_folder.filePath(s(folder)), recipe);
    }
    /// The same upload as another .dsc: what a re-signed or rebuilt one looks like.
    QString otherDsc(const QString& dsc, const char* folder)
    {
        const QString target = m_folder.filePath(s(folder));
        QDir().mkpath(target);
        const QDir from = QFileInfo(dsc).dir();
        for (const QString& name : from.entryList(QDir::Files))
            QFile::copy(from.filePath(name), target + QLatin1Char('/') + name);
        const QString path = target + QLatin1Char('/') + QFileInfo(dsc).fileName();
        QFile file(path);
        if (!file.open(QIODevice::ReadWrite) || !file.seek(file.size()))
            qFatal("cannot write %s", qPrintable(path));
        file.write("Uploaders: Somebody Else <else@example.org>\n");
        return path;
    }

    QTemporaryDir m_folder;
    QString m_v1;    ///< 1.0-1
    QString m_v2;    ///< 1.0-2
    QString m_v3;    ///< 2.0-1
    QString m_fix;   ///< 1.0-1+deb12u1, on top of 1.0-1
    QString m_other; ///< 1.0-1 with other content
};

void TestImporterHistory::initTestCase()
{
    m_v1 = build("1.0-1");
    m_v2 = build("1.0-2", "1.0-1");
    m_v3 = build("2.0-1", "1.0-2 1.0-1");
    m_fix = build("1.0-1+deb12u1", "1.0-1");
    m_other = build("1.0-1", "", "other", "other content\n");
}

void TestImporterHistory::versionsFollowEachOther()
{
    CheckedHistory home;
    const JobOutcome outcome = home.history.import({{m_v1}, {m_v2}, {m_v3}});
    QCOMPARE(outcome.failures.size(), 0);
    const auto commit = [&](const char* ref) { return home.history.commit(s(ref)); };
    using List = QList<QByteArray>;
    QCOMPARE(home.history.parents(s("debian/1.0-1")), List{commit("upstream/1.0")});
    QCOMPARE(home.history.parents(s("debian/1.0-2")), List{commit("debian/1.0-1")});
    QCOMPARE(home.history.parents(s("debian/2.0-1")), (List{commit("debian/1.0-2"), commit("upstream/2.0")}));
    QCOMPARE(home.history.parents(s("upstream/1.0")), List());
    QCOMPARE(home.history.parents(s("upstream/2.0")), List{commit("upstream/1.0")});
    QCOMPARE(commit("refs/heads/debian/sid"), commit("debian/2.0-1"));
    QCOMPARE(commit("refs/importer/good/debian/sid"), commit("debian/2.0-1"));
    QCOMPARE(commit("refs/heads/upstream/debian"), commit("upstream/2.0"));
    // What is reported is what git has.
    const importer::StagedImport last = *outcome.staged.constLast().import;
    QCOMPARE(last.commit.toLatin1(), commit("debian/2.0-1"));
    QCOMPARE(last.tree.toLatin1(), home.history.git({s("rev-parse"), s("debian/2.0-1^{tree}")}));
    QCOMPARE(last.parents.join(QLatin1Char(' ')).toLatin1(),
             home.history.git({s("show"), s("-s"), s("--format=%P"), s("debian/2.0-1^{commit}")}));
}

void TestImporterHistory::oneJobOrManyGiveTheSame()
{
    CheckedHistory once;
    once.history.import({{m_v1}, {m_v1, s("bookworm")}, {m_v2}, {m_v3}, {m_fix, s("bookworm")}});
    CheckedHistory pieces;
    pieces.history.import({{m_v1}});
    pieces.history.import({{m_v1, s("bookworm")}, {m_v2}});
    pieces.history.stage({{m_v3}}); // and one that was never published
    pieces.history.import({{m_v3}});
    pieces.history.import({{m_fix, s("bookworm")}});
    QCOMPARE(pieces.history.refs(), once.history.refs());
}

void TestImporterHistory::sameOnEveryMachine()
{
    const QList<Publication> publications{{m_v1}, {m_v1, s("bookworm")}, {m_v2}, {m_fix, s("bookworm")}, {m_v3}};
    CheckedHistory here;
    here.history.import(publications);
    const QByteArray expected = here.history.refs();

    const QByteArray zone = qgetenv("TZ");
    qputenv("TZ", "Asia/Kathmandu");
    qputenv("LANG", "de_DE.UTF-8");
    qputenv("GIT_AUTHOR_NAME", "Somebody");
    tzset();
    CheckedHistory there;
    there.history.import(publications);
    QCOMPARE(there.history.refs(), expected);

    // Four at once, as workers of one machine would.
    QList<QByteArray> refs(4);
    QList<QThread*> threads;
    for (int i = 0; i < refs.size(); ++i) {
        QByteArray* slot = &refs[i];
        threads.append(QThread::create([slot, &publications] {
            const QTemporaryDir folder;
            PackageHistory history(folder.path());
            history.import(publications);
            *slot = history.refs();
        }));
        threads.constLast()->start();
    }
    for (QThread* thread : std::as_const(threads)) {
        thread->wait();
        delete thread;
    }
    for (const QByteArray& other : std::as_const(refs))
        QCOMPARE(other, expected);

    if (zone.isNull())
        qunsetenv("TZ");
    else
        qputenv("TZ", zone);
    qunsetenv("LANG");
    qunsetenv("GIT_AUTHOR_NAME");
    tzset();
}

void TestImporterHistory::orderOfPublicationsIsKept()
{
    CheckedHistory home;
    // Order is data: not the versions', not the suites'.
    const JobOutcome outcome =
        home.history.import({{m_v2, s("trixie")}, {m_v1, s("bookworm")}, {m_v3, s("trixie")}, {m_v2, s("bookworm")}});
    QCOMPARE(outcome.begun,
             QStringList({s("1.0-2 trixie"), s("1.0-1 bookworm"), s("2.0-1 trixie"), s("1.0-2 bookworm")}));
    // 1.0-2 came before 1.0-1 was known, so it does not descend from it; bookworm joins both lines.
    QCOMPARE(home.history.parents(s("debian/1.0-2")), QList<QByteArray>{home.history.commit(s("upstream/1.0"))});
    QCOMPARE(home.history.parents(s("refs/heads/debian/bookworm")),
             (QList<QByteArray>{home.history.commit(s("debian/1.0-1")), home.history.commit(s("debian/1.0-2"))}));
}

void TestImporterHistory::oneUploadInTwoSuites()
{
    CheckedHistory home;
    const JobOutcome outcome = home.history.import({{m_v1}, {m_v1, s("bookworm")}});
    QCOMPARE(outcome.staged.size(), 2);
    QVERIFY(outcome.staged.at(0).import.has_value());
    QVERIFY(!outcome.staged.at(1).import.has_value());
    QCOMPARE(outcome.staged.at(1).pack, QString());
    QCOMPARE(home.history.commit(s("refs/heads/debian/sid")), home.history.commit(s("refs/heads/debian/bookworm")));
    QCOMPARE(home.history.git({s("tag")}), QByteArray("debian/1.0-1\nupstream/1.0"));
}

void TestImporterHistory::branchThatOnlyFollowsMoves()
{
    CheckedHistory home;
    home.history.import({{m_v1}, {m_v1, s("bookworm")}, {m_v2}, {m_v3}, {m_v3, s("bookworm")}});
    QCOMPARE(home.history.commit(s("refs/heads/debian/bookworm")), home.history.commit(s("debian/2.0-1")));
}

void TestImporterHistory::branchWithItsOwnHistoryMerges()
{
    CheckedHistory home;
    home.history.import({{m_v1}, {m_v1, s("bookworm")}, {m_fix, s("bookworm")}, {m_v3}});
    const QByteArray fixed = home.history.commit(s("refs/heads/debian/bookworm"));
    const JobOutcome outcome = home.history.import({{m_v3, s("bookworm")}});
    QVERIFY(!outcome.staged.constFirst().import.has_value());
    QCOMPARE(home.history.parents(s("refs/heads/debian/bookworm")),
             (QList<QByteArray>{fixed, home.history.commit(s("debian/2.0-1"))}));
    QCOMPARE(home.history.git({s("rev-parse"), s("refs/heads/debian/bookworm^{tree}")}),
             home.history.git({s("rev-parse"), s("debian/2.0-1^{tree}")}));
}

void TestImporterHistory::derivativeMergesUpstreamArchive()
{
    const QString changed = build("1.0-1ubuntu1", "1.0-1");
    CheckedHistory home;
    home.history.import({{m_v1}, {changed, s("noble"), s("ubuntu"), 1}});
    // Its changelog says where it comes from.
    QCOMPARE(home.history.parents(s("refs/heads/ubuntu/noble")),
             QList<QByteArray>{home.history.commit(s("debian/1.0-1"))});
    const QByteArray before = home.history.commit(s("refs/heads/ubuntu/noble"));
    home.history.import({{m_v2}, {m_v2, s("noble"), s("ubuntu"), 1}});
    QCOMPARE(home.history.parents(s("refs/heads/ubuntu/noble")),
             (QList<QByteArray>{before, home.history.commit(s("debian/1.0-2"))}));
    QCOMPARE(home.history.git({s("tag"), s("-l"), s("ubuntu/*")}), QByteArray("ubuntu/1.0-1ubuntu1"));
}

void TestImporterHistory::otherContentIsAReimport()
{
    CheckedHistory home;
    home.history.import({{m_v1}});
    const QByteArray first = home.history.git({s("rev-parse"), s("refs/tags/debian/1.0-1")});
    home.history.import({{m_other, s("bookworm")}});
    QCOMPARE(home.history.git({s("rev-parse"), s("refs/tags/debian/1.0-1")}), first);
    QCOMPARE(home.history.git({s("rev-parse"), s("refs/tags/reimport/debian/1.0-1/0")}), first);
    QCOMPARE(home.history.commit(s("reimport/debian/1.0-1/1")), home.history.commit(s("refs/heads/debian/bookworm")));
    QCOMPARE(home.history.git({s("cat-file"), s("blob"), s("debian/bookworm:debian/note")}),
             QByteArray("other content"));
    QVERIFY(home.history.commit(s("refs/tags/reimport/upstream/1.0/0")).isEmpty()); // the same tarball

    const QString third = build("1.0-1", "", "third", "third content\n");
    home.history.import({{third, s("trixie")}});
    QCOMPARE(home.history.commit(s("reimport/debian/1.0-1/2")), home.history.commit(s("refs/heads/debian/trixie")));
    // All contents of the version are parents of what comes after it.
    home.history.import({{m_v2, s("experimental")}});
    QCOMPARE(
        home.history.parents(s("debian/1.0-2")),
        (QList<QByteArray>{home.history.commit(s("debian/1.0-1")), home.history.commit(s("reimport/debian/1.0-1/1")),
                           home.history.commit(s("reimport/debian/1.0-1/2"))}));
}

void TestImporterHistory::sameContentIsReused()
{
    CheckedHistory home;
    home.history.import({{m_v1}});
    const QByteArray before = home.history.refs();
    const JobOutcome outcome = home.history.import({{otherDsc(m_v1, "resigned")}});
    QCOMPARE(outcome.failures.size(), 0);
    const importer::StagedImport import = *outcome.staged.constFirst().import;
    QCOMPARE(import.kind, s("reused"));
    QCOMPARE(import.commit.toLatin1(), home.history.commit(s("debian/1.0-1")));
    QCOMPARE(import.tag, s("debian/1.0-1"));
    QCOMPARE(home.history.refs(), before);
}

void TestImporterHistory::reuseNeverRewindsABranch()
{
    CheckedHistory home;
    home.history.import({{m_v1}, {m_v2}, {m_v1, s("bookworm")}, {m_fix, s("bookworm")}});
    const QString again = otherDsc(m_v1, "again");
    for (const char* suite : {"sid", "bookworm"}) {
        const QString branch = s("refs/heads/debian/") + s(suite);
        const QByteArray before = home.history.commit(branch);
        home.history.import({{again, s(suite)}});
        const GitAnswer forward = askGit(home.history.repository(),
                                         {s("merge-base"), s("--is-ancestor"), QString::fromLatin1(before), branch});
        QVERIFY2(forward.exitCode == 0, suite);
        QCOMPARE(home.history.git({s("rev-parse"), branch + s("^{tree}")}),
                 home.history.git({s("rev-parse"), s("debian/1.0-1^{tree}")}));
    }
}

void TestImporterHistory::nativeHasNoUpstream()
{
    SourcePackageRecipe recipe;
    recipe.version = s("3");
    recipe.format = s("3.0 (native)");
    CheckedHistory home;
    const JobOutcome outcome = home.history.import({{buildSourcePackage(m_folder.filePath(s("native")), recipe)}});
    QVERIFY(!outcome.staged.constFirst().upstream.has_value());
    QCOMPARE(home.history.parents(s("debian/sid")), QList<QByteArray>());
    QCOMPARE(home.history.git({s("tag")}), QByteArray("debian/3"));
}

void TestImporterHistory::failureStopsItsBranchesOnly()
{
    const QString broken = otherDsc(m_v2, "broken");
    QFile::resize(QFileInfo(broken).dir().filePath(s("sample_1.0-2.debian.tar.xz")), 100);
    CheckedHistory home;
    const JobOutcome outcome = home.history.import({{m_v1},
                                                    {m_v1, s("bookworm")},
                                                    {broken},
                                                    {broken, s("experimental")},
                                                    {m_fix, s("bookworm")},
                                                    {m_v3},
                                                    {m_v3, s("trixie")}});
    QCOMPARE(outcome.failures.size(), 1); // one fault, whoever waits for it
    QCOMPARE(outcome.failures.constFirst().version, s("1.0-2"));
    QCOMPARE(outcome.failures.constFirst().suites, QStringList({s("sid"), s("experimental")}));
    QVERIFY(!outcome.failures.constFirst().error.trace().isEmpty());
    QCOMPARE(home.history.commit(s("refs/heads/debian/sid")), home.history.commit(s("debian/1.0-1")));
    QCOMPARE(home.history.commit(s("refs/heads/debian/bookworm")), home.history.commit(s("debian/1.0-1+deb12u1")));
    QCOMPARE(home.history.commit(s("refs/heads/debian/trixie")), home.history.commit(s("debian/2.0-1")));
    QVERIFY(home.history.commit(s("refs/heads/debian/experimental")).isEmpty());
    QVERIFY(home.history.commit(s("refs/tags/debian/1.0-2")).isEmpty());
    QVERIFY(!outcome.begun.contains(s("2.0-1 sid")));
}

QTEST_GUILESS_MAIN(TestImporterHistory)
#include "tst_importer_history.moc"
