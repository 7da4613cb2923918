// SPDX-License-Identifier: GPL-3.0-or-later
// Archives that are away, lie, or lack files: one clear error each, what is good is imported, and nothing is lost.
#include "tests/fault/home.h"
#include "tests/fault/samplearchive.h"
#include "tests/support/sourcepackage.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTest>

using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

QJsonObject package(const QJsonObject& report, const char* name)
{
    for (const QJsonValue& value : report[QLatin1String("packages")].toArray()) {
        if (value.toObject()[QLatin1String("package")].toString() == QLatin1String(name))
            return value.toObject();
    }
    return {};
}

bool isHex(const QJsonValue& value, qsizetype length)
{
    static const QRegularExpression hex(s("^[0-9a-f]*$"));
    return value.toString().size() == length && hex.match(value.toString()).hasMatch();
}

} // namespace

class TestFaultArchive : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_archive = std::make_unique<SampleArchive>(); }
    void cleanup();
    void missingFile();
    void reportOfAnImport();
    void unknownPackage();
    void unknownSuite();
    void unreachable();
    void unreachableLater();
    void wrongSignature();
    void alteredIndex();
    void alteredFile();
    void truncatedTarball();
    void notFoundIsRetriedAfterwards();

private:
    void add() const
    {
        const CtlResult added = m_home->addArchive(m_archive->uri(), m_archive->archive.keyring());
        QVERIFY2(added.exitCode == 0, added.errors.constData());
    }
    CtlResult import(const QStringList& packages) const
    {
        return m_home->ctl(QStringList{s("import"), s("--json")} + packages);
    }
    /// A refusal: one line, the given exit code, and the given words in it.
    static void refused(const CtlResult& result, int exitCode, const char* words)
    {
        QVERIFY2(result.exitCode == exitCode, QByteArray::number(result.exitCode) + ' ' + result.errors);
        QVERIFY2(result.errorLines().size() == 1, result.errors.constData());
        QVERIFY2(result.errorLines().constFirst().contains(s(words)), result.errors.constData());
        QVERIFY2(result.errorLines().constFirst().contains(QLatin1String("; ")), result.errors.constData()); // advice
    }

    std::unique_ptr<SampleArchive> m_archive;
    std::unique_ptr<Home> m_home = std::make_unique<Home>();
};

void TestFaultArchive::cleanup()
{
    if (QFile::exists(m_home->store()))
        QCOMPARE(m_home->disorder(), QStringList());
    m_home = std::make_unique<Home>();
}

void TestFaultArchive::missingFile()
{
    QVERIFY(QFile::remove(m_archive->poolFile(s("alpha_2.0-1.debian.tar.xz"))));
    add();
    const CtlResult result = import({s("alpha"), s("beta")});
    QCOMPARE(result.exitCode, 3);
    const QJsonObject alpha = package(result.json(), "alpha");
    QStringList versions;
    for (const QJsonValue& value : alpha[QLatin1String("imports")].toArray())
        versions.append(value.toObject()[QLatin1String("version")].toString());
    versions.sort();
    QCOMPARE(versions, QStringList({s("1.0-1"), s("1.0-1+deb12u1")}));
    const QJsonObject failure = alpha[QLatin1String("failure")].toObject();
    QCOMPARE(failure[QLatin1String("class")].toString(), s("archive"));
    QCOMPARE(failure[QLatin1String("code")].toString(), s("archive.missing"));
    QCOMPARE(failure[QLatin1String("phase")].toString(), s("fetch"));
    QCOMPARE(failure[QLatin1String("version")].toString(), s("2.0-1"));
    QVERIFY(failure[QLatin1String("id")].toInt() > 0);
    QVERIFY(isHex(failure[QLatin1String("signature")], 16));
    QVERIFY(!failure[QLatin1String("message")].toString().isEmpty());
    QVERIFY(QString::fromUtf8(QJsonDocument(failure[QLatin1String("evidence")].toObject()).toJson())
                .contains(m_archive->server.url(SampleArchive::poolPath(s("alpha_2.0-1.debian.tar.xz"))).toString()));
    const QJsonArray trace = failure[QLatin1String("trace")].toArray();
    QVERIFY(trace.size() >= 3);
    for (const QJsonValue& frame : trace) {
        QVERIFY(!frame.toObject()[QLatin1String("function")].toString().isEmpty());
        QVERIFY(frame.toObject()[QLatin1String("file")].toString().endsWith(QLatin1String(".cpp")));
        QVERIFY(frame.toObject()[QLatin1String("line")].toInt() > 0);
        QVERIFY(!frame.toObject()[QLatin1String("what")].toString().isEmpty());
        QVERIFY(frame.toObject()[QLatin1String("values")].isObject());
    }
    const QJsonObject beta = package(result.json(), "beta");
    QCOMPARE(beta[QLatin1String("state")].toString(), s("ok"));
    QVERIFY(beta[QLatin1String("failure")].isNull());

    // The failure can be looked at, by all the ways there are.
    const QString id = QString::number(failure[QLatin1String("id")].toInt());
    const CtlResult shown = m_home->ctl({s("show"), s("failure"), id});
    QCOMPARE(shown.exitCode, 0);
    QVERIFY(shown.output.contains("archive.missing"));
    const QJsonArray listed = QJsonDocument::fromJson(m_home->ctl({s("failures"), s("--json")}).output).array();
    QCOMPARE(listed.size(), 1);
    for (const char* field : {"id", "package", "version", "class", "code", "message", "signature", "state",
                              "auto_retries", "first_at", "last_at", "next_retry_at"})
        QVERIFY2(listed.at(0).toObject().contains(QLatin1String(field)), field);
}

