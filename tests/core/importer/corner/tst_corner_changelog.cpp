// SPDX-License-Identifier: GPL-3.0-or-later
// What debian/changelog may look like, and what an import makes of it (importer.md b7, b8, c43 to c48).
#include "core/importer/identity.h"
#include "tests/core/importer/checkedhistory.h"
#include "tests/core/importer/corner/writtenupload.h"
#include "tests/support/sourcepackage.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

const char* const ada = "Ada Example <ada@example.org>";
const char* const monday = "Mon, 06 Jan 2020 10:00:00 +0100";

} // namespace

class TestCornerChangelog : public QObject
{
    Q_OBJECT

private slots:
    void c43_latin1();
    void c43_mixed();
    void c44_dates_data();
    void c44_dates();
    void c44_badDateOfAnImport();
    void c45_maintainers_data();
    void c45_maintainers();
    void c45_newlineNeverGetsIn();
    void c46_topVersionDiffers();
    void c46_overrideAllowsJustThatVersion();
    void c47_linkInsideTheTree_data();
    void c47_linkInsideTheTree();
    void c47_linkThatLeadsNowhere_data();
    void c47_linkThatLeadsNowhere();
    void c47_missing();
    void c47_cutAtTheFirstBadVersion();
    void c47_nothingReadable();
    void c48_versionTwice();
    void c48_ownVersionAgain();

private:
    /// A native upload with this changelog.
    QString write(const char* version, const QByteArray& changelog)
    {
        WrittenUpload upload;
        upload.version = s(version);
        upload.changelog = changelog;
        return write(upload);
    }
    QString write(const WrittenUpload& upload)
    {
        return writeUpload(m_folder.filePath(QString::number(++m_count)), upload);
    }
    static QStringList flags(const JobOutcome& outcome)
    {
        if (outcome.failures.isEmpty() && outcome.staged.size() == 1)
            return outcome.staged.constFirst().import->flags;
        return {outcome.failures.isEmpty() ? s("nothing") : outcome.failures.constFirst().error.message()};
    }

    QTemporaryDir m_folder;
    int m_count = 0;
};

void TestCornerChangelog::c43_latin1()
{
    CheckedHistory home;
    const JobOutcome outcome =
        home.history.import({{write("1.0", "sample (1.0) unstable; urgency=low\n\n  * Se\xf1or.\n\n -- Ad\xe9 Example "
                                           "<ada@example.org>  Mon, 06 Jan 2020 10:00:00 +0100\n")}});
    QVERIFY(flags(outcome).contains(s("latin1")));
    QCOMPARE(home.history.git({s("log"), s("-n1"), s("--format=%an"), s("debian/sid")}),
             QByteArray("Ad\xc3\xa9 Example"));
    QVERIFY(home.history.git({s("log"), s("-n1"), s("--format=%b"), s("debian/sid")}).contains("Se\xc3\xb1or."));
    // The file itself keeps its bytes.
    QVERIFY(home.history.git({s("cat-file"), s("blob"), s("debian/sid:debian/changelog")}).contains("Se\xf1or."));
}

void TestCornerChangelog::c43_mixed()
{
    // Each part is decoded by itself: one old line does not spoil the names of people.
    CheckedHistory home;
    home.history.import({{write("1.0", "sample (1.0) unstable; urgency=low\n\n  * Se\xf1or.\n\n -- Ad\xc3\xa9 Example "
                                       "<ada@example.org>  Mon, 06 Jan 2020 10:00:00 +0100\n")}});
    QCOMPARE(home.history.git({s("log"), s("-n1"), s("--format=%an"), s("debian/sid")}),
             QByteArray("Ad\xc3\xa9 Example"));
    QVERIFY(home.history.git({s("log"), s("-n1"), s("--format=%b"), s("debian/sid")}).contains("Se\xc3\xb1or."));
}

