// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a difference, the words in them, and a view that stays quick with a hundred thousand rows.
#include "ui/text/diffcanvas.h"
#include "ui/text/diffview.h"
#include "ui/text/findbar.h"

#include <QElapsedTimer>
#include <QLineEdit>
#include <QScrollBar>
#include <QTest>

using namespace millrace::ui;
using Kind = DiffLine::Kind;

namespace {

DiffLine line(Kind kind, const char* text, int oldLine, int newLine)
{
    return {kind, QString::fromUtf8(text), oldLine, newLine, false};
}

DiffText twoHunks()
{
    DiffText diff;
    diff.path = QStringLiteral("src/hello.c");
    DiffHunk first;
    first.lines = {line(Kind::Context, "int main(void)", 1, 1), line(Kind::Removed, "puts(\"hello\");", 2, 0),
                   line(Kind::Added, "puts(\"hello, world\");", 0, 2), line(Kind::Context, "}", 3, 3)};
    DiffHunk second;
    second.heading = QStringLiteral("static void usage(void)");
    second.lines = {line(Kind::Context, "{", 20, 20), line(Kind::Removed, "a", 21, 0), line(Kind::Removed, "b", 22, 0),
                    line(Kind::Added, "c", 0, 21), line(Kind::Context, "}", 23, 22)};
    diff.hunks = {first, second};
    return diff;
}

DiffText large(int lines)
{
    DiffText diff;
    diff.path = QStringLiteral("large.c");
    DiffHunk hunk;
    for (int i = 1; i <= lines; ++i)
        hunk.lines.append({Kind::Added, QStringLiteral("static const int value%1 = %1;").arg(i), 0, i, false});
    diff.hunks = {hunk};
    return diff;
}

QString marked(const QString& text, const QList<TextRange>& ranges)
{
    QString result;
    for (const TextRange& range : ranges)
        result += QLatin1Char('[') + text.mid(range.start, range.length) + QLatin1Char(']');
    return result;
}

} // namespace

class TestDiff : public QObject
{
    Q_OBJECT
private slots:
    void wordsThatDiffer_data();
    void wordsThatDiffer();
    void wordsOfHugeLinesAreNotCompared();
    void unified();
    void sideBySide();
    void selectsAndCopiesLines();
    void findsText();
    void largeDiffStaysQuick();
};

void TestDiff::wordsThatDiffer_data()
{
    QTest::addColumn<QString>("left");
    QTest::addColumn<QString>("right");
    QTest::addColumn<QString>("leftWords");
    QTest::addColumn<QString>("rightWords");
    const auto row = [](const char* name, const char* l, const char* r, const char* lw, const char* rw) {
        QTest::newRow(name) << QString::fromUtf8(l) << QString::fromUtf8(r) << QString::fromUtf8(lw)
                            << QString::fromUtf8(rw);
    };
    row("equal", "same words here", "same words here", "", "");
    row("version", "Standards-Version: 4.5.0", "Standards-Version: 4.6.2", "[5][0]", "[6][2]");
    row("added word", "puts(hello);", "puts(hello, world);", "", "[, world]");
    row("removed word", "the very same text", "the same text", "[very ]", "");
    row("nothing in common", "alpha beta gamma", "0x77 + 0x88", "", "");
    row("only blanks in common", "one two three four", "5 6 7 8", "", "");
}

void TestDiff::wordsThatDiffer()
{
    QFETCH(QString, left);
    QFETCH(QString, right);
    const LineDifference difference = compareLines(left, right);
    QTEST(marked(left, difference.left), "leftWords");
    QTEST(marked(right, difference.right), "rightWords");
}

void TestDiff::wordsOfHugeLinesAreNotCompared()
{
    const QString huge = QStringLiteral("word ").repeated(1000);
    QCOMPARE(compareLines(huge, huge + QStringLiteral("more")).right.size(), 0);
    // Within the limit of length, but with ends that have nothing in common: the guard on the table's size.
    QString a, b;
    for (int i = 0; i < 350; ++i) {
        a += QStringLiteral("a%1 ").arg(i % 10);
        b += QStringLiteral("b%1 ").arg(i % 10);
    }
    QVERIFY(compareLines(a, b).left.isEmpty());
}

