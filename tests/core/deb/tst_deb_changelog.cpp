// SPDX-License-Identifier: GPL-3.0-or-later
// Changelogs as dpkg-parsechangelog reads them, and those that it only warns about.
#include "core/base/process.h"
#include "core/deb/changelog.h"
#include "core/deb/deb822.h"
#include "tests/core/deb/randombytes.h"
#include "tests/support/sourcepackage.h"

#include <QTest>

using namespace millrace;
using namespace millrace::deb;

namespace {

QByteArray entry(const char* version, const char* rest = " unstable; urgency=medium")
{
    return QByteArray("sample (") + version + ')' + rest +
           "\n\n  * Change.\n\n -- A B <a@example.org>  "
           "Mon, 06 Jan 2020 10:00:00 +0100\n\n";
}

QStringList versions(const QByteArray& text)
{
    QStringList result;
    for (const ChangelogEntry& entry : parseChangelog(text))
        result.append(entry.version);
    return result;
}

} // namespace

class TestChangelog : public QObject
{
    Q_OBJECT

private slots:
    void entryParts()
    {
        const QByteArray text = "sample (1:2.0-1) unstable experimental; urgency=low, binary-only=yes\n\n"
                                "  [ A ]\n  * One,\n    two.\n\n\n  * J\xf6rg  \n\n"
                                " -- J\xf6rg <x> <j@example.org>  Mon, 06 Jan 2020 10:00:00 +0100\n";
        const QList<ChangelogEntry> entries = parseChangelog(text);
        QCOMPARE(entries.size(), 1);
        const ChangelogEntry& entry = entries.first();
        QCOMPARE(entry.package, QByteArray("sample"));
        QCOMPARE(entry.version, QStringLiteral("1:2.0-1"));
        QCOMPARE(entry.distributions, (QByteArrayList{"unstable", "experimental"}));
        QCOMPARE(entry.maintainer, QByteArray("J\xf6rg <x> <j@example.org>"));
        QCOMPARE(entry.date, QByteArray("Mon, 06 Jan 2020 10:00:00 +0100"));
        QCOMPARE(entry.text, QByteArray("  [ A ]\n  * One,\n    two.\n\n\n  * J\xf6rg\n"));
        QCOMPARE(topEntryText(text), entry.text);
        QCOMPARE(topEntryText(QByteArray("\n") + entry.text), QByteArray());
    }

    void listEndsAtTheFirstInvalidVersion()
    {
        const QStringList two{QStringLiteral("3"), QStringLiteral("2")};
        QCOMPARE(versions(entry("3") + entry("2") + entry("v1") + entry("0")), two);
        QCOMPARE(versions(entry("3") + entry("2") + entry("1_2") + entry("0")), two);
        QCOMPARE(versions(entry("3") + entry("2") + "Local variables:\nmode: debian\n" + entry("1")), two);
        QCOMPARE(versions(entry("3") + entry("2") + "vim: x\n" + entry("1")), two);
        QCOMPARE(versions(entry("3") + entry("2") + "Old Changelog:\n" + entry("1")), two);
        QCOMPARE(versions(entry("x")), QStringList());
        QCOMPARE(parseChangelog(entry("3") + entry("2"), 1).size(), 1);
        QCOMPARE(parseChangelog(entry("3") + entry("2"), 0).size(), 0);
    }

    void whatIsNoHeading_data()
    {
        QTest::addColumn<QByteArray>("line");
        for (const char* line :
             {"Text (1.0) that is no heading", "sample 1.0 unstable; urgency=low", "sample (1.0) ; urgency=low",
              "sample (1.0); urgency=low", "sample (1.0)unstable; urgency=low", "sample (1 .0) unstable; urgency=low",
              "sam/ple (1.0) unstable; urgency=low", " sample (1.0) unstable; urgency=low",
              "sample (1.0) unst/able; urgency=low", "# comment", "$Id: x $", "sample () a; b=c"})
            QTest::newRow(line) << QByteArray(line);
    }

    void whatIsNoHeading()
    {
        QFETCH(QByteArray, line);
        QCOMPARE(versions(entry("2") + line + "\n\n" + entry("1")),
                 (QStringList{QStringLiteral("2"), QStringLiteral("1")}));
    }

