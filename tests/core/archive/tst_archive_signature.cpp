// SPDX-License-Identifier: GPL-3.0-or-later
// InRelease files signed by real keys, and all the ways in which they must not be believed.
#include "core/archive/keyring.h"
#include "core/archive/release.h"
#include "core/archive/signature.h"
#include "core/base/error.h"
#include "core/base/process.h"
#include "core/deb/armour.h"
#include "tests/support/localarchive.h"

#include <QFile>
#include <QTest>

using namespace millrace;
using namespace millrace::archive;

class TestArchiveSignature : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void good();
    void keyForms();
    void changedContent();
    void contentAround();
    void unknownKey();
    void expiredKey();
    void wrongFingerprint();
    void unsignedFile();
    void noKeyring();
    void releaseFields();
    void brokenRelease_data();
    void brokenRelease();

private:
    QByteArray inRelease() const
    {
        QFile file(m_archive->inRelease(QStringLiteral("sid")));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QString failure(const QByteArray& bytes, const QStringList& keyrings) const
    {
        try {
            verifyInRelease(bytes, keyrings);
        } catch (const Error& error) {
            m_message = error.message();
            return error.code();
        }
        return QStringLiteral("none");
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<test::LocalArchive> m_archive;
    mutable QString m_message;
};

void TestArchiveSignature::init()
{
    m_archive.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_archive = std::make_unique<test::LocalArchive>(m_folder->path());
    m_archive->setField(QStringLiteral("sid"), QStringLiteral("Description"), QStringLiteral("- dashes are escaped"));
    m_archive->publish();
}

void TestArchiveSignature::good()
{
    const SignedPayload payload = verifyInRelease(inRelease(), {m_archive->keyring()});
    QVERIFY(payload.text.contains("Codename: sid\n"));
    QVERIFY(!payload.text.contains("BEGIN PGP"));
    QCOMPARE(payload.signers.size(), 1);
}

void TestArchiveSignature::keyForms()
{
    const QString armour = QString::fromLatin1(m_archive->armouredKey());
    QFile binary(m_archive->keyring());
    QVERIFY(binary.open(QIODevice::ReadOnly));
    QCOMPARE(deb::removeArmour(armour.toLatin1()), binary.readAll());
    QFile file(m_folder->filePath(QStringLiteral("key.asc")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(armour.toLatin1());
    file.close();
    const QString fingerprint = verifyInRelease(inRelease(), {armour}).signers.first();
    QCOMPARE(verifyInRelease(inRelease(), {file.fileName()}).signers.first(), fingerprint);
    QCOMPARE(verifyInRelease(inRelease(), {fingerprint + QLatin1Char('!'), file.fileName()}).signers.first(),
             fingerprint);
}

void TestArchiveSignature::changedContent()
{
    const QByteArray changed = inRelease().replace("Codename: sid", "Codename: six");
    QCOMPARE(failure(changed, {m_archive->keyring()}), QStringLiteral("archive.signature"));
    QVERIFY(m_message.contains(QLatin1String("does not match")));
}

void TestArchiveSignature::contentAround()
{
    QCOMPARE(failure("Codename: evil\n\n" + inRelease(), {m_archive->keyring()}), QStringLiteral("archive.signature"));
    QCOMPARE(failure(inRelease() + inRelease(), {m_archive->keyring()}), QStringLiteral("archive.signature"));
    // What follows is not signed and must not show up in the payload.
    try {
        QVERIFY(!verifyInRelease(inRelease() + "\nCodename: evil\n", {m_archive->keyring()}).text.contains("evil"));
    } catch (const Error& error) {
        QCOMPARE(error.code(), QStringLiteral("archive.signature"));
    }
}

void TestArchiveSignature::unknownKey()
{
    m_archive->signWithOtherKey();
    m_archive->publish();
    QCOMPARE(failure(inRelease(), {m_archive->keyring()}), QStringLiteral("archive.signature"));
    QVERIFY(m_message.contains(QLatin1String("keys we do not have")));
}

void TestArchiveSignature::expiredKey()
{
    m_archive->signWithOtherKey(true);
    m_archive->publish();
    QCOMPARE(failure(inRelease(), {m_archive->keyring()}), QStringLiteral("archive.signature"));
    QVERIFY2(m_message.contains(QLatin1String("EXPKEYSIG")), qPrintable(m_message));
}

void TestArchiveSignature::wrongFingerprint()
{
    QCOMPARE(failure(inRelease(), {m_archive->keyring(), QString(40, QLatin1Char('A'))}),
             QStringLiteral("archive.signature"));
}

void TestArchiveSignature::unsignedFile()
{
    QCOMPARE(failure("Origin: x\n", {m_archive->keyring()}), QStringLiteral("archive.signature"));
    QCOMPARE(failure({}, {m_archive->keyring()}), QStringLiteral("archive.signature"));
}

void TestArchiveSignature::noKeyring()
{
    QCOMPARE(failure(inRelease(), {}), QStringLiteral("archive.keyring"));
    QCOMPARE(failure(inRelease(), {QStringLiteral("/nowhere/keys.gpg")}), QStringLiteral("archive.keyring"));
}

void TestArchiveSignature::releaseFields()
{
    const QByteArray digest(64, 'a');
    const Release release = parseRelease("Origin: Debian\nLabel: Debian\nSuite: unstable\nCodename: sid\n"
                                         "Date: Fri, 30 Oct 2026 08:08:01 UTC\n"
                                         "Valid-Until: Fri, 06 Nov 2026 08:08:01 UTC\nAcquire-By-Hash: yes\n"
                                         "Components: main contrib\nMD5Sum:\n " +
                                         QByteArray(32, 'b') + " 9 main/source/Sources\nSHA256:\n " + digest +
                                         "     1234 main/source/Sources.xz\n");
    QCOMPARE(release.suite, QStringLiteral("unstable"));
    QCOMPARE(release.dateMs, 1'793'347'681'000); // date -ud '2026-10-30 08:08:01' +%s
    QCOMPARE(release.validUntilMs - release.dateMs, 7LL * 86400 * 1000);
    QVERIFY(release.byHash);
    QCOMPARE(release.components.size(), 2);
    QCOMPARE(release.files.size(), 1);
    QCOMPARE(release.files.value(QStringLiteral("main/source/Sources.xz")).size, 1234);
    const QByteArray seconds =
        runProcessChecked(
            {QStringLiteral("date"),
             {QStringLiteral("-ud"), QStringLiteral("Sat, 1 Feb 2020 03:04:05 UTC"), QStringLiteral("+%s")}})
            .output;
    QCOMPARE(parseReleaseDate(QStringLiteral("Sat, 1 Feb 2020 3:04:05 UTC")), seconds.trimmed().toLongLong() * 1000);
    QCOMPARE(parseReleaseDate(QStringLiteral("Sat, 1 Feb 2020 03:04:05 +0200")), -1);
}

void TestArchiveSignature::brokenRelease_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArray date = "Date: Fri, 30 Oct 2026 08:08:01 UTC\n";
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no date") << QByteArray("SHA256:\n");
    QTest::newRow("no table") << date;
    QTest::newRow("short digest") << date + "SHA256:\n abc 12 main/source/Sources\n";
    QTest::newRow("digest with a path") << date + "SHA256:\n " + QByteArray(61, 'a') + "/.. 12 main/source/Sources\n";
    QTest::newRow("no size") << date + "SHA256:\n " + QByteArray(64, 'a') + " x main/source/Sources\n";
    QTest::newRow("bad validity") << date + "Valid-Until: tomorrow\nSHA256:\n";
}

void TestArchiveSignature::brokenRelease()
{
    QFETCH(QByteArray, text);
    try {
        parseRelease(text);
        QFAIL("nothing was thrown");
    } catch (const Error& error) {
        QCOMPARE(error.code(), QStringLiteral("archive.release"));
    }
}

QTEST_GUILESS_MAIN(TestArchiveSignature)
#include "tst_archive_signature.moc"