void TestDiff::unified()
{
    const DiffText diff = twoHunks();
    const QList<DiffRow> rows = unifiedRows(diff);
    QCOMPARE(rows.size(), 10);
    QVERIFY(rows.at(1).left && !rows.at(1).right);
    QCOMPARE(rows.at(1).pair, rows.at(2).right);
    QCOMPARE(rows.at(4).kind, DiffRow::Kind::Fold);
    QVERIFY2(rows.at(4).fold.contains(QStringLiteral("16 ")), qPrintable(rows.at(4).fold));
    QVERIFY(rows.at(4).fold.contains(QStringLiteral("usage")));
    // Two lines became one: which of them is anybody's guess, so words are not compared.
    QCOMPARE(rows.at(6).pair, nullptr);
}

void TestDiff::sideBySide()
{
    const DiffText diff = twoHunks();
    const QList<DiffRow> rows = sideBySideRows(diff);
    QCOMPARE(rows.size(), 8);
    QVERIFY(rows.at(1).left && rows.at(1).right);
    QCOMPARE(rows.at(5).left->text, QStringLiteral("a"));
    QCOMPARE(rows.at(5).right->text, QStringLiteral("c"));
    QVERIFY(rows.at(6).left && !rows.at(6).right);
}

void TestDiff::selectsAndCopiesLines()
{
    DiffCanvas canvas;
    canvas.resize(800, 400);
    canvas.setDiff(twoHunks());
    canvas.show();
    QTest::keyClick(&canvas, Qt::Key_Down);
    QCOMPARE(canvas.selectedText(), QStringLiteral("-puts(\"hello\");\n+puts(\"hello, world\");\n"));
    QTest::keyClick(&canvas, Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(canvas.selectedText().count(QLatin1Char('\n')), 9);
    canvas.setMode(DiffMode::Unified);
    QTest::keyClick(&canvas, Qt::Key_Home);
    QTest::keyClick(&canvas, Qt::Key_N);
    QCOMPARE(canvas.selectedText(), QStringLiteral("-puts(\"hello\");\n"));
    QTest::keyClick(&canvas, Qt::Key_N);
    QCOMPARE(canvas.selectedText(), QStringLiteral("-a\n"));
    QTest::keyClick(&canvas, Qt::Key_P);
    QCOMPARE(canvas.selectedText(), QStringLiteral("-puts(\"hello\");\n"));
}

void TestDiff::findsText()
{
    DiffView view;
    view.resize(900, 500);
    view.setDiff(twoHunks());
    view.show();
    QVERIFY(QTest::qWaitForWindowActive(&view));
    view.canvas()->setFocus();
    QTest::keyClick(view.canvas(), Qt::Key_F, Qt::ControlModifier);
    auto* edit = view.findChild<QLineEdit*>(QStringLiteral("findEdit"));
    QTRY_VERIFY(edit->hasFocus());
    QTest::keyClicks(edit, QStringLiteral("world"));
    QCOMPARE(view.canvas()->selectedText().count(QStringLiteral("world")), 1);
    QTest::keyClick(edit, Qt::Key_Escape);
    QTRY_VERIFY(view.canvas()->hasFocus());
}

void TestDiff::largeDiffStaysQuick()
{
    DiffView view;
    view.resize(1000, 700);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QElapsedTimer clock;
    clock.start();
    view.setDiff(large(100'000));
    QCOMPARE(view.canvas()->rowCount(), 100'000);
    view.canvas()->grab();
    const qint64 shown = clock.restart();
    view.canvas()->verticalScrollBar()->setValue(90'000);
    view.canvas()->grab();
    const qint64 scrolled = clock.elapsed();
    qInfo("100,000 rows: shown in %lld ms, scrolled in %lld ms", shown, scrolled);
    // Far above what it takes: the bound catches work that grows with the rows, not a slow machine.
    QVERIFY2(scrolled < 500, "painting must not depend on the number of rows");
}

QTEST_MAIN(TestDiff)
#include "tst_ui_text_diff.moc"
