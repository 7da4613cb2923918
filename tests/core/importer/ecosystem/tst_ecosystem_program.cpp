// SPDX-License-Identifier: GPL-3.0-or-later
// The same through the programs: an archive is told to keep the extra branches, its package is imported by workers,
// published by the engine, and read by the tools; `millracectl applied` computes a tree on demand.
#include "core/base/digest.h"
#include "tests/core/git/gitoracle.h"
#include "tests/core/importer/ecosystem/developer.h"
#include "tests/core/patches/patchedpackage.h"
#include "tests/fault/home.h"
#include "tests/support/localarchive.h"
#include "tests/support/sourcepackage.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace millrace;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

} // namespace

class TestEcosystemProgram : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void branches();
    void applied();
    void switchedOff();

private:
    QString repository() const { return m_home.repositories().value(0); }
    QByteArray ask(const QStringList& arguments) const { return test::git(repository(), arguments); }
    QStringList heads() const
    {
        return QString::fromUtf8(ask({s("for-each-ref"), s("--format=%(refname:short)"), s("refs/heads")}))
            .split(QLatin1Char('\n'));
    }
    QString build(const QString& version);

    QTemporaryDir m_folder;
    Home m_home;
    std::unique_ptr<LocalArchive> m_archive;
};

QString TestEcosystemProgram::build(const QString& version)
{
    SourcePackageRecipe recipe;
    recipe.version = version;
    recipe.compression = s("gzip");
    recipe.upstream = {{s("f"), "one\ntwo\n"}};
    recipe.changelog = changelogEntry(s("sample"), version);
    recipe.files = {{s("debian/patches/series"), "one.patch\n"},
                    {s("debian/patches/one.patch"), "--- a/f\n+++ b/f\n@@ -1,2 +1,3 @@\n one\n two\n+three\n"}};
    return buildSourcePackage(m_folder.filePath(s("built")), recipe);
}

void TestEcosystemProgram::initTestCase()
{
    m_archive = std::make_unique<LocalArchive>(m_folder.filePath(s("archive")));
    m_archive->add(build(s("1.0-1")));
    m_archive->publish();
    const QString uri = QUrl::fromLocalFile(m_archive->folder()).toString();
    CtlResult result = m_home.addArchive(uri, m_archive->keyring(), {s("sid")});
    QVERIFY2(result.exitCode == 0, result.errors);
    const QString name = m_home.value(s("SELECT name FROM archive"));
    result = m_home.ctl({s("archive"), s("set"), name, s("--patches-applied"), s("--pristine-tar")});
    QVERIFY2(result.exitCode == 0, result.errors);
    QCOMPARE(m_home.ctl({s("archive"), s("set"), name, s("--pristine-tar"), s("--no-pristine-tar")}).exitCode, 2);
    result = m_home.ctl({s("import"), s("sample")});
    QVERIFY2(result.exitCode == 0, result.errors);
}

void TestEcosystemProgram::branches()
{
    const QString branch = m_home.value(s("SELECT branch FROM suite"));
    const QString vendor = branch.section(QLatin1Char('/'), 0, 0);
    QStringList expected = {branch, s("patches-applied/") + branch, s("pristine-tar"), s("upstream/") + vendor};
    expected.sort();
    QCOMPARE(heads(), expected);
    QCOMPARE(m_home.disorder(), QStringList());
    QCOMPARE(ask({s("symbolic-ref"), s("HEAD")}), QByteArray("refs/heads/" + branch.toUtf8()));
    QCOMPARE(ask({s("show"), s("patches-applied/") + branch + s(":f")}), QByteArray("one\ntwo\nthree"));
    try {
        const Developer developer(m_folder.filePath(s("developer")));
        developer.clone(repository());
        developer.run({s("gbp"), s("export-orig"), s("--pristine-tar")});
        const auto sum = [](const QString& path) {
            QFile file(path);
            return file.open(QIODevice::ReadOnly) ? Digest::hex(Digest::Algorithm::Sha256, file.readAll())
                                                  : QByteArray();
        };
        const QByteArray original = sum(m_folder.filePath(s("built/sample_1.0.orig.tar.gz")));
        QVERIFY(!original.isEmpty());
        QCOMPARE(sum(developer.folder() + s("/sample_1.0.orig.tar.gz")), original);
    } catch (const Error& error) {
        QFAIL(error.what());
    }
}

void TestEcosystemProgram::applied()
{
    const QByteArray refs = m_home.refs();
    const QString folder = m_folder.filePath(s("applied"));
    const CtlResult result = m_home.ctl({s("--json"), s("applied"), s("sample"), s("1.0-1"), s("--output"), folder});
    QVERIFY2(result.exitCode == 0, result.errors);
    QCOMPARE(result.json()[s("patches")].toArray(), QJsonArray{s("one.patch")});
    QCOMPARE(result.json()[s("tree")].toString().toUtf8(),
             ask({s("rev-parse"), s("patches-applied/") + m_home.value(s("SELECT branch FROM suite")) + s("^{tree}")}));
    const DpkgResult theirs =
        appliedByDpkg(m_folder.filePath(s("built/sample_1.0-1.dsc")), m_folder.filePath(s("dpkg")));
    QVERIFY2(theirs.applied, theirs.words);
    const QString wrong = differences(listingOfFolder(folder), theirs.listing);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    QCOMPARE(m_home.refs(), refs);
    QCOMPARE(m_home.disorder(), QStringList());

    // A folder with something in it is left alone; what is unknown is said.
    QVERIFY(m_home.ctl({s("applied"), s("sample"), s("1.0-1"), s("--output"), folder}).exitCode != 0);
    QVERIFY(m_home.ctl({s("applied"), s("sample"), s("9")}).exitCode != 0);
    QCOMPARE(m_home.ctl({s("applied"), s("sample")}).exitCode, 2);
}

void TestEcosystemProgram::switchedOff()
{
    const QString name = m_home.value(s("SELECT name FROM archive"));
    const QString branch = m_home.value(s("SELECT branch FROM suite"));
    QCOMPARE(m_home.ctl({s("archive"), s("set"), name, s("--no-patches-applied")}).exitCode, 0);
    QCOMPARE(m_home.value(s("SELECT patches_applied || pristine_tar FROM archive")), s("01"));
    const QByteArray before = ask({s("rev-parse"), s("patches-applied/") + branch});
    m_archive->add(build(s("1.0-2")));
    m_archive->publish();
    const CtlResult polled = m_home.ctl({s("poll")});
    QVERIFY2(polled.exitCode == 0, polled.errors);
    const CtlResult result = m_home.ctl({s("import"), s("sample")});
    QVERIFY2(result.exitCode == 0, result.errors);
    QCOMPARE(ask({s("log"), s("-1"), s("--format=%s"), branch}).left(12), QByteArray("sample 1.0-2"));
    QCOMPARE(ask({s("rev-parse"), s("patches-applied/") + branch}), before);
    QCOMPARE(ask({s("rev-list"), s("--count"), s("pristine-tar")}), QByteArray("1"));
}

QTEST_GUILESS_MAIN(TestEcosystemProgram)
#include "tst_ecosystem_program.moc"
