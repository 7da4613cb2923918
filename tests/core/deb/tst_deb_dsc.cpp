// SPDX-License-Identifier: GPL-3.0-or-later
// .dsc files: those that dpkg-source writes, and those that somebody forged.
#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/deb/clearsign.h"
#include "core/deb/dsc.h"
#include "tests/core/deb/randombytes.h"
#include "tests/support/sourcepackage.h"

#include <QTest>

using namespace millrace;
using namespace millrace::deb;

namespace {

const QByteArray md5A(32, 'a');
const QByteArray sha1A(40, 'a');
const QByteArray sha256A(64, 'a');

const QByteArray plain = "Format: 3.0 (quilt)\nSource: sample\nBinary: sample, sample-doc,\n sample-data\n"
                         "Architecture: any all\nVersion: 1:1.0-2\nMaintainer: J\xc3\xb6rg <j@example.org>\n"
                         "Uploaders: Ada <a@example.org>,\n Bob <b@example.org>\n"
                         "Dgit: 0123 debian archive/debian/1.0-2 https://example.org\n"
                         "Checksums-Sha1:\n " +
                         sha1A + " 10 sample_1.0.orig.tar.xz\n " + sha1A + " 20 sample_1.0-2.debian.tar.xz\n" +
                         "Checksums-Sha256:\n " + sha256A + " 10 sample_1.0.orig.tar.xz\n " + sha256A +
                         " 20 sample_1.0-2.debian.tar.xz\n" + "Files:\n " + md5A + " 10 sample_1.0.orig.tar.xz\n " +
                         md5A + " 20 sample_1.0-2.debian.tar.xz\n";

QByteArray clearsigned(const QByteArray& text)
{
    return "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n" + text +
           "\n-----BEGIN PGP SIGNATURE-----\n\niQIzBAEBCgAdFiEE\n=abcd\n-----END PGP SIGNATURE-----\n";
}

QString codeOf(const QByteArray& bytes)
{
    try {
        parseDsc(bytes);
    } catch (const Error& error) {
        return error.code();
    }
    return QStringLiteral("ok");
}

} // namespace

class TestDsc : public QObject
{
    Q_OBJECT

private slots:
    void fields()
    {
        const Dsc dsc = parseDsc(plain);
        QCOMPARE(dsc.package, QStringLiteral("sample"));
        QCOMPARE(dsc.version, QStringLiteral("1:1.0-2"));
        QCOMPARE(dsc.format, QStringLiteral("3.0 (quilt)"));
        QCOMPARE(dsc.maintainer, QString::fromUtf8("Jörg <j@example.org>"));
        QCOMPARE(dsc.uploaders, QStringLiteral("Ada <a@example.org>, Bob <b@example.org>"));
        QCOMPARE(dsc.binaries,
                 (QStringList{QStringLiteral("sample"), QStringLiteral("sample-doc"), QStringLiteral("sample-data")}));
        QCOMPARE(dsc.architecture, QStringLiteral("any all"));
        QVERIFY(dsc.dgit.startsWith(QLatin1String("0123 ")));
        QVERIFY(!dsc.isSigned);
        QVERIFY(!dsc.weak);
        QCOMPARE(dsc.files.size(), 2);
        QCOMPARE(dsc.files[1].name, QStringLiteral("sample_1.0-2.debian.tar.xz"));
        QCOMPARE(dsc.files[1].size, 20);
        QCOMPARE(dsc.files[0].md5, md5A);
        QCOMPARE(dsc.files[0].sha1, sha1A);
        QCOMPARE(dsc.files[0].sha256, sha256A);
    }

    void armour()
    {
        QVERIFY(parseDsc(clearsigned(plain)).isSigned);
        QCOMPARE(codeOf("\n\n" + clearsigned(plain) + "\ntrailing text\n"), QStringLiteral("ok"));
        QByteArray crlf = clearsigned(plain);
        QCOMPARE(parseDsc(crlf.replace("\n", "\r\n")).files.size(), 2);
        QCOMPARE(codeOf("Source: other\n" + clearsigned(plain)), QStringLiteral("dsc.syntax"));
        QByteArray cut = clearsigned(plain);
        cut.truncate(cut.indexOf("-----END"));
        QCOMPARE(codeOf(cut), QStringLiteral("dsc.syntax"));
        cut.truncate(cut.indexOf("-----BEGIN PGP SIGNATURE"));
        QCOMPARE(codeOf(cut), QStringLiteral("dsc.syntax"));
        const ClearText escaped = stripClearsign(clearsigned("- -----BEGIN\n- - list\nx\n"));
        QCOMPARE(escaped.text, QByteArray("-----BEGIN\n- list\nx\n\n"));
        QVERIFY(!stripClearsign(clearsigned("-unescaped\n")).problem.isEmpty());
        QCOMPARE(stripClearsign("plain\n").text, QByteArray("plain\n"));
        QVERIFY(!stripClearsign("").isSigned);
    }

    void weak()
    {
        QByteArray old = plain;
        old.remove(old.indexOf("Checksums-Sha1"), old.indexOf("Files:") - old.indexOf("Checksums-Sha1"));
        old.remove(0, old.indexOf("Source:"));
        const Dsc dsc = parseDsc(old);
        QVERIFY(dsc.weak);
        QCOMPARE(dsc.format, QStringLiteral("1.0"));
        QCOMPARE(dsc.files.size(), 2);
        QVERIFY(dsc.files[0].sha256.isEmpty());
    }

