// SPDX-License-Identifier: GPL-3.0-or-later
// Which formats have patches at all, and the names and order of format 2.0 (importer.md c6).
#include "tests/core/patches/patchedpackage.h"

#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

/// A patch that changes the one line of file f.
QByteArray change(const char* from, const char* to)
{
    return QByteArray("--- a/f\n+++ b/f\n@@ -1 +1 @@\n-") + from + "\n+" + to + "\n";
}

} // namespace

class TestPatchesFormats : public QObject
{
    Q_OBJECT

private slots:
    void c06_runPartsNames();
    void c06_reject();
    void withoutPatches_data();
    void withoutPatches();
    void emptySeries();
    void sameTreeEveryTime();

private:
    QTemporaryDir m_folder;
    int m_count = 0;
    QString folder() { return m_folder.filePath(QString::number(++m_count)); }
};

void TestPatchesFormats::c06_runPartsNames()
{
    PatchedPackage package;
    package.format = s("2.0");
    package.upstream = {{s("f"), "zero\n"}, {s("gone"), "x\n"}};
    package.debian = {{s("patches/20_b"), change("one", "two")},
                      {s("patches/10-a"), change("zero", "one")},
                      {s("patches/Zz"), "--- a/gone\n+++ b/gone\n@@ -1 +0,0 @@\n-x\n"},
                      {s("patches/zz"), change("two", "three")},
                      {s("patches/30.patch"), "no patch by its name\n"},
                      {s("patches/series"), ""},
                      {s("patches/README.Debian"), "words\n"}};
    package.debianLinks = {{s("patches/zzz"), s("../../gone.patch")}};
    package.upstream[s("gone.patch")] = change("three", "four");
    const QString here = folder();
    const QString dsc = writePackage(here, package);
    const DpkgResult theirs = appliedByDpkg(dsc, here + s("/dpkg"));
    QVERIFY2(theirs.applied, theirs.words);
    AppliedImport import(here, dsc);
    const patches::AppliedTree ours = import.apply();
    QCOMPARE(ours.patches, (QStringList{s("10-a"), s("20_b"), s("Zz"), s("series"), s("zz"), s("zzz")}));
    const QString wrong = differences(import.listing(ours.tree), theirs.listing);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

void TestPatchesFormats::c06_reject()
{
    PatchedPackage package;
    package.format = s("2.0");
    package.upstream = {{s("f"), "zero\n"}};
    package.debian = {{s("patches/a"), change("one", "two")}};
    const QString here = folder();
    const QString dsc = writePackage(here, package);
    QVERIFY(!appliedByDpkg(dsc, here + s("/dpkg")).applied);
    AppliedImport import(here, dsc);
    const Error error = import.failure();
    QCOMPARE(error.code(), s("patch.rejected"));
    QCOMPARE(error.evidence().value(s("patch")).toString(), s("a"));
}

void TestPatchesFormats::withoutPatches_data()
{
    QTest::addColumn<QString>("format");
    QTest::newRow("1.0") << s("1.0");
    QTest::newRow("3.0 (native)") << s("3.0 (native)");
}

void TestPatchesFormats::withoutPatches()
{
    QFETCH(QString, format);
    PatchedPackage package;
    package.format = format;
    package.upstream = {{s("f"), "zero\n"}};
    package.setPatch(change("zero", "one"));
    const QString here = folder();
    const QString dsc = writePackage(here, package);
    const DpkgResult theirs = appliedByDpkg(dsc, here + s("/dpkg"));
    QVERIFY2(theirs.applied, theirs.words);
    AppliedImport import(here, dsc);
    const patches::AppliedTree ours = import.apply();
    QCOMPARE(ours.tree, import.unapplied());
    QCOMPARE(ours.format, format);
    QCOMPARE(ours.patches, QStringList());
    QCOMPARE(differences(import.listing(ours.tree), theirs.listing), QString());
}

void TestPatchesFormats::emptySeries()
{
    PatchedPackage package;
    package.upstream = {{s("f"), "zero\n"}};
    package.debian = {{s("patches/series"), "# nothing\n"}, {s("patches/x"), "x\n"}};
    const QString here = folder();
    AppliedImport import(here, writePackage(here, package));
    QCOMPARE(import.apply().tree, import.unapplied());
}

void TestPatchesFormats::sameTreeEveryTime()
{
    PatchedPackage package;
    package.upstream = {{s("f"), "zero\n"}};
    package.setPatch(change("zero", "one"));
    const QString here = folder();
    AppliedImport import(here, writePackage(here, package));
    const git::Oid once = import.apply().tree;
    qputenv("POSIXLY_CORRECT", "1");
    qputenv("SIMPLE_BACKUP_SUFFIX", ".mine");
    qputenv("VERSION_CONTROL", "numbered");
    qputenv("LC_ALL", "tr_TR.UTF-8");
    QCOMPARE(import.apply().tree, once);
    QVERIFY(once != import.unapplied());
}

QTEST_GUILESS_MAIN(TestPatchesFormats)
#include "tst_patches_formats.moc"