void TestCornerChangelog::c44_dates_data()
{
    QTest::addColumn<QByteArray>("date");
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<int>("offset");
    QTest::addColumn<bool>("valid");
    const auto row = [](const char* what, const char* date, qint64 seconds, int offset, bool valid = true) {
        QTest::newRow(what) << QByteArray(date) << seconds << offset << valid;
    };
    // Seconds by `date -u -d … +%s`.
    row("plain", monday, 1578301200, 60);
    row("west", "Mon, 06 Jan 2020 10:00:00 -0330", 1578317400, -210);
    row("Thur", "Thur, 02 Jan 2020 00:00:00 +0000", 1577923200, 0);
    row("Thurs", "Thurs, 02 Jan 2020 00:00:00 +0000", 1577923200, 0);
    row("Tues", "Tues, 07 Jan 2020 00:00:00 +0000", 1578355200, 0);
    row("full words", "Monday, 06 January 2020 10:00:00 +0100", 1578301200, 60);
    row("no weekday, Sept", "6 Sept 2019 08:00:00 +0000", 1567756800, 0);
    row("before 1970", "Wed, 31 Dec 1969 00:00:00 +0000", 0, 0);
    row("two digit year", "Mon, 06 Jan 20 10:00:00 +0100", 0, 0, false);
    row("none", "", 0, 0, false);
    row("words", "yesterday", 0, 0, false);
}

void TestCornerChangelog::c44_dates()
{
    QFETCH(QByteArray, date);
    QFETCH(qint64, seconds);
    QFETCH(int, offset);
    QFETCH(bool, valid);
    deb::ChangelogEntry entry;
    entry.maintainer = ada;
    entry.date = date;
    const importer::CommitIdentity identity = importer::commitIdentity(entry, {}, s("debian"));
    QCOMPARE(identity.author.seconds, seconds);
    QCOMPARE(identity.author.offsetMinutes, offset);
    QCOMPARE(identity.flags, valid ? QStringList() : QStringList{s("date.invalid")});
    // One fixed identity commits, at the author's time: nothing of this machine gets in.
    QCOMPARE(identity.committer.name, QByteArray("Millrace Importer"));
    QCOMPARE(identity.committer.seconds, seconds);
    QCOMPARE(identity.committer.offsetMinutes, offset);
}

void TestCornerChangelog::c44_badDateOfAnImport()
{
    CheckedHistory home;
    const JobOutcome outcome = home.history.import(
        {{write("1.0", changelogEntry(s("sample"), s("1.0"), s("Change."), s("Mon, 06 Jan 20 10:00:00 +0100")))}});
    QCOMPARE(flags(outcome), QStringList{s("date.invalid")});
    QCOMPARE(home.history.git({s("log"), s("-1"), s("--format=%at %ct"), s("debian/sid")}), QByteArray("0 0"));
}

void TestCornerChangelog::c45_maintainers_data()
{
    QTest::addColumn<QByteArray>("maintainer");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("mail");
    const auto row = [](const char* what, const char* maintainer, const char* name, const char* mail) {
        QTest::newRow(what) << QByteArray(maintainer) << QByteArray(name) << QByteArray(mail);
    };
    row("plain", ada, "Ada Example", "ada@example.org");
    row("two addresses", "Ada <one@example.org> <two@example.org>", "Ada", "two@example.org");
    row("comma", "Example, Ada <ada@example.org>", "Example, Ada", "ada@example.org");
    row("several people", "Ada <ada@example.org>, Bo <bo@example.org>", "Ada", "bo@example.org");
    row("no name", "<ada@example.org>", "Unnamed", "ada@example.org");
    row("no address", "Ada", "Ada", "unknown@debian.invalid");
    row("empty address", "Ada <>", "Ada", "unknown@debian.invalid");
    row("edges that libgit2 would trim", "Ada Jr., <ada@example.org>", "Ada Jr.,", "ada@example.org");
    row("none: the .dsc's", "", "Other", "other@example.org");
    row("control characters", "Ada\x01\x7f Example <ada\t@example.org>", "Ada Example", "ada@example.org");
    row("latin1", "Ad\xe9 <ada@example.org>", "Ad\xc3\xa9", "ada@example.org");
}