    void noMd5List()
    {
        QByteArray modern = plain;
        modern.truncate(modern.indexOf("Files:"));
        QVERIFY(!parseDsc(modern).weak);
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QString>("code");
        const auto row = [](const char* name, const QByteArray& from, const QByteArray& to, const char* code) {
            QTest::newRow(name) << from << to << QString::fromLatin1(code);
        };
        row("no source", "Source: sample\n", "", "dsc.syntax");
        row("source is a path", "Source: sample", "Source: ../sample", "dsc.syntax");
        row("no version", "Version: 1:1.0-2\n", "", "dsc.syntax");
        row("version with a slash", "1:1.0-2", "1:1.0/2", "dsc.version");
        row("version from a letter", "1:1.0-2", "v1.0-2", "dsc.version");
        row("no field", "Architecture:", "Architecture", "dsc.syntax");
        row("field twice", "Architecture:", "Source:", "dsc.syntax");
        row("format", "3.0 (quilt)", "3.0 (../quilt)", "dsc.syntax");
        row("two stanzas", "Architecture:", "\nArchitecture:", "dsc.syntax");
        row("size differs", sha256A + " 10", sha256A + " 11", "dsc.files");
        row("huge size", sha256A + " 10", sha256A + " 99999999999999999999", "dsc.files");
        row("negative size", sha256A + " 10", sha256A + " -10", "dsc.files");
        row("file in one list only", ' ' + sha256A + " 10 sample_1.0.orig.tar.xz\n", "", "dsc.files");
        row("other file in one list", sha1A + " 10 sample_1.0.orig.tar.xz", sha1A + " 10 sample_1.0.orig.tar.gz",
            "dsc.files");
        row("same file twice", "sample_1.0.orig.tar.xz", "sample_1.0-2.debian.tar.xz", "dsc.files");
        row("no digest", md5A + " 10", QByteArray(32, 'z') + " 10", "dsc.files");
        row("short digest", sha1A + " 10", md5A + " 10", "dsc.files");
        row("file in a folder", "sample_1.0.orig.tar.xz", "x/sample_1.0.orig.tar.xz", "dsc.files");
        row("file above", "sample_1.0.orig.tar.xz", "../sample_1.0.orig.tar.xz", "dsc.files");
        row("hidden file", "sample_1.0.orig.tar.xz", ".sample_1.0.orig.tar.xz", "dsc.files");
        row("another package's file", "sample_1.0.orig.tar.xz", "simple_1.0.orig.tar.xz", "dsc.files");
        row("another version's file", "sample_1.0.orig.tar.xz", "sample_1.01.orig.tar.xz", "dsc.files");
        row("file without a list", plain.mid(plain.indexOf("Checksums-Sha1")), "", "dsc.files");
        row("empty list", "Files:\n", "Files:\n\n", "dsc.syntax");
        row("four words", "sample_1.0.orig.tar.xz", "sample_1.0.orig.tar.xz x", "dsc.files");
    }

    void refused()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QString, code);
        QVERIFY(plain.contains(from));
        QCOMPARE(codeOf(QByteArray(plain).replace(from, to)), code);
        QCOMPARE(codeOf(clearsigned(QByteArray(plain).replace(from, to))), code);
    }

    void nothing()
    {
        QCOMPARE(codeOf(""), QStringLiteral("dsc.syntax"));
        QCOMPARE(codeOf("<html>\n<title>404</title>\n"), QStringLiteral("dsc.syntax"));
        QCOMPARE(codeOf(QByteArray(17 * 1024 * 1024, ' ')), QStringLiteral("dsc.syntax"));
    }

    void realOnes_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("version");
        QTest::addColumn<bool>("native");
        QTest::newRow("quilt") << QStringLiteral("3.0 (quilt)") << QStringLiteral("1.0-1") << false;
        QTest::newRow("quilt, epoch") << QStringLiteral("3.0 (quilt)") << QStringLiteral("2:1.0~rc1-1") << false;
        QTest::newRow("native") << QStringLiteral("3.0 (native)") << QStringLiteral("1.0") << true;
    }

    // What dpkg-source wrote is read back: names, sizes and digests of the files that lie there.
    void realOnes()
    {
        QFETCH(QString, format);
        QFETCH(QString, version);
        QFETCH(bool, native);
        QTemporaryDir folder;
        test::SourcePackageRecipe recipe;
        recipe.version = version;
        recipe.format = format;
        if (!native) {
            recipe.upstream = {{QStringLiteral("README"), "read me\n"}};
            recipe.components = {{QStringLiteral("data"), {{QStringLiteral("file"), "data\n"}}}};
        }
        const QString path = test::buildSourcePackage(folder.path(), recipe);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const Dsc dsc = parseDsc(file.readAll());
        QCOMPARE(dsc.version, version);
        QCOMPARE(dsc.format, format);
        QCOMPARE(dsc.files.size(), native ? 1 : 3);
        for (const SourceFile& source : dsc.files) {
            QFile content(QFileInfo(path).path() + QLatin1Char('/') + source.name);
            QVERIFY2(content.open(QIODevice::ReadOnly), qPrintable(content.fileName()));
            const QByteArray bytes = content.readAll();
            QCOMPARE(source.size, bytes.size());
            QCOMPARE(source.md5, Digest::hex(Digest::Algorithm::Md5, bytes));
            QCOMPARE(source.sha1, Digest::hex(Digest::Algorithm::Sha1, bytes));
            QCOMPARE(source.sha256, Digest::hex(Digest::Algorithm::Sha256, bytes));
        }
    }

    void hostile()
    {
        QRandomGenerator random(13);
        const QByteArray whole = clearsigned(plain);
        for (int i = 0; i < 3000; ++i) {
            const QString code = codeOf(test::damaged(random, i % 2 == 0 ? plain : whole));
            QVERIFY2(code == QLatin1String("ok") || code.startsWith(QLatin1String("dsc.")), qPrintable(code));
        }
    }
};

QTEST_GUILESS_MAIN(TestDsc)
#include "tst_deb_dsc.moc"