    void trailers()
    {
        const auto trailer = [](const char* line) {
            return parseChangelog(QByteArray("s (1) u; urgency=low\n\n  * x\n\n") + line + "\n").value(0);
        };
        QCOMPARE(trailer(" -- A <a@b> Mon, 1 Jan 2001 00:00:00 +0000").date,
                 QByteArray("Mon, 1 Jan 2001 00:00:00 +0000"));
        QCOMPARE(trailer(" -- A <a@b>").maintainer, QByteArray("A <a@b>"));
        QCOMPARE(trailer(" -- A <a@b>").date, QByteArray());
        QCOMPARE(trailer(" -- A B  Mon, 1 Jan 2001").maintainer, QByteArray("A B"));
        QCOMPARE(trailer(" --").maintainer, QByteArray());
        QCOMPARE(trailer("").maintainer, QByteArray());
        // Without a trailer the next heading ends the entry.
        const QList<ChangelogEntry> entries = parseChangelog("s (2) u; urgency=low\n\n  * x\n\n" + entry("1"));
        QCOMPARE(entries.size(), 2);
        QCOMPARE(entries[0].text, QByteArray("  * x\n"));
        QCOMPARE(entries[0].date, QByteArray());
    }

    // dpkg-parsechangelog over a generated history: the same versions, people, dates and texts.
    void oracle()
    {
        QRandomGenerator random(17);
        QByteArray text;
        for (int i = 300; i > 0; --i) {
            text += test::changelogEntry(
                QStringLiteral("sample"), QStringLiteral("1:1.%1~rc1-%2").arg(i).arg(i % 4),
                QStringLiteral("Change %1.\n    more\n\n  [ Bob ]\n  * Sören").arg(i),
                QStringLiteral("Mon, 0%1 Jan 2020 10:00:0%2 +0100").arg(random.bounded(1, 10)).arg(random.bounded(10)),
                QString::fromUtf8("Ada Lövelace <ada%1@example.org>").arg(i));
        }
        text += "Local variables:\nmode: debian-changelog\nEnd:\n";
        const QByteArray output = runProcessChecked({.program = QStringLiteral("dpkg-parsechangelog"),
                                                     .arguments = {QStringLiteral("--all"), QStringLiteral("--format"),
                                                                   QStringLiteral("rfc822"), QStringLiteral("-l-")},
                                                     .input = text})
                                      .output;
        const QList<ChangelogEntry> entries = parseChangelog(text);
        QCOMPARE(entries.size(), 300);
        qint64 at = 0;
        StanzaReader reader([&](char* buffer, qint64 size) {
            const qint64 count = std::min(size, output.size() - at);
            std::memcpy(buffer, output.constData() + at, static_cast<size_t>(count));
            at += count;
            return count;
        });
        Stanza stanza;
        for (const ChangelogEntry& entry : entries) {
            QVERIFY(reader.next(stanza));
            QCOMPARE(QByteArrayView(entry.package), stanza.field("Source"));
            QCOMPARE(QByteArrayView(entry.version.toLatin1()), stanza.field("Version"));
            QCOMPARE(QByteArrayView(entry.maintainer), stanza.field("Maintainer"));
            QCOMPARE(QByteArrayView(entry.date), stanza.field("Date"));
            QCOMPARE(QByteArrayView(entry.distributions.join(' ')), stanza.field("Distribution"));
            QByteArrayList theirs;
            QByteArrayView changes = stanza.field("Changes");
            for (QByteArrayView line; takeValueLine(changes, line);) {
                if (line != QByteArrayView(".") && !line.startsWith("sample ("))
                    theirs.append(line.toByteArray());
            }
            QByteArrayList ours;
            for (const QByteArray& line : entry.text.split('\n')) {
                if (!line.trimmed().isEmpty())
                    ours.append(line.trimmed());
            }
            QCOMPARE(ours, theirs);
        }
        QVERIFY(!reader.next(stanza));
    }

    void hostile()
    {
        QRandomGenerator random(19);
        const QByteArray sound = entry("2-1") + entry("1-1");
        for (int i = 0; i < 3000; ++i) {
            const QByteArray text = test::damaged(random, sound);
            QVERIFY(parseChangelog(text).size() <= 4);
            parseChangelog(test::randomText(random, "s (1) u;\n\n  --<>\r", 60));
        }
        QCOMPARE(parseChangelog(QByteArray(5'000'000, '\n') + entry("1")).size(), 1);
        QCOMPARE(parseChangelog(QByteArray(5'000'000, '(')).size(), 0);
    }
};

QTEST_GUILESS_MAIN(TestChangelog)
#include "tst_deb_changelog.moc"
