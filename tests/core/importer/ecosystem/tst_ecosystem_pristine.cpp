// SPDX-License-Identifier: GPL-3.0-or-later
// The pristine-tar branch: the tools a developer has make the archive's orig tarballs from it, bit by bit.
#include "core/base/digest.h"
#include "core/base/paths.h"
#include "tests/core/git/gitoracle.h"
#include "tests/core/importer/ecosystem/developer.h"
#include "tests/core/importer/realarchive.h"
#include "tests/support/sourcepackage.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

QByteArray sha256(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? Digest::hex(Digest::Algorithm::Sha256, file.readAll())
                                          : QByteArray(path.toUtf8());
}

SourcePackageRecipe recipe(const QString& version, const QString& compression)
{
    SourcePackageRecipe recipe;
    recipe.version = version;
    recipe.compression = compression;
    QByteArray text;
    for (int i = 0; i < 2000; ++i)
        text += "line " + QByteArray::number(i * i) + '\n';
    recipe.upstream = {{s("f"), version.toUtf8() + text},
                       {s("sub/.gitattributes"), "* text eol=lf ident export-subst\nx export-ignore\n"},
                       {s("sub/x"), "$Id$ $Format:%H$\r\n"},
                       {s("debian/upstream-has-one"), "x\n"}};
    recipe.files = {{s("debian/rules"), "#!/usr/bin/make -f\nclean:\n"}};
    return recipe;
}

Publication published(const QString& dsc)
{
    Publication publication{dsc};
    publication.pristineTar = true;
    return publication;
}

} // namespace

class TestEcosystemPristine : public QObject
{
    Q_OBJECT

private slots:
    void sameTarball_data();
    void sameTarball();
    void components();
    void signature();
    void sameIdsEverywhere();
    void onlyWhatIsNew();
    void failureIsAFlag();
    void otherTarballOfThatName();
    void realPackage();

private:
    QTemporaryDir m_folder;
    int m_count = 0;
    QString folder() { return m_folder.filePath(QString::number(++m_count)); }
};

void TestEcosystemPristine::sameTarball_data()
{
    QTest::addColumn<QString>("compression");
    QTest::addColumn<QString>("extension");
    QTest::newRow("gzip") << s("gzip") << s("gz");
    QTest::newRow("xz") << s("xz") << s("xz");
    QTest::newRow("bzip2") << s("bzip2") << s("bz2");
}

void TestEcosystemPristine::sameTarball()
{
    QFETCH(QString, compression);
    QFETCH(QString, extension);
    const QString here = folder();
    const QString dsc = buildSourcePackage(here, recipe(s("1.0-1"), compression));
    const QString name = s("sample_1.0.orig.tar.") + extension;
    PackageHistory history(here + s("/home"));
    const JobOutcome outcome = history.import({published(dsc)});
    QCOMPARE(outcome.failures.size(), 0);
    QCOMPARE(outcome.staged.constFirst().import->flags, QStringList());
    QCOMPARE(askGit(history.repository(), {s("fsck"), s("--strict")}).exitCode, 0);
    try {
        const Developer developer(here + s("/developer"));
        developer.clone(history.repository());
        QCOMPARE(developer.run({s("pristine-tar"), s("list")}), name.toUtf8());
        developer.run({s("pristine-tar"), s("checkout"), s("../") + name});
        QCOMPARE(sha256(developer.folder() + QLatin1Char('/') + name), sha256(here + QLatin1Char('/') + name));
        developer.run({s("pristine-tar"), s("verify"), here + QLatin1Char('/') + name});
        QVERIFY(QFile::remove(developer.folder() + QLatin1Char('/') + name));
        // gbp finds the tarball's compression by the branch and builds with the archive's own orig.
        developer.build({s("--git-pristine-tar")});
        QCOMPARE(sha256(developer.folder() + QLatin1Char('/') + name), sha256(here + QLatin1Char('/') + name));
    } catch (const Error& error) {
        QFAIL(error.what());
    }
}

