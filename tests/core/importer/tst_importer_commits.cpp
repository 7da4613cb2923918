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
    void identities_data();
    void identities();
    void messages();
    void commitAsGitReadsIt();
    void tagsAsGitReadsThem();
    void epochsAndTildes();
    void latin1Changelog();
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

void TestImporterCommits::identities_data()
{
    QTest::addColumn<QByteArray>("maintainer");
    QTest::addColumn<QByteArray>("date");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("mail");
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<int>("offset");
    QTest::addColumn<QStringList>("flags");
    const char* const ada = "Ada Example <ada@example.org>";
    const auto row = [](const char* what, QByteArray maintainer, const char* date, const char* name, const char* mail,
                        qint64 seconds, int offset, const char* flags = "") {
        QTest::newRow(what) << maintainer << QByteArray(date) << QByteArray(name) << QByteArray(mail) << seconds
                            << offset << s(flags).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    };
    // Seconds by `date -u -d … +%s`.
    row("plain", ada, "Mon, 06 Jan 2020 10:00:00 +0100", "Ada Example", "ada@example.org", 1578301200, 60);
    row("west", ada, "Mon, 06 Jan 2020 10:00:00 -0330", "Ada Example", "ada@example.org", 1578317400, -210);
    row("Thurs", ada, "Thurs, 02 Jan 2020 00:00:00 +0000", "Ada Example", "ada@example.org", 1577923200, 0);
    row("full words", ada, "Monday, 06 January 2020 10:00:00 +0100", "Ada Example", "ada@example.org", 1578301200, 60);
    row("no weekday, Sept", ada, "6 Sept 2019 08:00:00 +0000", "Ada Example", "ada@example.org", 1567756800, 0);
    row("before 1970", ada, "Wed, 31 Dec 1969 00:00:00 +0000", "Ada Example", "ada@example.org", 0, 0);
    row("two digit year", ada, "Mon, 06 Jan 20 10:00:00 +0100", "Ada Example", "ada@example.org", 0, 0, "date.invalid");
    row("no date", ada, "", "Ada Example", "ada@example.org", 0, 0, "date.invalid");
    row("two addresses", "Ada <one@example.org> <two@example.org>", "Mon, 06 Jan 2020 10:00:00 +0100", "Ada",
        "two@example.org", 1578301200, 60);
    row("comma", "Example, Ada <ada@example.org>", "Mon, 06 Jan 2020 10:00:00 +0100", "Example, Ada", "ada@example.org",
        1578301200, 60);
    row("no name", "<ada@example.org>", "Mon, 06 Jan 2020 10:00:00 +0100", "Unnamed", "ada@example.org", 1578301200,
        60);
    row("no address", "Ada", "Mon, 06 Jan 2020 10:00:00 +0100", "Ada", "unknown@debian.invalid", 1578301200, 60);
    row("latin1", "Ad\xe9 <ada@example.org>", "Mon, 06 Jan 2020 10:00:00 +0100", "Ad\xc3\xa9", "ada@example.org",
        1578301200, 60, "latin1");
}

void TestImporterCommits::identities()
{
    QFETCH(QByteArray, maintainer);
    QFETCH(QByteArray, date);
    QFETCH(QStringList, flags);
    deb::ChangelogEntry entry;
    entry.maintainer = maintainer;
    entry.date = date;
    const importer::CommitIdentity identity = importer::commitIdentity(entry, "Other <other@example.org>", s("debian"));
    QTEST(identity.author.name, "name");
    QTEST(identity.author.mail, "mail");
    QTEST(identity.author.seconds, "seconds");
    QTEST(identity.author.offsetMinutes, "offset");
    QCOMPARE(identity.flags, flags);
    // One fixed identity commits, at the author's time: nothing of this machine gets in.
    QCOMPARE(identity.committer.name, QByteArray("Millrace Importer"));
    QCOMPARE(identity.committer.seconds, identity.author.seconds);
    QCOMPARE(identity.committer.offsetMinutes, identity.author.offsetMinutes);

    entry.maintainer.clear();
    QCOMPARE(importer::commitIdentity(entry, "Other <other@example.org>", s("debian")).author.name,
             QByteArray("Other"));
}

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

void TestImporterCommits::latin1Changelog()
{
    PackageHistory history(m_folder.filePath(s("latin1")));
    SourcePackageRecipe old = recipe();
    old.changelog =
        "sample (1.0-1) unstable; urgency=low\n\n  * Se\xf1or.\n\n -- Ad\xe9 Example <ada@example.org>  Mon, "
        "06 Jan 2020 10:00:00 +0100\n";
    const JobOutcome outcome = history.import({{build(old)}});
    QCOMPARE(outcome.failures.size(), 0);
    QVERIFY(outcome.staged.constFirst().import->flags.contains(s("latin1")));
    QCOMPARE(history.git({s("log"), s("-n1"), s("--format=%an"), s("debian/sid")}), QByteArray("Ad\xc3\xa9 Example"));
    QVERIFY(history.git({s("log"), s("-n1"), s("--format=%b"), s("debian/sid")}).contains("Se\xc3\xb1or."));
    // The file itself keeps its bytes.
    QVERIFY(history.git({s("cat-file"), s("blob"), s("debian/sid:debian/changelog")}).contains("Se\xf1or."));
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
