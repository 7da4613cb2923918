// SPDX-License-Identifier: GPL-3.0-or-later
// patches-applied/<vendor>/<suite>: the trees that are built, with the unpatched history beside them.
#include "tests/core/git/gitoracle.h"
#include "tests/core/importer/packagehistory.h"
#include "tests/core/patches/patchedpackage.h"
#include "tests/support/sourcepackage.h"

#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

SourcePackageRecipe recipe(const QString& version)
{
    SourcePackageRecipe recipe;
    recipe.version = version;
    recipe.upstream = {{s("f"), "one\ntwo\n"}};
    recipe.changelog = changelogEntry(s("sample"), version);
    recipe.files = {
        {s("debian/patches/series"), "one.patch\n"},
        {s("debian/patches/one.patch"), "--- a/f\n+++ b/f\n@@ -1,2 +1,3 @@\n one\n two\n+" + version.toUtf8() + "\n"}};
    return recipe;
}

Publication published(const QString& dsc, const QString& suite = s("sid"))
{
    Publication publication{dsc, suite};
    publication.patchesApplied = true;
    return publication;
}

} // namespace

class TestEcosystemApplied : public QObject
{
    Q_OBJECT

private slots:
    void history();
    void sharedImport();
    void failureIsAFlag();

private:
    QTemporaryDir m_folder;
    int m_count = 0;
    QString folder() { return m_folder.filePath(QString::number(++m_count)); }
};

void TestEcosystemApplied::history()
{
    const QString here = folder();
    const QStringList dscs = {buildSourcePackage(here, recipe(s("1.0-1"))),
                              buildSourcePackage(here, recipe(s("1.0-2"))),
                              buildSourcePackage(here, recipe(s("1.0-3")))};
    PackageHistory history(here + s("/home"));
    QCOMPARE(history.import({published(dscs.at(0)), published(dscs.at(1))}).failures.size(), 0);
    QCOMPARE(history.import({published(dscs.at(2))}).failures.size(), 0);
    const QString branch = s("patches-applied/debian/sid");
    QCOMPARE(history.git({s("log"), s("-3"), s("--first-parent"), s("--format=%s"), branch}),
             QByteArray("sample 1.0-3 (debian), patches applied\nsample 1.0-2 (debian), patches applied\n"
                        "sample 1.0-1 (debian), patches applied"));
    QCOMPARE(history.parents(branch),
             (QList<QByteArray>{history.commit(branch + s("^1")), history.commit(s("debian/1.0-3"))}));
    QCOMPARE(history.parents(branch + s("^1^1")), (QList<QByteArray>{history.commit(s("debian/1.0-1"))}));
    const QString who = s("--format=%an|%ae|%ad|%cn|%cd");
    QCOMPARE(history.git({s("log"), s("-1"), who, branch}), history.git({s("log"), s("-1"), who, s("debian/1.0-3")}));
    QCOMPARE(askGit(history.repository(), {s("fsck"), s("--strict")}).exitCode, 0);

    const DpkgResult theirs = appliedByDpkg(dscs.at(1), here + s("/dpkg"));
    QCOMPARE(history.git({s("show"), branch + s("^1:f")}), QByteArray("one\ntwo\n1.0-2"));
    QCOMPARE(theirs.listing.at("f"), QByteArray("file one\ntwo\n1.0-2\n"));
    QCOMPARE(history.git({s("diff"), s("--name-only"), s("debian/1.0-2"), branch + s("^1")}), QByteArray("f"));

    PackageHistory again(here + s("/again"));
    again.import({published(dscs.at(0))});
    again.import({published(dscs.at(1)), published(dscs.at(2))});
    QCOMPARE(again.refs(), history.refs());
}

void TestEcosystemApplied::sharedImport()
{
    // One upload in two suites of two vendors: one import, but each suite's patched tree has its vendor's series.
    const QString here = folder();
    SourcePackageRecipe made = recipe(s("1.0-1"));
    made.files.insert(s("debian/patches/ubuntu.series"), "\n");
    const QString dsc = buildSourcePackage(here, made);
    PackageHistory history(here + s("/home"));
    Publication ubuntu = published(dsc, s("noble"));
    ubuntu.vendor = s("ubuntu");
    ubuntu.archiveRank = 1;
    QCOMPARE(history.import({published(dsc), published(dsc, s("bookworm")), ubuntu}).failures.size(), 0);
    QCOMPARE(history.commit(s("debian/sid")), history.commit(s("ubuntu/noble")));
    QCOMPARE(history.commit(s("patches-applied/debian/sid")), history.commit(s("patches-applied/debian/bookworm")));
    QCOMPARE(history.git({s("show"), s("patches-applied/debian/sid:f")}), QByteArray("one\ntwo\n1.0-1"));
    QCOMPARE(history.git({s("show"), s("patches-applied/ubuntu/noble:f")}), QByteArray("one\ntwo"));
    // Seen once more, nothing moves.
    const QByteArray before = history.refs();
    history.import({published(dsc)});
    QCOMPARE(history.refs(), before);
}

void TestEcosystemApplied::failureIsAFlag()
{
    const QString here = folder();
    PatchedPackage package;
    package.upstream = {{s("f"), "other\n"}};
    package.setPatch("--- a/f\n+++ b/f\n@@ -1 +1 @@\n-f\n+g\n");
    PackageHistory history(here + s("/home"));
    const JobOutcome outcome = history.import({published(writePackage(here, package))});
    QCOMPARE(outcome.failures.size(), 0);
    const QStringList flags = outcome.staged.constFirst().import->flags;
    QCOMPARE(flags.size(), 1);
    QVERIFY2(flags.constFirst().startsWith(s("applied.failed: patch.rejected: one.patch: ")),
             qPrintable(flags.constFirst()));
    QVERIFY(!history.commit(s("debian/sid")).isEmpty());
    QVERIFY(history.commit(s("patches-applied/debian/sid")).isEmpty());
}

QTEST_GUILESS_MAIN(TestEcosystemApplied)
#include "tst_ecosystem_applied.moc"
