// SPDX-License-Identifier: GPL-3.0-or-later
// The tree behind the tag is what dpkg-source unpacks, but for the frozen decisions; and git finds nothing wrong.
#include "tests/core/git/gitoracle.h"
#include "tests/core/unpack/corner/cornercase.h"
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

} // namespace

class TestImporterTrees : public QObject
{
    Q_OBJECT

private slots:
    void sameAsDpkgSource_data();
    void sameAsDpkgSource();

private:
    QTemporaryDir m_folder;
    int m_count = 0;
};

void TestImporterTrees::sameAsDpkgSource_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("compression");
    QTest::addColumn<bool>("components");
    QTest::newRow("1.0 native") << s("1.0") << s("2.0") << s("gzip") << false;
    QTest::newRow("1.0 with diff") << s("1.0") << s("2.0-1") << s("gzip") << false;
    QTest::newRow("3.0 native") << s("3.0 (native)") << s("2.0") << s("xz") << false;
    QTest::newRow("3.0 quilt") << s("3.0 (quilt)") << s("2.0-1") << s("xz") << false;
    QTest::newRow("3.0 quilt, gzip, epoch") << s("3.0 (quilt)") << s("1:2.0-1") << s("gzip") << false;
    QTest::newRow("3.0 quilt with components") << s("3.0 (quilt)") << s("2.0-1") << s("xz") << true;
}

void TestImporterTrees::sameAsDpkgSource()
{
    QFETCH(QString, format);
    QFETCH(QString, version);
    QFETCH(QString, compression);
    QFETCH(bool, components);
    SourcePackageRecipe recipe;
    recipe.format = format;
    recipe.version = version;
    recipe.compression = compression;
    const QMap<QString, QByteArray> files{{s("src/main.c"), "int main(void) { return 0; }\r\n"},
                                          {s(".gitattributes"), "* text eol=lf ident filter=x\n"},
                                          {s(".gitignore"), "*\n"},
                                          {s("ident.txt"), "$Id$\n"},
                                          {s("data.bin"), QByteArray("\0\1\2\xff", 4)},
                                          {s("na\xc3\xafve name/x y"), "x\n"},
                                          {s("configure"), "#!/bin/sh\n"}};
    if (version.contains(QLatin1Char('-'))) {
        recipe.upstream = files;
        recipe.files = {
            {s("debian/patches/series"), "one.patch\n"},
            {s("debian/patches/one.patch"), "--- a/ident.txt\n+++ b/ident.txt\n@@ -1 +1,2 @@\n $Id$\n+more\n"}};
        if (format == QLatin1String("1.0"))
            recipe.files = {{s("added.txt"), "added\n"}};
    } else {
        recipe.files = files;
    }
    if (format != QLatin1String("1.0")) { // a diff can express neither
        recipe.symlinks = {{s("debian/link"), s("changelog")}, {s("debian/outside"), s("../../../etc/passwd")}};
        recipe.executables = {s("debian/rules")};
    }
    if (components)
        recipe.components = {{s("extra"), {{s("e/one"), "1\n"}}}, {s("more"), {{s("two"), "2\n"}}}};
    const QString folder = m_folder.filePath(QString::number(++m_count));
    const QString dsc = buildSourcePackage(folder, recipe);

    PackageHistory history(folder + QLatin1String("/home"));
    const JobOutcome outcome = history.import({{dsc}});
    QCOMPARE(outcome.failures.size(), 0);
    Listing ours = listingOfRef(history, outcome.staged.constFirst().import->tag);
    for (const QString& empty : outcome.staged.constFirst().import->emptyDirectories)
        ours[empty.toUtf8()] = "empty";
    const QString wrong = differences(ours, unpackedByDpkg(dsc, folder + QLatin1String("/unpacked")));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    const GitAnswer fsck = askGit(history.repository(), {s("fsck"), s("--strict"), s("--full")});
    QCOMPARE(fsck.exitCode, 0);
    QCOMPARE(fsck.output + fsck.errorOutput, QByteArray());
}

QTEST_GUILESS_MAIN(TestImporterTrees)
#include "tst_importer_trees.moc"
