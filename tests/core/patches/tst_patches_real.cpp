// SPDX-License-Identifier: GPL-3.0-or-later
// Packages of this machine's own archive: their patched trees are dpkg-source's. It needs that archive to be reachable
// and fails where it is not.
#include "core/archive/aptsources.h"
#include "core/archive/suitereader.h"
#include "core/base/paths.h"
#include "core/importer/uploadfetch.h"
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

private:
    QString fetch(const QString& package);

    QTemporaryDir m_folder;
    QStringList m_names = {s("bash"), s("dash"), s("zlib"), s("tar"), s("bzip2"), s("gzip"), s("patch")};
    archive::SuiteRequest m_suite;
    QMap<QString, deb::SourceRecord> m_records;
};

void TestPatchesReal::initTestCase()
{
    const archive::AptSettings settings = archive::readAptSettings();
    for (const archive::DetectedArchive& archive : archive::detectArchives(settings)) {
        if (archive.name != s("debian"))
            continue;
        m_suite.base = archive.baseUri;
        m_suite.suite = archive.suites.first().name;
        m_suite.components = QStringList{s("main")};
        m_suite.keyrings = archive.keyrings;
        m_suite.apt = settings;
        try {
            archive::readSuite(m_suite, m_folder.filePath(s("cache")),
                               [this](deb::SourceRecord&& record, const QString&) {
                                   if (m_names.contains(record.package))
                                       m_records.insert(record.package, record);
                               });
        } catch (const Error& error) {
            QFAIL(error.what());
        }
        QCOMPARE(m_records.size(), m_names.size());
        return;
    }
    QFAIL("this machine's apt knows no Debian archive: run apt-get update, or see apt-get indextargets");
}

QString TestPatchesReal::fetch(const QString& package)
{
    const deb::SourceRecord& record = m_records[package];
    const QString folder = m_folder.filePath(package);
    ensureFolder(folder);
    blobs::FileBlobStore store(m_folder.filePath(s("blobs")));
    importer::UploadSpec upload;
    upload.version = record.version;
    upload.format = record.format;
    upload.dscSha256 = QString::fromLatin1(record.dscSha256);
    upload.base = m_suite.base.toString(QUrl::StripTrailingSlash) + QLatin1Char('/') + record.directory;
    upload.files = record.files;
    net::Settings network;
    network.proxies = m_suite.apt.proxies;
    importer::fetchUpload(upload, package, store, network, {});
    for (const deb::SourceFile& file : record.files) {
        const QByteArray key = file.name.endsWith(s(".dsc")) ? record.dscSha256 : file.sha256;
        writeFile(folder + QLatin1Char('/') + file.name, store.open(key)->readAll());
    }
    return folder + QLatin1Char('/') + record.files.constFirst().name;
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
        const QString dsc = fetch(package);
        const QString folder = m_folder.filePath(package);
        AppliedImport import(folder, dsc, package);
        QElapsedTimer timer;
        timer.start();
        const patches::AppliedTree ours = import.apply();
        qInfo() << package << m_records[package].version << ours.patches.size() << "patches in" << timer.elapsed()
                << "ms" << ours.flags;
        const DpkgResult theirs = appliedByDpkg(dsc, folder + s("/dpkg"));
        QVERIFY2(theirs.applied, theirs.words);
        const QString wrong = differences(import.listing(ours.tree), theirs.listing);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    } catch (const Error& error) {
        QFAIL(error.what());
    }
}

QTEST_GUILESS_MAIN(TestPatchesReal)
#include "tst_patches_real.moc"
