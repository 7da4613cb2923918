// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/deb/deb822.h"
#include "tests/core/deb/randombytes.h"

#include <QBuffer>
#include <QTest>

using namespace millrace;
using namespace millrace::deb;

namespace {

// A read callback that gives @p step bytes at a time.
ReadCallback readSlowly(const QByteArray& text, qint64 step)
{
    return [&text, step, at = qint64(0)](char* buffer, qint64 size) mutable {
        const qint64 count = std::min({step, size, text.size() - at});
        std::memcpy(buffer, text.constData() + at, static_cast<size_t>(count));
        at += count;
        return count;
    };
}

QList<QByteArrayList> readAll(const QByteArray& text, qint64 step)
{
    StanzaReader reader(readSlowly(text, step));
    Stanza stanza;
    QList<QByteArrayList> result;
    while (reader.next(stanza)) {
        QByteArrayList fields;
        for (const Stanza::Field& field : stanza.fields())
            fields.append(field.name.toByteArray() + '=' + field.value.toByteArray());
        if (!stanza.problem().isEmpty())
            fields.append("problem");
        result.append(fields);
    }
    if (reader.position() != text.size())
        result.append({"position"});
    return result;
}

} // namespace

class TestDeb822 : public QObject
{
    Q_OBJECT

private slots:
    void stanza()
    {
        const QByteArray text = "\n \n# comment\nPackage: hello\nEMPTY:\nDescription: one\n two  \n# between\n  three\n"
                                "Spaced  :  value \t\r\nFiles:\n a 1 b\n c 2 d\nLast: x:y";
        const Stanza stanza = parseStanza(text);
        QCOMPARE(stanza.problem(), QString());
        QCOMPARE(stanza.field("package"), QByteArrayView("hello"));
        QVERIFY(stanza.has("Empty"));
        QCOMPARE(stanza.field("Empty"), QByteArrayView(""));
        QVERIFY(!stanza.has("Absent"));
        QVERIFY(stanza.field("Absent").empty());
        QCOMPARE(stanza.field("SPACED"), QByteArrayView("value"));
        QCOMPARE(stanza.field("Last"), QByteArrayView("x:y"));
        QByteArrayView rest = stanza.field("Description");
        QByteArrayList lines;
        for (QByteArrayView line; takeValueLine(rest, line);)
            lines.append(line.toByteArray());
        QCOMPARE(lines, (QByteArrayList{"one", "two", "three"}));
        QCOMPARE(stanza.field("Files"), QByteArrayView("a 1 b\n c 2 d"));
    }

    void onlyTheFirst()
    {
        QCOMPARE(parseStanza("A: 1\n\nB: 2\n").fields().size(), size_t(1));
        QCOMPARE(parseStanza("").fields().size(), size_t(0));
        QCOMPARE(parseStanza("\n\n").problem(), QString());
    }

    void malformed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("no colon") << QByteArray("A: 1\nnonsense\n");
        QTest::newRow("continues nothing") << QByteArray(" a\n");
        QTest::newRow("repeated") << QByteArray("A: 1\na: 2\n");
        QTest::newRow("no name") << QByteArray(": 1\n");
        QTest::newRow("hyphen") << QByteArray("-A: 1\n");
        QTest::newRow("blank in name") << QByteArray("A B: 1\n");
        QByteArray many;
        for (int i = 0; i < 300; ++i)
            many += 'F' + QByteArray::number(i) + ": 1\n";
        QTest::newRow("too many") << many;
    }

    void malformed()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!parseStanza(text).problem().isEmpty());
        // The next stanza is unharmed.
        const QList<QByteArrayList> all = readAll(text + "\nGood: 1\n", 100);
        QCOMPARE(all.size(), 2);
        QCOMPARE(all[0].last(), QByteArray("problem"));
        QCOMPARE(all[1], QByteArrayList{"Good=1"});
    }

    void stream()
    {
        const QByteArray text = "\n\nA: 1\nB: 2\n\n \t\n# only a comment\n\nC: 3\n more\n\n\nD: 4";
        const QList<QByteArrayList> expected{{"A=1", "B=2"}, {"C=3\n more"}, {"D=4"}};
        for (qint64 step : {1, 2, 3, 7, 1000})
            QCOMPARE(readAll(text, step), expected);
        QByteArray large;
        for (int i = 0; i < 20'000; ++i)
            large += "Package: p" + QByteArray::number(i) + "\nText: " + QByteArray(i % 97, 'x') + "\n\n";
        const QList<QByteArrayList> all = readAll(large, 1 << 20);
        QCOMPARE(all.size(), 20'000);
        QCOMPARE(all.last().first(), QByteArray("Package=p19999"));
    }

    void device()
    {
        QBuffer buffer;
        buffer.setData("A: 1\n");
        QVERIFY(buffer.open(QIODevice::ReadOnly));
        StanzaReader reader(readFrom(buffer));
        Stanza stanza;
        QVERIFY(reader.next(stanza));
        QVERIFY(!reader.next(stanza));
        QBuffer closed;
        QTest::ignoreMessage(QtWarningMsg, "QIODevice::read (QBuffer): device not open");
        StanzaReader broken(readFrom(closed));
        QVERIFY_THROWS_EXCEPTION(Error, broken.next(stanza));
    }

    void tooLarge()
    {
        for (const QByteArray& unit : {QByteArray("A: 1\n"), QByteArray(1000, 'x'), QByteArray(1000, ' ')}) {
            StanzaReader reader([&unit](char* buffer, qint64) {
                std::memcpy(buffer, unit.constData(), static_cast<size_t>(unit.size()));
                return unit.size();
            });
            Stanza stanza;
            try {
                reader.next(stanza);
                QFAIL("no error");
            } catch (const Error& error) {
                QCOMPARE(error.code(), QStringLiteral("archive.index"));
            }
        }
    }

    void hostile()
    {
        QRandomGenerator random(5);
        for (int i = 0; i < 3000; ++i) {
            const QByteArray text = test::randomText(random, QByteArrayView("Ab:: \n\n\n#\t\r\0-", 14), 60);
            const QList<QByteArrayList> all = readAll(text, 1 + random.bounded(9));
            QCOMPARE(all, readAll(text, 1000));
            for (const QByteArrayList& fields : all)
                QVERIFY(!fields.isEmpty() && fields.first() != "position");
        }
    }
};

QTEST_GUILESS_MAIN(TestDeb822)
#include "tst_deb_deb822.moc"
