// SPDX-License-Identifier: GPL-3.0-or-later
// Files that an archive lacks are looked for on its mirrors (importer.md c57), and what an archive's policy does not
// accept (c16, c17) fails with advice. The real programs, servers on 127.0.0.1.
#include "core/base/process.h"
#include "tests/core/unpack/oracle.h"
#include "tests/fault/home.h"
#include "tests/fault/samplearchive.h"
#include "tests/support/sourcepackage.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

QJsonObject onlyPackage(const CtlResult& result)
{
    return result.json()[QLatin1String("packages")].toArray().at(0).toObject();
}

QString codeOf(const CtlResult& result)
{
    return onlyPackage(result)[QLatin1String("failure")].toObject()[QLatin1String("code")].toString();
}

} // namespace

class TestFaultMirrors : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { QCOMPARE(m_home->disorder(), QStringList()); }
    void c57_missingFileComesFromAMirror();
    void c57_wrongFileComesFromAMirror();
    void c57_mirrorsAreAskedInTheirOrder();
    void c57_everyPlaceIsInTheEvidence();
    void c57_mirrorsAreListedAndForgotten();
    void c57_noAddressIsRefused();
    void aptsProxyIsUsed();
    void c16_weakDigestsByPolicy();
    void c17_zstByPolicy();

private:
    void set(const QStringList& options) const
    {
        const CtlResult result = m_home->ctl(QStringList{s("archive"), s("set"), s("sample")} + options);
        QVERIFY2(result.exitCode == 0, result.errors.constData());
    }
    QJsonObject archive() const
    {
        const CtlResult result = m_home->ctl({s("archive"), s("list"), s("--json")});
        return QJsonDocument::fromJson(result.output).array().at(0).toObject();
    }
    CtlResult import(const char* package) const { return m_home->ctl({s("import"), s("--json"), s(package)}); }
    static QString uri(const HttpServer& server) { return server.url(s("/")).toString(); }

    const QString m_file = SampleArchive::poolPath(s("beta_1.tar.xz"));
    std::unique_ptr<SampleArchive> m_archive;
    std::unique_ptr<HttpServer> m_mirror; ///< has the same files
    std::unique_ptr<HttpServer> m_second;
    std::unique_ptr<Home> m_home;
};

void TestFaultMirrors::init()
{
    if (!m_archive)
        m_archive = std::make_unique<SampleArchive>();
    m_archive->server.heal();
    m_mirror = std::make_unique<HttpServer>(m_archive->archive.folder());
    m_second = std::make_unique<HttpServer>(m_archive->archive.folder());
    m_home = std::make_unique<Home>();
    const CtlResult added = m_home->addArchive(m_archive->uri(), m_archive->archive.keyring());
    QVERIFY2(added.exitCode == 0, added.errors.constData());
}

void TestFaultMirrors::c57_missingFileComesFromAMirror()
{
    m_archive->server.fail(m_file, {.status = 404});
    QCOMPARE(codeOf(import("beta")), s("archive.missing"));
    set({s("--mirror"), uri(*m_mirror)});
    const CtlResult result = import("beta");
    QVERIFY2(result.exitCode == 0, result.output.constData());
    QCOMPARE(onlyPackage(result)[QLatin1String("imports")].toArray().size(), 2);
    // Only what is missing is asked for there.
    QCOMPARE(m_mirror->hits(m_file), 1);
    QCOMPARE(m_mirror->seen().size(), 1);
}

/// The archive's host does not exist: whoever went there directly, for an index or for a file, would fail.
void TestFaultMirrors::aptsProxyIsUsed()
{
    Home home;
    QFile apt(home.path(s("apt.conf")));
    QVERIFY(apt.open(QIODevice::WriteOnly));
    apt.write("Acquire::http::Proxy \"" + m_archive->uri().toUtf8() + "\";\n");
    apt.close();
    const CtlResult added = home.addArchive(s("http://archive.invalid/"), m_archive->archive.keyring());
    QVERIFY2(added.exitCode == 0, added.errors.constData());
    const CtlResult result = home.ctl({s("import"), s("--json"), s("beta")});
    QVERIFY2(result.exitCode == 0, result.output.constData());
    QCOMPARE(home.disorder(), QStringList());
}

