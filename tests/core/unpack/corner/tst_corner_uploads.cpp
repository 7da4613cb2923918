// SPDX-License-Identifier: GPL-3.0-or-later
// Corner cases c14 to c16: what the .dsc and the index say of an upload's files, before anything is unpacked.
#include "core/archive/localdsc.h"
#include "core/base/digest.h"
#include "core/importer/uploadfetch.h"
#include "tests/core/unpack/corner/cornercase.h"

#include <QDirIterator>
#include <QFile>
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

QByteArray readAll(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestCornerUploads : public QObject
{
    Q_OBJECT

private slots:
    void c14_filesOfTheDsc_data();
    void c14_filesOfTheDsc();
    void c15_namesAreJudgedBeforeDownload_data();
    void c15_namesAreJudgedBeforeDownload();
    void c15_formatIsJudgedBeforeDownload();
    void c16_md5OnlyIsWeak();
    void c16_dscKnowsBetterThanAWeakIndex();
    void indexAndDscMustAgreeOnEveryDigest();

private:
    QString freshFolder() { return m_folder.filePath(QString::number(++m_count)); }
    /// A sound upload; @p change is applied to the text of its .dsc.
    QString changedDsc(const std::function<void(QByteArray&)>& change)
    {
        const QString dsc = quiltDsc(freshFolder(), TarWriter().file("t/a", "a").finished(), debianTar().finished());
        QByteArray text = readAll(dsc);
        change(text);
        writeFile(dsc, text);
        return dsc;
    }
    /// What an index would say of the upload at @p dsc.
    static importer::UploadSpec indexed(const QString& dsc)
    {
        const archive::LocalUpload upload = archive::readLocalDsc(dsc);
        return {1,
                upload.record.version,
                upload.record.format,
                QString::fromLatin1(upload.record.dscSha256),
                QUrl::fromLocalFile(QFileInfo(dsc).absolutePath()).toString(),
                upload.record.files};
    }
    /// The code of what fetching throws; empty when it succeeds.
    QString fetch(const importer::UploadSpec& upload, QStringList* flags = nullptr)
    {
        m_blobs = freshFolder();
        blobs::FileBlobStore store(m_blobs);
        try {
            const importer::FetchedUpload fetched = importer::fetchUpload(upload, s("sample"), store, {}, {});
            if (flags)
                *flags = fetched.flags;
            return {};
        } catch (const Error& error) {
            return error.code();
        }
    }
    /// True when nothing was downloaded, not even in part.
    bool nothingFetched() const { return !QDirIterator(m_blobs, QDir::Files, QDirIterator::Subdirectories).hasNext(); }

    QTemporaryDir m_folder;
    QString m_blobs;
    int m_count = 0;
};

void TestCornerUploads::c14_filesOfTheDsc_data()
{
    QTest::addColumn<QByteArray>("extra"); // one more line in each list, without its digest
    QTest::newRow("duplicate") << QByteArray("1 sample_1.0.orig.tar.xz");
    QTest::newRow("unknown file") << QByteArray("1 sample_1.0-1.readme");
    QTest::newRow("another package's") << QByteArray("1 other_1.0.orig-x.tar.xz");
    QTest::newRow("a diff beside a debian.tar") << QByteArray("1 sample_1.0-1.diff.gz");
    QTest::newRow("sound") << QByteArray();
}

void TestCornerUploads::c14_filesOfTheDsc()
{
    QFETCH(QByteArray, extra);
    const QString dsc = changedDsc([&extra](QByteArray& text) {
        if (extra.isEmpty())
            return;
        text.replace("Checksums-Sha256:\n", "Checksums-Sha256:\n " + QByteArray(64, 'a') + ' ' + extra + '\n');
        text.replace("Files:\n", "Files:\n " + QByteArray(32, 'a') + ' ' + extra + '\n');
    });
    if (extra.isEmpty()) {
        QCOMPARE(CornerCase(dsc).findings(), QString());
        return;
    }
    const QString name = QString::fromLatin1(extra.mid(2));
    if (!QFile::exists(QFileInfo(dsc).path() + QLatin1Char('/') + name))
        writeFile(QFileInfo(dsc).path() + QLatin1Char('/') + name, "x");
    QVERIFY_THROWS_EXCEPTION(Error, unpackedByDpkg(dsc, freshFolder()));
    QString code;
    try {
        code = CornerCase(dsc).failure();
    } catch (const Error& error) { // the .dsc alone is enough to see it
        code = error.code();
    }
    QCOMPARE(code, s("dsc.files"));
}

void TestCornerUploads::c15_namesAreJudgedBeforeDownload_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name : {"x/sample_1.0.orig-x.tar.xz", "../sample_1.0.orig-x.tar.xz", "/etc/passwd",
                             ".sample_1.0.orig-x.tar.xz", "-sample_1.0.orig-x.tar.xz", "other_1.0.orig-x.tar.xz",
                             "sample_1.01.orig-x.tar.xz", "sample_2.0.orig-x.tar.xz", "sample_1.0.orig-x.tar.xz ",
                             "sample_1.0\n.orig-x.tar.xz", "sample_1.0-1.unknown", "", "sample_1.0.orig.tar.gz"})
        QTest::newRow(name) << s(name);
}