void TestEcosystemPristine::components()
{
    const QString here = folder();
    SourcePackageRecipe made = recipe(s("1.0-1"), s("xz"));
    made.components = {{s("extra"), {{s("e/one"), "1\n"}}}, {s("more"), {{s("two"), "2\n"}}}};
    PackageHistory history(here + s("/home"));
    const JobOutcome outcome = history.import({published(buildSourcePackage(here, made))});
    QCOMPARE(outcome.staged.constFirst().import->flags, QStringList());
    try {
        const Developer developer(here + s("/developer"));
        developer.clone(history.repository());
        developer.run({s("gbp"), s("export-orig"), s("--pristine-tar"), s("--component=extra"), s("--component=more")});
        for (const QString& name :
             {s("sample_1.0.orig.tar.xz"), s("sample_1.0.orig-extra.tar.xz"), s("sample_1.0.orig-more.tar.xz")})
            QCOMPARE(sha256(developer.folder() + QLatin1Char('/') + name), sha256(here + QLatin1Char('/') + name));
    } catch (const Error& error) {
        QFAIL(error.what());
    }
}

void TestEcosystemPristine::signature()
{
    const QString here = folder();
    SourcePackageRecipe made = recipe(s("1.0-1"), s("xz"));
    buildSourcePackage(here, made);
    // dpkg-source takes a signature that lies beside the tarball into the source package.
    const QByteArray text = "-----BEGIN PGP SIGNATURE-----\n\nnot checked here\n-----END PGP SIGNATURE-----\n";
    writeFile(here + s("/sample_1.0.orig.tar.xz.asc"), text);
    PackageHistory history(here + s("/home"));
    const JobOutcome outcome = history.import({published(buildSourcePackage(here, made))});
    QCOMPARE(outcome.failures.size(), 0);
    QCOMPARE(history.git({s("ls-tree"), s("--name-only"), s("pristine-tar")}),
             QByteArray("sample_1.0.orig.tar.xz.asc\nsample_1.0.orig.tar.xz.delta\nsample_1.0.orig.tar.xz.id"));
    try {
        const Developer developer(here + s("/developer"));
        developer.clone(history.repository());
        developer.run({s("gbp"), s("export-orig"), s("--pristine-tar"), s("--upstream-signatures=on")});
        QFile file(developer.folder() + s("/sample_1.0.orig.tar.xz.asc"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), text);
    } catch (const Error& error) {
        QFAIL(error.what());
    }
}

void TestEcosystemPristine::sameIdsEverywhere()
{
    const QString here = folder();
    const QString dsc = buildSourcePackage(here, recipe(s("1.0-1"), s("gzip")));
    QByteArray refs;
    for (const char* home : {"/one", "/another home"}) {
        qputenv("TZ", home[1] == 'o' ? "Asia/Tokyo" : "America/Lima");
        PackageHistory history(here + s(home));
        history.import({published(dsc)});
        QVERIFY(history.refs().contains("refs/heads/pristine-tar"));
        QCOMPARE(history.refs(), refs.isEmpty() ? history.refs() : refs);
        refs = history.refs();
        QTest::qWait(1100); // a second later: times in the delta would differ
    }
    qunsetenv("TZ");
}

void TestEcosystemPristine::onlyWhatIsNew()
{
    const QString here = folder();
    const auto build = [&](const QString& version) {
        SourcePackageRecipe made = recipe(version, s("gzip"));
        made.changelog = changelogEntry(s("sample"), version);
        made.upstream[s("f")] = "the same in every revision " + version.section(QLatin1Char('-'), 0, 0).toUtf8();
        return buildSourcePackage(here, made);
    };
    const QString first = build(s("1.0-1"));
    const QString revision = build(s("1.0-2"));
    const QString next = build(s("1.1-1"));
    PackageHistory history(here + s("/home"));
    history.import({{first}}); // before the archive asked for the branch
    QVERIFY(history.commit(s("pristine-tar")).isEmpty());
    history.import({published(revision), published(next)});
    QCOMPARE(history.git({s("log"), s("--format=%s"), s("pristine-tar")}),
             QByteArray("pristine-tar data for sample_1.1.orig.tar.gz\npristine-tar data for sample_1.0.orig.tar.gz"));
    QCOMPARE(history.git({s("log"), s("--format=%an %cn %ad"), s("-1"), s("pristine-tar")}),
             history.git({s("log"), s("--format=%an %cn %ad"), s("-1"), s("upstream/1.1")}));
}