void TestCornerChangelog::c45_maintainers()
{
    QFETCH(QByteArray, maintainer);
    deb::ChangelogEntry entry;
    entry.maintainer = maintainer;
    entry.date = monday;
    const importer::CommitIdentity identity = importer::commitIdentity(entry, "Other <other@example.org>", s("debian"));
    QTEST(identity.author.name, "name");
    QTEST(identity.author.mail, "mail");
    QCOMPARE(identity.flags.contains(s("latin1")), maintainer.contains('\xe9'));
}

void TestCornerChangelog::c45_newlineNeverGetsIn()
{
    deb::ChangelogEntry entry;
    entry.maintainer = "Ada\nauthor Mallory <m@example.org> 0 +0000\n <ada@example.org>";
    entry.date = monday;
    const importer::CommitIdentity identity = importer::commitIdentity(entry, {}, s("debian"));
    QVERIFY(!identity.author.name.contains('\n'));
    QVERIFY(!identity.author.name.contains('<'));
    QVERIFY(!identity.author.mail.contains('\n'));
}

void TestCornerChangelog::c46_topVersionDiffers()
{
    CheckedHistory home;
    const JobOutcome outcome = home.history.import({{write("2.0", changelogOf({s("1.9"), s("1.0")}))}});
    QCOMPARE(outcome.failures.size(), 1);
    QCOMPARE(outcome.failures.constFirst().error.code(), s("changelog.version"));
    QVERIFY(outcome.failures.constFirst().error.message().contains(s("1.9")));
    QVERIFY(home.history.commit(s("refs/heads/debian/sid")).isEmpty());
}

void TestCornerChangelog::c46_overrideAllowsJustThatVersion()
{
    const QString older = write("1.9", changelogOf({s("1.9")}));
    const QString wrong = write("2.0", changelogOf({s("1.9"), s("1.0")}));
    CheckedHistory home;
    home.history.overrides = {{s("2.0"), s("changelog"), s("1.8")}};
    QCOMPARE(home.history.import({{older}, {wrong}}).failures.constFirst().error.code(), s("changelog.version"));
    home.history.overrides = {{s("2.0"), s("changelog"), s("1.9")}};
    // Another branch, so that the parent can come from the changelog only.
    const JobOutcome outcome = home.history.import({{wrong, s("trixie")}});
    QCOMPARE(flags(outcome), QStringList{s("changelog.overridden")});
    // What the changelog begins with came before this upload.
    QCOMPARE(home.history.parents(s("debian/2.0")), QList<QByteArray>{home.history.commit(s("debian/1.9"))});
}

void TestCornerChangelog::c47_linkInsideTheTree_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::newRow("beside debian/") << QByteArray("../NEWS");
    QTest::newRow("in debian/") << QByteArray("log");
    QTest::newRow("in a circle around it") << QByteArray("../debian/./../NEWS");
    QTest::newRow("over a second link") << QByteArray("hop");
}

void TestCornerChangelog::c47_linkInsideTheTree()
{
    QFETCH(QByteArray, target);
    WrittenUpload upload;
    upload.version = s("2.0");
    upload.links = {{s("changelog"), target}, {s("hop"), "../NEWS"}};
    upload.debian = {{s("log"), changelogOf({s("2.0"), s("1.0")})}};
    upload.files = {{s("NEWS"), changelogOf({s("2.0"), s("1.0")})}};
    CheckedHistory home;
    home.history.import({{write("1.0", changelogOf({s("1.0")}))}});
    QCOMPARE(flags(home.history.import({{write(upload), s("trixie")}})), QStringList());
    QCOMPARE(home.history.parents(s("debian/2.0")), QList<QByteArray>{home.history.commit(s("debian/1.0"))});
    QCOMPARE(home.history.git({s("cat-file"), s("blob"), s("debian/2.0:debian/changelog")}), target);
}

void TestCornerChangelog::c47_linkThatLeadsNowhere_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::newRow("absolute") << QByteArray("/etc/passwd");
    QTest::newRow("out of the tree") << QByteArray("../../NEWS");
    QTest::newRow("to itself") << QByteArray("changelog");
    QTest::newRow("to nothing") << QByteArray("nothing");
    QTest::newRow("to a folder") << QByteArray("source");
}