void TestFaultMirrors::c57_wrongFileComesFromAMirror()
{
    QFile file(m_archive->poolFile(s("beta_1.tar.xz")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_archive->server.fail(m_file, {.status = 200, .body = QByteArray(file.size(), 'x')});
    set({s("--mirror"), uri(*m_mirror)});
    const CtlResult result = import("beta");
    QVERIFY2(result.exitCode == 0, result.output.constData());
    QCOMPARE(m_mirror->hits(m_file), 1);
    QVERIFY(onlyPackage(result)[QLatin1String("failure")].isNull());
}

void TestFaultMirrors::c57_mirrorsAreAskedInTheirOrder()
{
    m_archive->server.fail(m_file, {.status = 410});
    m_mirror->fail(m_file, {.status = 404});
    set({s("--mirror"), uri(*m_mirror), s("--mirror"), uri(*m_second)});
    const CtlResult result = import("beta");
    QVERIFY2(result.exitCode == 0, result.output.constData());
    QCOMPARE(m_mirror->hits(m_file), 1);
    QCOMPARE(m_second->hits(m_file), 1);
}

void TestFaultMirrors::c57_everyPlaceIsInTheEvidence()
{
    m_archive->server.fail(m_file, {.status = 404});
    m_mirror->fail(m_file, {.status = 404});
    m_second->fail(m_file, {.status = 200, .body = "something else"});
    set({s("--mirror"), uri(*m_mirror), s("--mirror"), uri(*m_second)});
    const CtlResult result = import("beta");
    // The archive's own answer is what is wrong.
    QCOMPARE(codeOf(result), s("archive.missing"));
    const QJsonObject evidence =
        onlyPackage(result)[QLatin1String("failure")].toObject()[QLatin1String("evidence")].toObject();
    QCOMPARE(evidence[QLatin1String("url")].toString(), m_archive->server.url(m_file).toString());
    QStringList urls;
    QStringList codes;
    for (const QJsonValue& value : evidence[QLatin1String("tried")].toArray()) {
        urls.append(value.toObject()[QLatin1String("url")].toString());
        codes.append(value.toObject()[QLatin1String("code")].toString());
        QVERIFY(!value.toObject()[QLatin1String("message")].toString().isEmpty());
    }
    // A wrong file is asked for once more: a cache on the way may have been the culprit.
    QCOMPARE(urls, QStringList({m_archive->server.url(m_file).toString(), m_mirror->url(m_file).toString(),
                                m_second->url(m_file).toString(), m_second->url(m_file).toString()}));
    QCOMPARE(codes,
             QStringList({s("archive.missing"), s("archive.missing"), s("archive.checksum"), s("archive.checksum")}));
    const CtlResult shown = m_home->ctl({s("show"), s("beta")});
    QVERIFY(shown.output.contains(m_second->url(m_file).toEncoded()));
}

void TestFaultMirrors::c57_mirrorsAreListedAndForgotten()
{
    set({s("--mirror"), uri(*m_mirror), s("--mirror"), uri(*m_second)});
    QCOMPARE(archive()[QLatin1String("mirrors")].toArray(), QJsonArray({uri(*m_mirror), uri(*m_second)}));
    set({s("--pristine-tar")}); // says nothing about them
    QCOMPARE(archive()[QLatin1String("mirrors")].toArray().size(), 2);
    set({s("--mirror"), uri(*m_second)});
    QCOMPARE(archive()[QLatin1String("mirrors")].toArray(), QJsonArray({uri(*m_second)}));
    set({s("--no-mirror")});
    QCOMPARE(archive()[QLatin1String("mirrors")].toArray(), QJsonArray());
    QCOMPARE(archive()[QLatin1String("pristine_tar")].toBool(), true);
    const CtlResult events = m_home->ctl({s("events")});
    QVERIFY(events.output.contains("looked for at " + uri(*m_mirror).toUtf8()));
}

void TestFaultMirrors::c57_noAddressIsRefused()
{
    for (const char* mirror : {"snapshot", "ftp://127.0.0.1/x", "ext::sh -c id"}) {
        const CtlResult result = m_home->ctl({s("archive"), s("set"), s("sample"), s("--mirror"), s(mirror)});
        QCOMPARE(result.exitCode, 2);
        QCOMPARE(result.errorLines().size(), 1);
    }
    const CtlResult both =
        m_home->ctl({s("archive"), s("set"), s("sample"), s("--mirror"), s("http://127.0.0.1/"), s("--no-mirror")});
    QCOMPARE(both.exitCode, 2);
    QCOMPARE(archive()[QLatin1String("mirrors")].toArray(), QJsonArray());
}

void TestFaultMirrors::c16_weakDigestsByPolicy()
{
    // Uploads of old times: MD5 alone.
    const QTemporaryDir folder;
    const auto build = [&](const char* version, bool weak) {
        SourcePackageRecipe recipe;
        recipe.name = s("delta");
        recipe.version = s(version);
        recipe.format = s("3.0 (native)");
        const QString dsc = buildSourcePackage(folder.filePath(s(version)), recipe);
        QFile file(dsc);
        if (!weak || !file.open(QIODevice::ReadOnly))
            return dsc;
        QByteArray text = file.readAll();
        file.close();
        const qsizetype begin = text.indexOf("Checksums-Sha1:");
        text.remove(begin, text.indexOf("Files:") - begin);
        writeFile(dsc, text);
        return dsc;
    };
    const auto import = [&](const QString& dsc) {
        return m_home->ctl({s("import"), s("--json"), s("--vendor"), s("debian"), s("--dsc"), dsc});
    };
    QCOMPARE(archive()[QLatin1String("weak_digests")].toBool(), true);
    QCOMPARE(import(build("1", true)).exitCode, 0);
    QCOMPARE(m_home->value(s("SELECT flags_json FROM import")), s("[\"weak\"]"));
    // The archive that local uploads are recorded in has a policy like every other.
    const QStringList setLocal{s("archive"), s("set"), s("local-debian")};
    QCOMPARE(m_home->ctl(setLocal + QStringList{s("--no-weak-digests")}).exitCode, 0);
    const QString weak = build("2", true);
    const CtlResult refused = import(weak);
    QVERIFY2(refused.exitCode != 0, refused.output + refused.errors);
    QCOMPARE(codeOf(refused), s("archive.weak"));
    const QJsonObject failure = onlyPackage(refused)[QLatin1String("failure")].toObject();
    QVERIFY(failure[QLatin1String("advice")].toString().contains(s("--weak-digests")));
    QVERIFY(failure[QLatin1String("message")].toString().contains(s("MD5")));
    QCOMPARE(m_home->ctl(setLocal + QStringList{s("--weak-digests")}).exitCode, 0);
    QCOMPARE(import(weak).exitCode, 0);
    QCOMPARE(m_home->ctl(setLocal + QStringList{s("--no-weak-digests")}).exitCode, 0);
    QCOMPARE(import(build("3", false)).exitCode, 0);
}

void TestFaultMirrors::c17_zstByPolicy()
{
    const QTemporaryDir folder;
    SourcePackageRecipe recipe;
    recipe.name = s("sample");
    recipe.version = s("1.0");
    recipe.format = s("3.0 (native)");
    // dpkg-source of Debian 12 does not make such a tarball.
    const QString built = buildSourcePackage(folder.filePath(s("built")), recipe);
    QFile tar(QFileInfo(built).path() + s("/sample_1.0.tar.xz"));
    QVERIFY(tar.open(QIODevice::ReadOnly));
    const QByteArray plain = millrace::runProcessChecked({s("xz"), {s("-dc")}, tar.readAll()}).output;
    const QString dsc = writeDsc(folder.filePath(s("zst")), s("3.0 (native)"), s("1.0"),
                                 {{s("sample_1.0.tar.zst"), compressed(s("zstd"), plain)}});
    const auto importLocal = [&](const QString& path) {
        return m_home->ctl({s("import"), s("--json"), s("--vendor"), s("debian"), s("--dsc"), path});
    };
    recipe.name = s("other");
    QCOMPARE(importLocal(buildSourcePackage(folder.filePath(s("other")), recipe)).exitCode, 0);
    const QStringList setLocal{s("archive"), s("set"), s("local-debian")};
    QCOMPARE(m_home->ctl(setLocal + QStringList{s("--no-zst")}).exitCode, 0);
    const CtlResult refused = importLocal(dsc);
    QVERIFY2(codeOf(refused) == s("dsc.compression"), refused.output + refused.errors);
    QCOMPARE(m_home->ctl(setLocal + QStringList{s("--zst")}).exitCode, 0);
    const CtlResult accepted = importLocal(dsc);
    QVERIFY2(accepted.exitCode == 0, accepted.output + accepted.errors);
    QCOMPARE(
        onlyPackage(accepted)[QLatin1String("imports")].toArray().at(0).toObject()[QLatin1String("flags")].toArray(),
        QJsonArray({s("zst")}));
}

QTEST_GUILESS_MAIN(TestFaultMirrors)
#include "tst_fault_mirrors.moc"
