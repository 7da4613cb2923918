// SPDX-License-Identifier: GPL-3.0-or-later
// Times, lists of names, command lines and the columns of every list, as people read them.
#include "ui/models/format.h"
#include "ui/models/listcolumns.h"
#include "ui/models/words.h"

#include <QLocale>
#include <QTest>

using namespace millrace;
using namespace millrace::ui;

class TestWords : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QLocale::setDefault(QLocale::C); }
    void ages();
    void elapsed();
    void names();
    void shell();
    void everyColumnIsOneOfTheList();
    void everyStateHasAWord();
};

void TestWords::ages()
{
    const qint64 now = 1'700'000'000'000;
    QCOMPARE(agoText(0, now), QStringLiteral("never"));
    QCOMPARE(agoText(now - 1000, now), QStringLiteral("just now"));
    QCOMPARE(agoText(now + 60'000, now), QStringLiteral("just now"));
    QCOMPARE(agoText(now - 5 * 60'000, now), QStringLiteral("5 min ago"));
    QCOMPARE(agoText(now - 3 * 3'600'000, now), QStringLiteral("3 h ago"));
    QCOMPARE(untilText(now + 5 * 60'000, now), QStringLiteral("in 5 min"));
    QVERIFY(untilText(now - 1, now).isEmpty());
    QVERIFY(untilText(0, now).isEmpty());
    QVERIFY(etaText(0, 0).isEmpty());
    QCOMPARE(etaText(3 * 60'000, 3 * 60'000 + 100), QStringLiteral("3 min"));
    QCOMPARE(etaText(3 * 60'000, 5 * 60'000), QStringLiteral("3–5 min"));
    QCOMPARE(etaText(80 * 60'000, 3 * 3'600'000), QStringLiteral("80 min – 3 h"));
}

void TestWords::elapsed()
{
    QCOMPARE(elapsedText(1000, 8000), QStringLiteral("0:07"));
    QCOMPARE(elapsedText(1000, 1000 + 761'000), QStringLiteral("12:41"));
    QCOMPARE(elapsedText(1000, 1000 + 3'723'000), QStringLiteral("1:02:03"));
    // A host whose clock runs ahead is no reason for a negative time.
    QCOMPARE(elapsedText(9000, 8000), QStringLiteral("0:00"));
    QVERIFY(elapsedText(0, 8000).isEmpty());
}

void TestWords::names()
{
    const auto list = [](const char* text) { return QString::fromLatin1(text).split(QLatin1Char(' ')); };
    QCOMPARE(namesText(list("bash")), QStringLiteral("bash"));
    QCOMPARE(namesText(list("bash dash")), QStringLiteral("bash and dash"));
    QCOMPARE(namesText(list("a b c d")), QStringLiteral("a, b, c and d"));
    QCOMPARE(namesText(list("a b c d e")), QStringLiteral("a, b, c and 2 more"));
}

void TestWords::shell()
{
    QCOMPARE(shellText({QStringLiteral("millracectl"), QStringLiteral("hold"), QStringLiteral("g++"),
                        QStringLiteral("--reason"), QStringLiteral("it's broken")}),
             QStringLiteral("millracectl hold g++ --reason 'it'\\''s broken'"));
}

void TestWords::everyColumnIsOneOfTheList()
{
    using store::ListKind;
    for (ListKind kind : {ListKind::Packages, ListKind::Queue, ListKind::Running, ListKind::Groups, ListKind::Failures,
                          ListKind::Jobs, ListKind::Events}) {
        for (const ListColumn& column : defaultColumns(kind)) {
            QVERIFY(!column.title.isEmpty());
            if (column.kind != CellKind::Position)
                QVERIFY2(store::Lists::column(kind, column.name) >= 0, qPrintable(column.name));
        }
    }
}

void TestWords::everyStateHasAWord()
{
    // The words of importer.md b17; an unknown one comes back as it is and would be seen.
    for (const char* state : {"retry_wait", "spurious_capped", "decision", "ok", "denied"}) {
        QVERIFY2(stateText(QLatin1String(state)) != QLatin1String(state), state);
        QVERIFY2(!stateExplanation(QLatin1String(state)).isEmpty(), state);
    }
    QCOMPARE(stateText(QStringLiteral("whatever")), QStringLiteral("whatever"));
    QCOMPARE(priorityText(0), QStringLiteral("next"));
}

QTEST_GUILESS_MAIN(TestWords)
#include "tst_ui_models_words.moc"