void TestCornerChangelog::c47_linkThatLeadsNowhere()
{
    QFETCH(QByteArray, target);
    WrittenUpload upload;
    upload.links = {{s("changelog"), target}};
    upload.version = s("2.0");
    CheckedHistory home;
    QVERIFY(flags(home.history.import({{write(upload)}})).contains(s("changelog.missing")));
}

void TestCornerChangelog::c47_missing()
{
    CheckedHistory home;
    home.history.import({{write("1.0", changelogOf({s("1.0")}))}});
    const JobOutcome outcome = home.history.import({{write("2.0", QByteArray()), s("trixie")}});
    QVERIFY(flags(outcome).contains(s("changelog.missing")));
    QVERIFY(flags(outcome).contains(s("date.invalid")));
    QVERIFY(!flags(outcome).contains(s("changelog.unreadable")));
    // An orphan: nothing says what it comes from; the .dsc says who made it.
    QCOMPARE(home.history.parents(s("debian/2.0")), QList<QByteArray>());
    QCOMPARE(home.history.git({s("log"), s("-1"), s("--format=%an %at"), s("debian/trixie")}),
             QByteArray("Ada Example 0"));
}

void TestCornerChangelog::c47_cutAtTheFirstBadVersion()
{
    CheckedHistory home;
    home.history.import({{write("1.0", changelogOf({s("1.0")}))}, {write("1.5", changelogOf({s("1.5")})), s("woody")}});
    const QByteArray bad = changelogEntry(s("sample"), s("1_bad"));
    const JobOutcome outcome = home.history.import(
        {{write("2.0", changelogOf({s("2.0")}) + bad + changelogOf({s("1.0")})), s("trixie")},
         {write("3.0", changelogOf({s("3.0"), s("1.5")}) + bad + changelogOf({s("1.0")})), s("bookworm")}});
    QCOMPARE(outcome.failures.size(), 0);
    // What stands below the bad entry does not count; what stands above it does.
    QCOMPARE(home.history.parents(s("debian/2.0")), QList<QByteArray>());
    QCOMPARE(home.history.parents(s("debian/3.0")), QList<QByteArray>{home.history.commit(s("debian/1.5"))});
}

void TestCornerChangelog::c47_nothingReadable()
{
    CheckedHistory home;
    for (const char* text : {"no changelog at all\n", "sample (not~a_version) unstable; urgency=low\n\n  * x\n"}) {
        const QString suite = s("suite%1").arg(++m_count);
        const JobOutcome outcome =
            home.history.import({{write(s("2.%1").arg(m_count).toUtf8().constData(), text), suite}});
        QVERIFY2(flags(outcome).contains(s("changelog.unreadable")), text);
        QCOMPARE(home.history.parents(s("refs/heads/debian/") + suite), QList<QByteArray>());
    }
}

void TestCornerChangelog::c48_versionTwice()
{
    CheckedHistory home;
    home.history.import({{write("1.0", changelogOf({s("1.0")}))}, {write("1.5", changelogOf({s("1.5")})), s("woody")}});
    // 1.5 stands above and below 1.0: the first place counts.
    home.history.import({{write("2.0", changelogOf({s("2.0"), s("1.5"), s("1.0"), s("1.5")})), s("trixie")}});
    QCOMPARE(home.history.parents(s("debian/2.0")), QList<QByteArray>{home.history.commit(s("debian/1.5"))});
}

void TestCornerChangelog::c48_ownVersionAgain()
{
    CheckedHistory home;
    home.history.import({{write("1.0", changelogOf({s("1.0")}))}});
    // Another content of 2.0 is there already when one comes whose changelog names 2.0 twice.
    home.history.import({{write("2.0", changelogOf({s("2.0")})), s("woody")}});
    home.history.import({{write("2.0", changelogOf({s("2.0"), s("2.0"), s("1.0")})), s("trixie")}});
    QCOMPARE(home.history.parents(s("refs/heads/debian/trixie")),
             QList<QByteArray>{home.history.commit(s("debian/1.0"))});
    QCOMPARE(home.history.commit(s("reimport/debian/2.0/1")), home.history.commit(s("refs/heads/debian/trixie")));
}

QTEST_GUILESS_MAIN(TestCornerChangelog)
#include "tst_corner_changelog.moc"
