// SPDX-License-Identifier: GPL-3.0-or-later
// Who, when and what an import's commits and tags say (importer.md b2, b3, b7), as git reads them.
#include "core/base/digest.h"
#include "core/importer/identity.h"
#include "core/importer/upstream.h"
#include "tests/core/importer/packagehistory.h"
#include "tests/support/sourcepackage.h"

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

QByteArray sha256(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? Digest::hex(Digest::Algorithm::Sha256, file.readAll()) : QByteArray();
}

} // namespace

class TestImporterCommits : public QObject
{
    Q_OBJECT

private slots:
    void messages();
    void commitAsGitReadsIt();
    void tagsAsGitReadsThem();
    void epochsAndTildes();
    void upstreamIdIsOfTheTarballs();

private:
    QString build(const SourcePackageRecipe& recipe)
    {
        return buildSourcePackage(m_folder.filePath(QString::number(++m_count)), recipe);
    }
    SourcePackageRecipe recipe() const
    {
        SourcePackageRecipe sample;
        sample.upstream = {{s("README"), "hello\n"}};
        return sample;
    }

    QTemporaryDir m_folder;
    int m_count = 0;
};

void TestImporterCommits::messages()
{
    QCOMPARE(importer::commitMessage(s("hello"), s("2.10-3"), s("debian"), "  * One.\n  * Two.\n", s("abc"), s("def")),
             QByteArray("hello 2.10-3 (debian)\n\n  * One.\n  * Two.\n\nDsc-Sha256: abc\nUpstream-Id: def\n"));
    QCOMPARE(importer::commitMessage(s("hello"), s("2"), s("debian"), "", s("abc"), {}),
             QByteArray("hello 2 (debian)\n\nDsc-Sha256: abc\n"));
    QCOMPARE(importer::commitMessage(s("hello"), s("2"), s("debian"), QByteArray("a\0b\xe9\n", 5), s("abc"), {}),
             QByteArray("hello 2 (debian)\n\nab\xc3\xa9\n\nDsc-Sha256: abc\n"));
}

void TestImporterCommits::commitAsGitReadsIt()
{
    PackageHistory history(m_folder.filePath(s("read")));
    const QString dsc = build(recipe());
    QCOMPARE(history.import({{dsc}}).failures.size(), 0);
    const auto show = [&](const char* format) {
        return history.git({s("log"), s("-n1"), QLatin1String("--format=") + s(format), s("debian/sid")});
    };
    QCOMPARE(show("%an <%ae> %ad%n%cn <%ce> %cd%n%s"),
             QByteArray("Ada Example <ada@example.org> Mon Jan 6 10:00:00 2020 +0100\n"
                        "Millrace Importer <importer@millrace.invalid> Mon Jan 6 10:00:00 2020 +0100\n"
                        "sample 1.0-1 (debian)"));
    QCOMPARE(show("%(trailers:key=Dsc-Sha256,valueonly)"), sha256(dsc));
    QCOMPARE(QString::fromUtf8(show("%(trailers:key=Upstream-Id,valueonly)")), history.upstreams.constFirst().id);
    QVERIFY(show("%b").contains("* Change."));
    QVERIFY(!show("%B").contains("sid")); // a commit may be shared by suites
}

void TestImporterCommits::tagsAsGitReadsThem()
{
    PackageHistory history(m_folder.filePath(s("tags")));
    history.import({{build(recipe())}});
    QCOMPARE(history.git({s("for-each-ref"),
                          s("--format=%(refname) %(objecttype) %(taggername) %(taggeremail) "
                            "%(taggerdate:raw) %(*objecttype)"),
                          s("refs/tags")}),
             QByteArray("refs/tags/debian/1.0-1 tag Millrace Importer <importer@millrace.invalid> 1578301200 +0100 "
                        "commit\n"
                        "refs/tags/upstream/1.0 tag Millrace Importer <importer@millrace.invalid> 1578301200 +0100 "
                        "commit"));
    QCOMPARE(history.git({s("for-each-ref"), s("--format=%(refname)"), s("refs/heads"), s("refs/importer")}),
             QByteArray("refs/heads/debian/sid\nrefs/heads/upstream/debian\nrefs/importer/good/debian/sid"));
    QCOMPARE(history.commit(s("refs/tags/debian/1.0-1")), history.commit(s("refs/heads/debian/sid")));
    QCOMPARE(history.commit(s("refs/tags/upstream/1.0")), history.commit(s("refs/heads/upstream/debian")));
    QCOMPARE(history.git({s("ls-tree"), s("--name-only"), s("upstream/1.0")}), QByteArray("README"));
}

void TestImporterCommits::epochsAndTildes()
{
    PackageHistory history(m_folder.filePath(s("mangled")));
    SourcePackageRecipe odd = recipe();
    odd.version = s("1:2.0~rc1-1");
    const JobOutcome outcome = history.import({{build(odd)}});
    QCOMPARE(outcome.failures.size(), 0);
    QCOMPARE(outcome.staged.constFirst().import->tag, s("debian/1%2.0_rc1-1"));
    QVERIFY(!history.commit(s("refs/tags/debian/1%2.0_rc1-1")).isEmpty());
    QVERIFY(!history.commit(s("refs/tags/upstream/2.0_rc1")).isEmpty());
    QCOMPARE(history.git({s("log"), s("-n1"), s("--format=%s"), s("debian/sid")}),
             QByteArray("sample 1:2.0~rc1-1 (debian)"));
}

void TestImporterCommits::upstreamIdIsOfTheTarballs()
{
    PackageHistory history(m_folder.filePath(s("id")));
    SourcePackageRecipe parts = recipe();
    parts.components = {{s("extra"), {{s("x"), "x\n"}}}};
    const QString dsc = build(parts);
    history.import({{dsc}});
    const QString base = dsc.section(QLatin1Char('/'), 0, -2) + QLatin1String("/sample_1.0.orig");
    QList<QByteArray> lines{" " + sha256(base + QLatin1String(".tar.xz")) + '\n',
                            "extra " + sha256(base + QLatin1String("-extra.tar.xz")) + '\n'};
    std::sort(lines.begin(), lines.end());
    QCOMPARE(history.upstreams.constFirst().id.toLatin1(), Digest::hex(Digest::Algorithm::Sha256, lines.join()));
    QCOMPARE(history.git({s("ls-tree"), s("-r"), s("--name-only"), s("upstream/1.0")}), QByteArray("README\nextra/x"));
}

QTEST_GUILESS_MAIN(TestImporterCommits)
#include "tst_importer_commits.moc"
