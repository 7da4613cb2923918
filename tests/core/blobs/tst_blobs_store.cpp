// SPDX-License-Identifier: GPL-3.0-or-later
// FileBlobStore on a real folder; sha256sum is the oracle.
#include "core/base/error.h"
#include "core/base/process.h"
#include "core/blobs/fileblobstore.h"
#include "core/blobs/filedigests.h"

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::blobs;

class TestBlobsStore : public QObject
{
    Q_OBJECT

private slots:
    void putAndOpen();
    void adopt();
    void damagedBlobIsReplaced();
    void pathsComeFromDigestsOnly();
    void missing();
    void digests();
    void unwritable();
};

void TestBlobsStore::putAndOpen()
{
    QTemporaryDir folder;
    FileBlobStore store(folder.filePath(QStringLiteral("blobs")));
    QByteArray bytes(1'000'000, 'x');
    QBuffer buffer(&bytes);
    QVERIFY(buffer.open(QIODevice::ReadOnly));
    const QByteArray key = store.put(buffer);
    const ProcessResult oracle = runProcessChecked({QStringLiteral("sha256sum"), {}, bytes});
    QCOMPARE(key, oracle.output.left(64));
    QVERIFY(store.contains(key));
    QCOMPARE(store.size(key), std::optional<qint64>(bytes.size()));
    QCOMPARE(store.open(key)->readAll(), bytes);
    QCOMPARE(
        store.path(key),
        folder.filePath(QStringLiteral("blobs/%1/%2")).arg(QString::fromLatin1(key.left(2)), QString::fromLatin1(key)));
    QVERIFY(QDir(store.stagingFolder()).isEmpty());
    // The same content again changes nothing.
    buffer.seek(0);
    QCOMPARE(store.put(buffer), key);
    QVERIFY(QDir(store.stagingFolder()).isEmpty());
}

void TestBlobsStore::adopt()
{
    QTemporaryDir folder;
    FileBlobStore store(folder.path());
    const QByteArray key = runProcessChecked({QStringLiteral("sha256sum"), {}, "abc"}).output.left(64);
    QFile file(store.stagingFolder() + QLatin1String("/f.part"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("abc");
    file.close();
    store.adopt(file.fileName(), key);
    QVERIFY(!file.exists());
    QCOMPARE(store.open(key)->readAll(), QByteArray("abc"));
}

void TestBlobsStore::damagedBlobIsReplaced()
{
    QTemporaryDir folder;
    FileBlobStore store(folder.path());
    QByteArray bytes("abc");
    QBuffer buffer(&bytes);
    QVERIFY(buffer.open(QIODevice::ReadOnly));
    const QByteArray key = store.put(buffer);
    QVERIFY(QFile::setPermissions(store.path(key), QFile::ReadOwner | QFile::WriteOwner));
    QVERIFY(QFile::resize(store.path(key), 1));
    buffer.seek(0);
    store.put(buffer);
    QCOMPARE(store.open(key)->readAll(), bytes);
}

void TestBlobsStore::pathsComeFromDigestsOnly()
{
    const FileBlobStore store(QStringLiteral("/nowhere"));
    for (const QByteArray& key : {QByteArray("../../etc/passwd"), QByteArray(), QByteArray(64, 'A'),
                                  QByteArray(63, 'a'), QByteArray("..") + QByteArray(62, 'a')})
        QVERIFY_THROWS_EXCEPTION(Error, store.path(key));
}

void TestBlobsStore::missing()
{
    QTemporaryDir folder;
    const FileBlobStore store(folder.path());
    QVERIFY(!store.contains(QByteArray(64, 'a')));
    QVERIFY_THROWS_EXCEPTION(Error, store.open(QByteArray(64, 'a')));
}

void TestBlobsStore::digests()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("f")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("abc");
    file.close();
    const QByteArray sha256 = runProcessChecked({QStringLiteral("sha256sum"), {}, "abc"}).output.left(64);
    const QByteArray sha1 = runProcessChecked({QStringLiteral("sha1sum"), {}, "abc"}).output.left(40);
    const QByteArray md5 = runProcessChecked({QStringLiteral("md5sum"), {}, "abc"}).output.left(32);
    const QString name = QStringLiteral("f");
    const Verification strong = verifyFile(file.fileName(), {name, 3, md5, sha1, sha256}, {});
    QVERIFY(!strong.mismatch && !strong.weak && strong.sha256 == sha256);
    // A right MD5 does not help a wrong SHA-256.
    QVERIFY(verifyFile(file.fileName(), {name, 3, md5, sha1, QByteArray(64, '0')}, {}).mismatch);
    const Verification bySha1 = verifyFile(file.fileName(), {name, 3, {}, sha1, {}}, {});
    QVERIFY(!bySha1.mismatch && bySha1.weak && bySha1.sha256 == sha256);
    QVERIFY(verifyFile(file.fileName(), {name, 3, md5, QByteArray(40, '0'), {}}, {}).mismatch);
    const Verification byMd5 = verifyFile(file.fileName(), {name, 3, md5, {}, {}}, {});
    QVERIFY(!byMd5.mismatch && byMd5.weak);
    const Verification size = verifyFile(file.fileName(), {name, 4, md5, sha1, sha256}, {});
    QCOMPARE(size.mismatch->code(), QStringLiteral("archive.checksum"));
    QCOMPARE(size.mismatch->evidence()[QLatin1String("actual")].toInt(), 3);
    QVERIFY_THROWS_EXCEPTION(Error, verifyFile(file.fileName(), {name, 3, {}, {}, {}}, {}));
}

void TestBlobsStore::unwritable()
{
    QTemporaryDir folder;
    QFile blocker(folder.filePath(QStringLiteral("file")));
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    FileBlobStore store(blocker.fileName() + QLatin1String("/blobs"));
    try {
        store.stagingFolder();
        QFAIL("nothing was thrown");
    } catch (const Error& error) {
        QCOMPARE(error.code(), QStringLiteral("internal.io"));
    }
}

QTEST_GUILESS_MAIN(TestBlobsStore)
#include "tst_blobs_store.moc"
