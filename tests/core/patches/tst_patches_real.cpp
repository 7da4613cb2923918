// SPDX-License-Identifier: GPL-3.0-or-later
// Packages of this machine's own archive: their patched trees are dpkg-source's. It needs that archive to be reachable
// and fails where it is not.
#include "tests/core/importer/realarchive.h"
#include "tests/core/patches/patchedpackage.h"

#include <QElapsedTimer>
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

class TestPatchesReal : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void sameAsDpkgSource_data();
    void sameAsDpkgSource();
    void cleanupTestCase() { QVERIFY2(m_compared > 1, "an archive that lacks nearly all of them shows nothing"); }

private:
    int m_compared = 0;
    QTemporaryDir m_folder;
    QStringList m_names = {s("bash"), s("dash"), s("zlib"), s("tar"), s("bzip2"), s("gzip"), s("patch")};
    std::optional<RealArchive> m_archive;
};

void TestPatchesReal::initTestCase()
{
    try {
        m_archive.emplace(m_folder.filePath(s("cache")), m_names);
    } catch (const Error& error) {
        QFAIL(error.what());
    }
}

void TestPatchesReal::sameAsDpkgSource_data()
{
    QTest::addColumn<QString>("package");
    for (const QString& name : m_names)
        QTest::newRow(qPrintable(name)) << name;
}

void TestPatchesReal::sameAsDpkgSource()
{
    QFETCH(QString, package);
    try {
        const QString folder = m_folder.filePath(package);
        const QString dsc = m_archive->fetch(package, folder);
        AppliedImport import(folder, dsc, package);
        QElapsedTimer timer;
        timer.start();
        const patches::AppliedTree ours = import.apply();
        qInfo() << package << m_archive->record(package).version << ours.patches.size() << "patches in"
                << timer.elapsed() << "ms" << ours.flags;
        const DpkgResult theirs = appliedByDpkg(dsc, folder + s("/dpkg"));
        QVERIFY2(theirs.applied, theirs.words);
        const QString wrong = differences(import.listing(ours.tree), theirs.listing);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        ++m_compared;
    } catch (const Error& error) {
        if (RealArchive::lacks(error))
            QSKIP(error.what());
        QFAIL(error.what());
    }
}

QTEST_GUILESS_MAIN(TestPatchesReal)
#include "tst_patches_real.moc"