void TestEcosystemPristine::failureIsAFlag()
{
    // pristine-tar knows no .lzma.
    const QString here = folder();
    ensureFolder(here + s("/t/sample-1.0"));
    writeFile(here + s("/t/debian/changelog"), changelogEntry(s("sample"), s("1.0-1")));
    const auto tarOf = [&](const char* top) {
        return runProcessChecked({s("tar"), {s("-c"), s(top)}, {}, here + s("/t")}).output;
    };
    writeFile(here + s("/t/sample-1.0/f"), "f\n");
    const QByteArray lzma = runProcessChecked({s("xz"), {s("--format=lzma"), s("-c")}, tarOf("sample-1.0")}).output;
    const QString dsc = writeDsc(here, s("3.0 (quilt)"), s("1.0-1"),
                                 {{s("sample_1.0.orig.tar.lzma"), lzma},
                                  {s("sample_1.0-1.debian.tar.gz"), compressed(s("gzip"), tarOf("debian"))}});
    PackageHistory history(here + s("/home"));
    const JobOutcome outcome = history.import({published(dsc)});
    QCOMPARE(outcome.failures.size(), 0);
    const QString flags = outcome.staged.constFirst().import->flags.join(QLatin1Char(' '));
    QVERIFY2(flags.contains(s("pristine.failed: ")), qPrintable(flags));
    QVERIFY(history.commit(s("pristine-tar")).isEmpty());
    QVERIFY(!history.commit(s("debian/sid")).isEmpty());

    // Nor does a machine without it stop.
    const QByteArray path = qgetenv("PATH");
    QTemporaryDir tools;
    for (const char* name : {"git", "tar", "gzip", "xz", "sh", "dpkg-source"})
        QFile::link(s("/usr/bin/") + s(name), tools.filePath(s(name)));
    const QString plain = buildSourcePackage(here + s("/plain"), recipe(s("1.0-1"), s("gzip")));
    PackageHistory without(here + s("/without"));
    qputenv("PATH", tools.path().toUtf8());
    const JobOutcome bare = without.import({published(plain)});
    qputenv("PATH", path);
    QCOMPARE(bare.failures.size(), 0);
    QVERIFY(
        bare.staged.constFirst().import->flags.join(QLatin1Char(' ')).contains(s("pristine.failed: internal.tool")));
}

void TestEcosystemPristine::otherTarballOfThatName()
{
    // importer.md c53: two archives, one upstream version, two tarballs. The branch has room for one.
    const QString here = folder();
    const QString debian = buildSourcePackage(here + s("/debian"), recipe(s("1.0-1"), s("gzip")));
    SourcePackageRecipe other = recipe(s("1.0-1ubuntu1"), s("gzip"));
    other.upstream[s("f")] = "another\n";
    const QString ubuntu = buildSourcePackage(here + s("/ubuntu"), other);
    PackageHistory history(here + s("/home"));
    Publication second = published(ubuntu);
    second.vendor = s("ubuntu");
    second.archiveRank = 1;
    const JobOutcome outcome = history.import({published(debian), second});
    QCOMPARE(outcome.failures.size(), 0);
    QVERIFY(outcome.staged.constLast().import->flags.contains(s("pristine.other: sample_1.0.orig.tar.gz")));
    QCOMPARE(history.git({s("rev-list"), s("--count"), s("pristine-tar")}), QByteArray("1"));
}

void TestEcosystemPristine::realPackage()
{
    try {
        const QString here = folder();
        const RealArchive archive(here + s("/cache"), {s("dash"), s("hello")});
        for (const QString& package : {s("dash"), s("hello")}) {
            const QString files = here + QLatin1Char('/') + package;
            const QString dsc = archive.fetch(package, files);
            PackageHistory history(files + s("/home"), package);
            const JobOutcome outcome = history.import({published(dsc)});
            QCOMPARE(outcome.failures.size(), 0);
            const Developer developer(files + s("/developer"));
            developer.clone(history.repository());
            developer.run({s("gbp"), s("export-orig"), s("--pristine-tar"), s("--upstream-tag=upstream/%(version)s")});
            const QStringList origs = QDir(files).entryList({s("*.orig.tar.?z*")}, QDir::Files);
            QVERIFY(!origs.isEmpty());
            for (const QString& name : origs) {
                if (!name.endsWith(s(".asc")))
                    QCOMPARE(sha256(developer.folder() + QLatin1Char('/') + name),
                             sha256(files + QLatin1Char('/') + name));
            }
        }
    } catch (const Error& error) {
        if (RealArchive::lacks(error))
            QSKIP(error.what());
        QFAIL(error.what());
    }
}

QTEST_GUILESS_MAIN(TestEcosystemPristine)
#include "tst_ecosystem_pristine.moc"