void TestFaultArchive::reportOfAnImport()
{
    add();
    const CtlResult result = import({s("alpha")});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.errorLines(), QStringList());
    QVERIFY(result.json()[QLatin1String("seconds")].toDouble() > 0);
    const QJsonObject alpha = package(result.json(), "alpha");
    QVERIFY(alpha[QLatin1String("repository")].toString().endsWith(QLatin1String("/alpha.git")));
    QVERIFY(alpha[QLatin1String("failure")].isNull());
    const QJsonObject first = alpha[QLatin1String("imports")].toArray().at(0).toObject();
    QCOMPARE(first[QLatin1String("version")].toString(), s("1.0-1"));
    QJsonArray suites = first[QLatin1String("suites")].toArray();
    QCOMPARE(suites.size(), 2);
    QCOMPARE(first[QLatin1String("format")].toString(), s("3.0 (quilt)"));
    QCOMPARE(first[QLatin1String("engine")].toInt(), 1);
    QCOMPARE(first[QLatin1String("kind")].toString(), s("synth"));
    QVERIFY(isHex(first[QLatin1String("commit")], 40));
    QVERIFY(isHex(first[QLatin1String("tree")], 40));
    QCOMPARE(first[QLatin1String("tag")].toString(), s("debian/1.0-1"));
    QVERIFY(first[QLatin1String("branches")].toArray().contains(s("debian/sid")));
    QVERIFY(isHex(first[QLatin1String("parents")].toArray().at(0), 40));
    QCOMPARE(first[QLatin1String("upstream")].toString(), s("upstream/1.0"));
    QVERIFY(first[QLatin1String("empty_directories")].isArray());
    QVERIFY(first[QLatin1String("flags")].isArray());
    QVERIFY(first[QLatin1String("seconds")].isDouble());
}

void TestFaultArchive::unknownPackage()
{
    add();
    const CtlResult alone = import({s("nosuch")});
    refused(alone, 1, "nosuch");
    const CtlResult beside = import({s("nosuch"), s("beta")});
    refused(beside, 3, "nosuch");
    QCOMPARE(package(beside.json(), "beta")[QLatin1String("state")].toString(), s("ok"));
    QVERIFY(package(beside.json(), "nosuch")[QLatin1String("imports")].toArray().isEmpty());
}

void TestFaultArchive::unknownSuite()
{
    add();
    refused(import({s("beta"), s("--suite"), s("nosuch")}), 2, "nosuch");
    QCOMPARE(m_home->repositories(), QStringList());
}

void TestFaultArchive::unreachable()
{
    QTcpServer closed; // a port that was ours and that nobody listens on any more
    QVERIFY(closed.listen(QHostAddress::LocalHost));
    const QString uri = s("http://127.0.0.1:%1/").arg(closed.serverPort());
    closed.close();
    QCOMPARE(m_home->addArchive(uri, m_archive->archive.keyring()).exitCode, 0);
    const CtlResult result = import({s("alpha")});
    refused(result, 1, "127.0.0.1");
    QVERIFY(m_home->ctl({s("archive"), s("test"), s("sample")}).exitCode == 1);
}

void TestFaultArchive::unreachableLater()
{
    add();
    QCOMPARE(import({s("beta")}).exitCode, 0);
    const QByteArray refs = m_home->refs();
    m_archive->server.fail(s("*"), {.status = 503});
    const CtlResult polled = m_home->ctl({s("poll")});
    QVERIFY(polled.exitCode == 1);
    QVERIFY(!polled.errorLines().isEmpty());
    QCOMPARE(m_home->refs(), refs);
    QCOMPARE(m_home->value(s("SELECT count(*) FROM publication WHERE removed_at IS NOT NULL AND removed_at > 0")),
             s("0"));
    m_archive->server.heal();
    QCOMPARE(m_home->ctl({s("poll")}).exitCode, 0);
}

void TestFaultArchive::wrongSignature()
{
    m_archive->archive.signWithOtherKey();
    m_archive->archive.publish();
    add();
    const CtlResult result = import({s("alpha")});
    refused(result, 1, "sign");
    QCOMPARE(m_home->value(s("SELECT count(*) FROM publication")), s("0"));
    QCOMPARE(m_home->repositories(), QStringList());
}

void TestFaultArchive::alteredIndex()
{
    // A signed Release, and an index that is not the one it names.
    for (const char* suite : {"sid", "bookworm"}) {
        const QString folder = m_archive->archive.folder() + s("/dists/%1/main/source").arg(s(suite));
        for (const QString& name : {s("/Sources"), s("/Sources.xz")}) {
            QFile file(folder + name);
            QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(file.size() / 2) && file.putChar('#'));
        }
        QVERIFY(QDir(folder + s("/by-hash")).removeRecursively());
    }
    add();
    refused(import({s("alpha")}), 1, "Sources");
    QCOMPARE(m_home->value(s("SELECT count(*) FROM publication")), s("0"));
}

