// SPDX-License-Identifier: GPL-3.0-or-later
// People and dates of importer.md b7; dates against dpkg-parsechangelog and date(1), identities against git fsck.
#include "core/base/process.h"
#include "core/deb/deb822.h"
#include "core/deb/identity.h"
#include "tests/core/deb/randombytes.h"
#include "tests/support/sourcepackage.h"

#include <QTest>

using namespace millrace;
using namespace millrace::deb;

namespace {

constexpr const char* Months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

} // namespace

class TestIdentity : public QObject
{
    Q_OBJECT

private slots:
    void people_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("mail");
        QTest::addColumn<bool>("latin1");
        const auto row = [](const char* title, const QByteArray& text, const char* name, const char* mail,
                            bool latin1 = false) {
            QTest::newRow(title) << text << QByteArray(name) << QByteArray(mail) << latin1;
        };
        row("plain", "Ada B. <ada@example.org>", "Ada B.", "ada@example.org");
        row("two mails", "A <x> <y>", "A", "y");
        row("list", "A <a@b>, C <c@d>", "A", "c@d");
        row("comma", "B, A <a@b>", "B, A", "a@b");
        row("no mail", "Ada", "Ada", "unknown@debian.invalid");
        row("empty mail", "Ada <>", "Ada", "unknown@debian.invalid");
        row("no name", "<a@b>", "Unnamed", "a@b");
        row("nothing", "", "Unnamed", "unknown@debian.invalid");
        row("not closed", "Ada <a@b", "Ada", "unknown@debian.invalid");
        row("second not closed", "Ada <a@b <c", "Ada", "unknown@debian.invalid");
        row("closed twice", "Ada <a@b>>", "Ada", "a@b");
        row("closed first", "Ada > <a@b>", "Ada", "a@b");
        row("newline", "Ada\ncommitter Eve <a\n@b>", "Adacommitter Eve", "a@b");
        row("controls", QByteArray("A\0d\x01\x7f\ta <a@b>", 14), "Ada", "a@b");
        row("UTF-8", "J\xc3\xb6rg <j@b>", "J\xc3\xb6rg", "j@b");
        row("C1 control", "J\xc2\x85\xc3\xb6 <j@b>", "J\xc3\xb6", "j@b");
        row("Latin-1", "J\xf6rg <j@b>", "J\xc3\xb6rg", "j@b", true);
        row("Latin-1 no-break space stays", "J\xa0g <j@b>", "J\xc2\xa0g", "j@b", true);
        row("Latin-1 with C1", "J\x85\xf6 <j@b>", "J\xc3\xb6", "j@b", true);
        row("edges", "  .Ada,  < a@b >", ".Ada,", "a@b");
    }

    void people()
    {
        QFETCH(QByteArray, text);
        const Identity identity = parseMaintainer(text, "debian");
        QTEST(identity.name, "name");
        QTEST(identity.mail, "mail");
        QTEST(identity.latin1, "latin1");
    }

    void decoding()
    {
        bool latin1 = false;
        QCOMPARE(toUtf8("\xc3\xb6", &latin1), QByteArray("\xc3\xb6"));
        QVERIFY(!latin1);
        QCOMPARE(toUtf8("\xc3\xb6\xf6", &latin1), QByteArray("\xc3\x83\xc2\xb6\xc3\xb6"));
        QVERIFY(latin1);
        // Surrogates and overlong forms are no UTF-8.
        latin1 = false;
        toUtf8("\xed\xa0\x80", &latin1);
        QVERIFY(latin1);
        latin1 = false;
        toUtf8("\xc0\x80", &latin1);
        QVERIFY(latin1);
    }

    void dates_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<int>("offset");
        const auto row = [](const char* text, qint64 seconds, int offset) {
            QTest::newRow(text) << QByteArray(text) << seconds << offset;
        };
        // date -u -d @1578301200 is Mon, 06 Jan 2020 09:00:00 +0000.
        for (const char* text :
             {"Mon, 06 Jan 2020 10:00:00 +0100", "Monday, 06 Jan 2020 10:00:00 +0100", "06 Jan 2020 10:00:00 +0100",
              "6 January 2020 10:00:00 +0100", "Mon,  6 Jan 2020 10:00:00 +0100 (CET)",
              "mon, 6 JANUARY 2020 10:00 +0100", "Mon 6 Jan 2020 10:00:00 +0100", "Mon,6 Jan 2020 10:00:00 +0100",
              "Thur, 06 Jan 2020 10:00:00 +0100", "Thurs, 06 Jan 2020 10:00:00 +0100",
              "Tues, 06 Jan 2020 10:00:00 +0100", "\tMon, 06 Jan 2020 10:00:00 +0100 \n"})
            row(text, 1578301200, 60);
        row("Mon, 06 Jan 2020 09:00:00 GMT", 1578301200, 0);
        row("Mon, 06 Jan 2020 09:00:00 -0000", 1578301200, 0);
        row("Mon, 06 Jan 2020 04:00:00 EST", 1578301200, -300);
        row("Mon, 06 Jan 2020 14:45:00 +0545", 1578301200, 345);
        row("Mon, 06 Jan 2020 05:30:00 -0330", 1578301200, -210);
        row("Mon, 06 Jan 2020 23:00:00 +1400", 1578301200, 840);
        row("Fri, 06 Sept 2019 00:00:00 +0000", 1567728000, 0);
        row("Thu, 29 Feb 1996 00:00:00 +0000", 825552000, 0);
        row("Tue, 29 Feb 2000 00:00:00 +0000", 951782400, 0);
        row("Sat, 31 Dec 2016 23:59:60 +0000", 1483228800, 0);
        row("Thu, 01 Jan 1970 00:00:00 +0100", 0, 60);
        row("Wed, 31 Dec 1969 00:00:00 +0000", 0, 0);
        row("Fri, 01 Jan 0001 00:00:00 +0000", 0, 0);
        row("Fri, 31 Dec 9999 23:59:59 +0000", 253402300799, 0);
    }

    void dates()
    {
        QFETCH(QByteArray, text);
        const std::optional<AuthorDate> date = parseChangelogDate(text);
        QVERIFY(date.has_value());
        QTEST(date->seconds, "seconds");
        QTEST(date->offsetMinutes, "offset");
    }

    void noDates()
    {
        for (const char* text : {"",
                                 "yesterday",
                                 "Mon, 06 Jan 20 10:00:00 +0100",
                                 "Mon, 06 Jan 020 10:00:00 +0100",
                                 "Mon, 06 Jan 2020 10:00:00",
                                 "Mon, 30 Feb 2020 10:00:00 +0100",
                                 "Thu, 29 Feb 1900 10:00:00 +0100",
                                 "Mon, 0 Jan 2020 10:00:00 +0100",
                                 "Mon, 06 Foo 2020 10:00:00 +0100",
                                 "Mnd, 06 Jan 2020 10:00:00 +0100",
                                 "Mon, 06 Jan 2020 24:00:00 +0100",
                                 "Mon, 06 Jan 2020 10:60:00 +0100",
                                 "Mon, 06 Jan 2020 10:00:61 +0100",
                                 "Mon, 06 Jan 2020 10:00:00 +01:00",
                                 "Mon, 06 Jan 2020 10:00:00 +0160",
                                 "Mon, 06 Jan 2020 10:00:00 +9900",
                                 "Mon, 06 Jan 2020 10:00:00 CEST",
                                 "Mon, 06 Jan 2020 10:00:00 +0100 x",
                                 "Mon, 06 Jan 2020 10:00:00 +0100 (a) b",
                                 "2020-01-06 10:00:00 +0100",
                                 "Mon Jan 6 10:00:00 2020",
                                 "Mon, 06 Jan 0000 10:00:00 +0000",
                                 "Mon, 06 Janu 2020 10:00:00 +0000",
                                 "Mon, +6 Jan 2020 10:00:00 +0000",
                                 "Mon, 06 Jan 2020 10:0:00 +0000",
                                 "Mon, 06 Jan 2020 10:00:0 +0000"})
            QVERIFY2(!parseChangelogDate(text), text);
    }

    void offsets()
    {
        QCOMPARE(offsetText(0), QByteArray("+0000"));
        QCOMPARE(offsetText(60), QByteArray("+0100"));
        QCOMPARE(offsetText(-210), QByteArray("-0330"));
        QCOMPARE(offsetText(-30), QByteArray("-0030"));
        QCOMPARE(offsetText(23 * 60 + 59), QByteArray("+2359"));
    }

    // dpkg-parsechangelog's Timestamp and date(1) for the same lines.
    void oracle()
    {
        QRandomGenerator random(23);
        QByteArray changelog;
        QByteArray lines;
        QList<AuthorDate> ours;
        for (int i = 0; i < 600; ++i) {
            // Each month's days by the calendar that date(1) checks below.
            const int month = random.bounded(12);
            const QByteArray sign = random.bounded(2) == 0 ? "+" : "-";
            const QByteArray date =
                QByteArray::number(random.bounded(1, 29)).rightJustified(2, '0') + ' ' + Months[month] + ' ' +
                QByteArray::number(random.bounded(1971, 2100)) + ' ' +
                QTime(0, 0).addSecs(random.bounded(86400)).toString(QStringLiteral("hh:mm:ss")).toLatin1() + ' ' +
                sign + QByteArray::number(random.bounded(14)).rightJustified(2, '0') +
                QByteArray::number(random.bounded(4) * 15).rightJustified(2, '0');
            changelog += test::changelogEntry(QStringLiteral("sample"), QString::number(10'000 - i),
                                              QStringLiteral("Change."), QString::fromLatin1(date));
            lines += date + '\n';
            const std::optional<AuthorDate> parsed = parseChangelogDate(date);
            QVERIFY2(parsed, date.constData());
            QVERIFY2(date.endsWith(offsetText(parsed->offsetMinutes)) || date.endsWith("-0000"), date.constData());
            ours.append(*parsed);
        }
        const QByteArrayList seconds =
            runProcessChecked({.program = QStringLiteral("date"),
                               .arguments = {QStringLiteral("-f"), QStringLiteral("-"), QStringLiteral("+%s")},
                               .input = lines})
                .output.trimmed()
                .split('\n');
        QCOMPARE(seconds.size(), ours.size());
        const QByteArray output = runProcessChecked({.program = QStringLiteral("dpkg-parsechangelog"),
                                                     .arguments = {QStringLiteral("--all"), QStringLiteral("--format"),
                                                                   QStringLiteral("rfc822"), QStringLiteral("-l-")},
                                                     .input = changelog})
                                      .output;
        QByteArrayView rest = output;
        for (qsizetype i = 0; i < ours.size(); ++i) {
            const Stanza stanza = parseStanza(rest, &rest);
            QCOMPARE(ours[i].seconds, seconds[i].toLongLong());
            QCOMPARE(ours[i].seconds, stanza.field("Timestamp").toByteArray().toLongLong());
        }
    }

    // The machine's time zone and language change nothing.
    void everywhereTheSame()
    {
        const QByteArray before = qgetenv("TZ");
        QList<qint64> answers;
        for (const char* zone : {"UTC", "America/St_Johns", "Asia/Kathmandu"}) {
            qputenv("TZ", zone);
            tzset();
            answers.append(parseChangelogDate("Sun, 29 Mar 2020 02:30:00 +0100")->seconds);
        }
        qputenv("TZ", before);
        tzset();
        QCOMPARE(answers, QList<qint64>(3, 1585445400));
    }

    // Whatever somebody calls himself, git fsck --strict takes the commit.
    void gitTakesThem()
    {
        QTemporaryDir folder;
        const auto git = [&folder](const QStringList& arguments, const QByteArray& input = {}) {
            return runProcessChecked({.program = QStringLiteral("git"),
                                      .arguments = QStringList{QStringLiteral("-C"), folder.path()} + arguments,
                                      .input = input})
                .output.trimmed();
        };
        git({QStringLiteral("init"), QStringLiteral("-q"), QStringLiteral("--bare")});
        const QByteArray tree = git({QStringLiteral("mktree")});
        QRandomGenerator random(29);
        for (int i = 0; i < 60; ++i) {
            const Identity identity = parseMaintainer(
                test::randomText(random, QByteArrayView("Ab \t\n\r<><>@.,\0\x80\xc3\xb6\x7f", 19), 24), "debian");
            const QByteArray person = identity.name + " <" + identity.mail + "> 0 +0000\n";
            const QByteArray commit = "tree " + tree + "\nauthor " + person + "committer " + person + "\nx\n";
            const QByteArray oid = git({QStringLiteral("hash-object"), QStringLiteral("-t"), QStringLiteral("commit"),
                                        QStringLiteral("-w"), QStringLiteral("--stdin")},
                                       commit);
            QCOMPARE(oid.size(), 40);
            QVERIFY(identity.name.isValidUtf8() && identity.mail.isValidUtf8());
        }
        git({QStringLiteral("fsck"), QStringLiteral("--strict")});
    }

    void hostile()
    {
        QRandomGenerator random(31);
        for (int i = 0; i < 20'000; ++i) {
            const std::optional<AuthorDate> date =
                parseChangelogDate(test::damaged(random, "Mon, 06 Jan 2020 10:00:00 +0100 (CET)"));
            if (date)
                QVERIFY(date->seconds >= 0 && std::abs(date->offsetMinutes) < 24 * 60);
        }
    }
};

QTEST_GUILESS_MAIN(TestIdentity)
#include "tst_deb_identity.moc"