void TestCornerUploads::c15_namesAreJudgedBeforeDownload()
{
    QFETCH(QString, name);
    importer::UploadSpec upload = indexed(changedDsc([](QByteArray&) {}));
    QCOMPARE(fetch(upload), QString());
    QVERIFY(!nothingFetched());
    upload.files.append({name, 1, QByteArray(32, 'a'), {}, QByteArray(64, 'a')});
    QCOMPARE(fetch(upload), s("dsc.files"));
    QVERIFY(nothingFetched());
}

void TestCornerUploads::c15_formatIsJudgedBeforeDownload()
{
    importer::UploadSpec upload = indexed(changedDsc([](QByteArray&) {}));
    upload.format = s("3.0 (custom)");
    QCOMPARE(fetch(upload), s("dsc.format"));
    QVERIFY(nothingFetched());
}

void TestCornerUploads::c16_md5OnlyIsWeak()
{
    const QString dsc = changedDsc([](QByteArray& text) {
        const qsizetype start = text.indexOf("Checksums-Sha256:");
        text.remove(start, text.indexOf("Files:") - start);
    });
    const CornerCase upload(dsc);
    QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.flags(), QStringList{s("weak")});
    // Weak is not unchecked.
    const CornerCase forged(changedDsc([](QByteArray& text) {
        const qsizetype start = text.indexOf("Checksums-Sha256:");
        text.remove(start, text.indexOf("Files:") - start);
        text.replace(text.indexOf("Files:\n") + 8, 32, QByteArray(32, 'a'));
    }));
    QCOMPARE(forged.failure(), s("archive.checksum"));
}

void TestCornerUploads::c16_dscKnowsBetterThanAWeakIndex()
{
    // The index has MD5 only and names what lies there; the .dsc's SHA-256 is of another file.
    const QString dsc = changedDsc([](QByteArray& text) {
        const qsizetype start = text.indexOf("Checksums-Sha256:\n") + 19;
        text.replace(start, 64, QByteArray(64, 'a'));
    });
    importer::UploadSpec upload = indexed(dsc);
    for (qsizetype i = 1; i < upload.files.size(); ++i)
        upload.files[i].sha256.clear();
    QCOMPARE(fetch(upload), s("archive.checksum"));
}

void TestCornerUploads::indexAndDscMustAgreeOnEveryDigest()
{
    // The .dsc has MD5 only, of another file; the index has the SHA-256 of what lies there.
    const QString dsc = changedDsc([](QByteArray& text) {
        const qsizetype start = text.indexOf("Checksums-Sha256:");
        text.remove(start, text.indexOf("Files:") - start);
    });
    importer::UploadSpec upload = indexed(dsc);
    QStringList flags;
    QCOMPARE(fetch(upload, &flags), QString());
    QCOMPARE(flags, QStringList{s("weak")});
    upload.files[1].md5 = QByteArray(32, 'a');
    upload.files[1].sha256 = Digest::hex(Digest::Algorithm::Sha256,
                                         readAll(QFileInfo(dsc).path() + QLatin1Char('/') + upload.files.at(1).name));
    QCOMPARE(fetch(upload), s("dsc.files"));
}

QTEST_GUILESS_MAIN(TestCornerUploads)
#include "tst_corner_uploads.moc"