void TestFaultArchive::alteredFile()
{
    QFile file(m_archive->poolFile(s("beta_2.tar.xz")));
    QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(file.size() / 2) && file.putChar('#'));
    file.close();
    add();
    const CtlResult result = import({s("beta")});
    QCOMPARE(result.exitCode, 3);
    const QJsonObject failure = package(result.json(), "beta")[QLatin1String("failure")].toObject();
    QCOMPARE(failure[QLatin1String("class")].toString(), s("archive"));
    QVERIFY(failure[QLatin1String("code")].toString() != s("archive.missing"));
    QVERIFY(failure[QLatin1String("message")].toString().contains(s("beta_2.tar.xz")));
    // What came before it is there, and what was wrong is not kept.
    QCOMPARE(package(result.json(), "beta")[QLatin1String("imports")].toArray().size(), 1);
    QVERIFY(!m_home->refs().contains("refs/tags/debian/2\n"));
}

void TestFaultArchive::truncatedTarball()
{
    // Truncated before it was uploaded: every checksum is right, the content is not.
    const QTemporaryDir folder;
    SourcePackageRecipe recipe;
    recipe.name = s("cut");
    recipe.version = s("1");
    recipe.format = s("3.0 (native)");
    recipe.compression = s("gzip");
    recipe.files = {{s("big"), QByteArray("some text that compresses well enough\n").repeated(2000)}};
    const QString dsc = buildSourcePackage(folder.path(), recipe);
    const QString tarball = folder.filePath(s("cut_1.tar.gz"));
    QVERIFY(QFile::resize(tarball, QFileInfo(tarball).size() / 2));
    QFile file(tarball);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    const auto hex = [&](QCryptographicHash::Algorithm algorithm) {
        return QString::fromLatin1(QCryptographicHash::hash(bytes, algorithm).toHex());
    };
    QFile text(dsc);
    QVERIFY(text.open(QIODevice::ReadOnly));
    QString rewritten;
    for (const QString& line : QString::fromUtf8(text.readAll()).split(QLatin1Char('\n'))) {
        const QStringList words = line.simplified().split(QLatin1Char(' '));
        if (words.value(2) != QLatin1String("cut_1.tar.gz")) {
            rewritten += line + QLatin1Char('\n');
            continue;
        }
        const auto algorithm = words.at(0).size() == 32   ? QCryptographicHash::Md5
                               : words.at(0).size() == 40 ? QCryptographicHash::Sha1
                                                          : QCryptographicHash::Sha256;
        rewritten += s(" %1 %2 cut_1.tar.gz\n").arg(hex(algorithm)).arg(bytes.size());
    }
    text.close();
    QVERIFY(text.open(QIODevice::WriteOnly | QIODevice::Truncate));
    text.write(rewritten.trimmed().toUtf8() + '\n');
    text.close();
    m_archive->archive.add(dsc);
    m_archive->archive.publish();
    add();
    const CtlResult result = import({s("cut"), s("beta")});
    QCOMPARE(result.exitCode, 3);
    const QJsonObject failure = package(result.json(), "cut")[QLatin1String("failure")].toObject();
    QCOMPARE(failure[QLatin1String("class")].toString(), s("unpack"));
    QCOMPARE(failure[QLatin1String("phase")].toString(), s("unpack"));
    QCOMPARE(package(result.json(), "cut")[QLatin1String("state")].toString(), s("held"));
    QCOMPARE(package(result.json(), "beta")[QLatin1String("state")].toString(), s("ok"));
}

void TestFaultArchive::notFoundIsRetriedAfterwards()
{
    const QString path = m_archive->poolFile(s("beta_2.tar.xz"));
    QVERIFY(QFile::rename(path, path + s(".away")));
    add();
    QCOMPARE(import({s("beta")}).exitCode, 3);
    QVERIFY(QFile::rename(path + s(".away"), path));
    // cli.md: applied, it is what the preview said, and the event.
    QStringList promised = m_home->ctl({s("retry"), s("beta"), s("--dry-run"), s("--json")}).json().keys();
    QVERIFY(promised.contains(s("forecast")));
    const CtlResult retried = m_home->ctl({s("retry"), s("beta"), s("--yes"), s("--json")});
    QVERIFY2(retried.exitCode == 0, retried.errors.constData());
    promised.append(s("event"));
    promised.sort();
    QCOMPARE(retried.json().keys(), promised);
    const CtlResult again = import({s("beta")});
    QCOMPARE(again.exitCode, 0);
    QCOMPARE(package(again.json(), "beta")[QLatin1String("state")].toString(), s("ok"));
    QCOMPARE(package(again.json(), "beta")[QLatin1String("imports")].toArray().size(), 2);
}

QTEST_GUILESS_MAIN(TestFaultArchive)
#include "tst_fault_archive.moc"
