// SPDX-License-Identifier: GPL-3.0-or-later
// Corner case c13: upstream's signature of an orig tarball is verified with the keys that the package brings, and what
// it is worth is shown; nothing depends on it. Real keys, real signatures; gpgv is asked as dpkg-source asks it.
#include "tests/core/unpack/corner/cornercase.h"
#include "tests/support/localarchive.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

const QString orig = QStringLiteral("sample_1.0.orig.tar.gz");
const QString extra = QStringLiteral("sample_1.0.orig-extra.tar.gz");

} // namespace

class TestCornerSignatures : public QObject
{
    Q_OBJECT

private slots:
    void c13_goodSignature_data();
    void c13_goodSignature();
    void c13_badSignature();
    void c13_uncheckedSignature_data();
    void c13_uncheckedSignature();
    void c13_worstOfSeveral();
    void c13_expiredKeyCounts();
    void c13_nothingSigned();

private:
    static QByteArray tarball(const char* text) { return gzipped(TarWriter().file("t/README", text).finished()); }
    static QByteArray debianWith(const QByteArray& path, const QByteArray& keys)
    {
        TarWriter tar = debianTar();
        if (!keys.isEmpty())
            tar.file(path, keys);
        return gzipped(tar.finished());
    }
    /// The flags of the import of @p files, which must otherwise be as dpkg-source has it.
    QStringList flags(QMap<QString, QByteArray> files, const QByteArray& keys,
                      const QByteArray& path = "debian/upstream/signing-key.asc")
    {
        files.insert(s("sample_1.0-1.debian.tar.gz"), debianWith(path, keys));
        const CornerCase upload(
            writeDsc(m_folder.filePath(QString::number(++m_count)), s("3.0 (quilt)"), s("1.0-1"), files));
        if (!upload.findings().isEmpty())
            QTest::qFail(qPrintable(upload.findings()), __FILE__, __LINE__);
        return upload.flags();
    }
    QByteArray binaryKey() const
    {
        QFile file(m_upstream.keyring());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir m_folder;
    LocalArchive m_upstream{m_folder.filePath(s("upstream"))}; ///< for its key alone
    int m_count = 0;
};

void TestCornerSignatures::c13_goodSignature_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("armoured");
    QTest::newRow("armoured") << QByteArray("debian/upstream/signing-key.asc") << true;
    QTest::newRow("binary") << QByteArray("debian/upstream/signing-key.pgp") << false;
    QTest::newRow("old place") << QByteArray("debian/upstream-signing-key.pgp") << false;
}

void TestCornerSignatures::c13_goodSignature()
{
    QFETCH(QByteArray, path);
    QFETCH(bool, armoured);
    const QByteArray tar = tarball("signed");
    QCOMPARE(flags({{orig, tar}, {orig + s(".asc"), m_upstream.detachedSignature(tar)}},
                   armoured ? m_upstream.armouredKey() : binaryKey(), path),
             QStringList{s("upstream-signature.good")});
}

void TestCornerSignatures::c13_badSignature()
{
    // Of another tarball: imported all the same, and said so.
    QCOMPARE(flags({{orig, tarball("another")}, {orig + s(".asc"), m_upstream.detachedSignature(tarball("signed"))}},
                   m_upstream.armouredKey()),
             QStringList{s("upstream-signature.bad")});
}

void TestCornerSignatures::c13_uncheckedSignature_data()
{
    QTest::addColumn<QByteArray>("signature");
    QTest::addColumn<QByteArray>("keys");
    const QByteArray good = m_upstream.detachedSignature(tarball("signed"));
    const LocalArchive stranger(m_folder.filePath(s("stranger")));
    QTest::newRow("no keys") << good << QByteArray();
    QTest::newRow("another's keys") << good << stranger.armouredKey();
    QTest::newRow("keys that are none") << good << QByteArray("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n");
    QTest::newRow("2 MB of keys") << good << QByteArray(2'000'000, 'x');
    QTest::newRow("no signature") << QByteArray("nothing of the kind\n") << m_upstream.armouredKey();
    QTest::newRow("empty") << QByteArray("\n") << m_upstream.armouredKey();
}

void TestCornerSignatures::c13_uncheckedSignature()
{
    QFETCH(QByteArray, signature);
    QFETCH(QByteArray, keys);
    QCOMPARE(flags({{orig, tarball("signed")}, {orig + s(".asc"), signature}}, keys),
             QStringList{s("upstream-signature.unchecked")});
}

void TestCornerSignatures::c13_worstOfSeveral()
{
    const QByteArray tar = tarball("main");
    const QByteArray component = tarball("component");
    const QByteArray good = m_upstream.detachedSignature(tar);
    const auto both = [&](const QByteArray& second) {
        return flags({{orig, tar}, {orig + s(".asc"), good}, {extra, component}, {extra + s(".asc"), second}},
                     m_upstream.armouredKey());
    };
    QCOMPARE(both(m_upstream.detachedSignature(component)), QStringList{s("upstream-signature.good")});
    QCOMPARE(both("nothing\n"), QStringList{s("upstream-signature.unchecked")});
    QCOMPARE(both(good), QStringList{s("upstream-signature.bad")});
}

void TestCornerSignatures::c13_expiredKeyCounts()
{
    // Keys of old uploads have expired long ago; that says nothing about the day of the release.
    LocalArchive old(m_folder.filePath(s("old")));
    old.signWithOtherKey(true);
    const QByteArray tar = tarball("long ago");
    QFile keys(old.keyring());
    QVERIFY(keys.open(QIODevice::ReadOnly));
    QCOMPARE(flags({{orig, tar}, {orig + s(".asc"), old.detachedSignature(tar)}}, keys.readAll(),
                   "debian/upstream/signing-key.pgp"),
             QStringList{s("upstream-signature.good")});
}

void TestCornerSignatures::c13_nothingSigned()
{
    QCOMPARE(flags({{orig, tarball("plain")}}, m_upstream.armouredKey()), QStringList());
}

QTEST_GUILESS_MAIN(TestCornerSignatures)
#include "tst_corner_signatures.moc"
