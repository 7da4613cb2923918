// SPDX-License-Identifier: GPL-3.0-or-later
// CodeView, TracebackView and LogView as a person uses them. With MILLRACE_GRABS=DIR it leaves pictures to look at.
#include "ui/text/codeedit.h"
#include "ui/text/codeview.h"
#include "ui/text/diffview.h"
#include "ui/text/logview.h"
#include "ui/text/sourcefile.h"
#include "ui/text/syntax.h"
#include "ui/text/textcolors.h"
#include "ui/text/tracebackview.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>
#include <QTextBrowser>
#include <QToolButton>

using namespace millrace;
using namespace millrace::ui;

namespace {

Evidence missingFile()
{
    Evidence e;
    e.code = QStringLiteral("archive.missing");
    e.message = QStringLiteral("the archive does not have bash_5.2.15-2+b7.dsc although its index names it");
    e.advice = QStringLiteral("Retry later, or ask whoever runs the mirror.");
    e.trace = {{QStringLiteral("importer::Import::run"),
                QStringLiteral("core/base/step.cpp"),
                30,
                QStringLiteral("import upload"),
                {{QStringLiteral("version"), QStringLiteral("5.2.15-2")}}},
               {QStringLiteral("blobs::Fetcher::fetch"),
                QStringLiteral("core/blobs/fetcher.cpp"),
                118,
                QStringLiteral("fetch file"),
                {{QStringLiteral("file"), QStringLiteral("bash_5.2.15-2.dsc")}, {QStringLiteral("size"), 2418}}}};
    e.evidence = {{QStringLiteral("url"), QStringLiteral("http://127.0.0.1/debian/pool/main/b/bash/bash.dsc")},
                  {QStringLiteral("status"), 404},
                  {QStringLiteral("stderr"), QStringLiteral("gpgv: checking\ngpgv: error: no such file")},
                  {QStringLiteral("headers"), QJsonObject{{QStringLiteral("Server"), QStringLiteral("nginx")}}}};
    return e;
}

void grab(QWidget& widget, const char* name)
{
    const QString folder = qEnvironmentVariable("MILLRACE_GRABS");
    if (folder.isEmpty())
        return;
    for (const auto scheme : {theme::Scheme::Light, theme::Scheme::Dark}) {
        theme::apply(*qApp, scheme);
        QTest::qWait(150);
        widget.grab().save(QStringLiteral("%1/%2-%3.png").arg(folder, QLatin1String(name), theme::schemeName(scheme)));
    }
    theme::apply(*qApp, theme::Scheme::Light);
}

} // namespace

class TestTextViews : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void colorsCanBeRead();
    void languages_data();
    void languages();
    void highlightsWholeFile();
    void plainWhenTooLarge();
    void binaryIsDescribed();
    void latin1AndLongLines();
    void findsAndJumps();
    void tracebackShowsEverything();
    void tracebackLinks();
    void editors();
    void logFollowsAndMarks();
    void logThatIsNotThere();
};

void TestTextViews::initTestCase()
{
    theme::apply(*qApp, theme::Scheme::Light);
}

void TestTextViews::colorsCanBeRead()
{
    for (const auto scheme : {theme::Scheme::Light, theme::Scheme::Dark}) {
        theme::apply(*qApp, scheme);
        const TextColors c = TextColors::of(QGuiApplication::palette());
        for (const QColor& text : {c.text, c.muted, c.warning, c.link, c.key, c.error})
            QVERIFY(contrastRatio(text, c.base) >= 4.45);
        for (const QColor& text : {c.text, c.link, c.key, c.error})
            QVERIFY(contrastRatio(text, c.errorBack) >= 4.45);
        for (const QColor& back : {c.addedBack, c.addedWord, c.removedBack, c.removedWord, c.match, c.currentMatch})
            QVERIFY2(contrastRatio(c.text, back) >= 4.45, qPrintable(back.name()));
    }
    theme::apply(*qApp, theme::Scheme::Light);
}

void TestTextViews::languages_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("firstLine");
    QTest::addColumn<QString>("language");
    const auto row = [](const char* path, const char* firstLine, const char* language) {
        QTest::newRow(path) << QString::fromUtf8(path) << QString::fromUtf8(firstLine) << QString::fromUtf8(language);
    };
    row("debian/control", "", "Debian Control");
    row("debian/changelog", "", "Debian Changelog");
    row("debian/rules", "#!/usr/bin/make -f", "Makefile");
    row("debian/bash.postinst", "#!/bin/sh", "Bash");
    row("debian/patches/fix-build", "", "Diff");
    row("src/hello.c", "", "C");
    row("tool", "#!/usr/bin/python3", "Python");
    row("unknown.zzz", "", "");
}

void TestTextViews::languages()
{
    if (!Syntax::available())
        QSKIP("built without KSyntaxHighlighting");
    QFETCH(QString, path);
    QFETCH(QString, firstLine);
    QTEST(Syntax::forFile(path, firstLine).name(), "language");
}

void TestTextViews::highlightsWholeFile()
{
    CodeView view;
    view.resize(700, 400);
    QByteArray text;
    for (int i = 0; i < 3000; ++i)
        text += "/* comment */ static int value" + QByteArray::number(i) + " = 12; // end\n";
    view.setContent(QStringLiteral("a.c"), text);
    view.show();
    QCOMPARE(view.edit()->blockCount(), 3001);
    if (!Syntax::available())
        QSKIP("built without KSyntaxHighlighting");
    QVERIFY(!view.edit()->document()->firstBlock().layout()->formats().isEmpty());
    // What is jumped to is coloured before the rest of the file is.
    view.goToLine(2900);
    QVERIFY(!view.edit()->document()->findBlockByNumber(2899).layout()->formats().isEmpty());
    QTRY_VERIFY(!view.edit()->document()->findBlockByNumber(2999).layout()->formats().isEmpty());
    grab(view, "code");
}

void TestTextViews::plainWhenTooLarge()
{
    CodeView view;
    view.setContent(QStringLiteral("a.c"), QByteArray("int a;\n").repeated(200'000));
    QVERIFY(view.edit()->document()->firstBlock().layout()->formats().isEmpty());
    QVERIFY(view.edit()->blockCount() > 190'000);
}

void TestTextViews::binaryIsDescribed()
{
    CodeView view;
    view.setContent(QStringLiteral("logo.png"), QByteArray("\x89PNG\0\0", 6));
    QVERIFY(view.edit()->toPlainText().isEmpty());
    QVERIFY(view.edit()->placeholderText().contains(QStringLiteral("Binary")));
    QVERIFY(!isBinary("text\n"));
}

void TestTextViews::latin1AndLongLines()
{
    QCOMPARE(decodeText("caf\xe9\r\n"), QString::fromUtf8("café\n"));
    QCOMPARE(decodeText("caf\xc3\xa9"), QString::fromUtf8("café"));
    const QString cut = decodeText(QByteArray(50'000, 'x'));
    QVERIFY(cut.size() < 21'000);
    QVERIFY(cut.contains(QStringLiteral("50")));
}

void TestTextViews::findsAndJumps()
{
    CodeView view;
    view.resize(700, 400);
    view.setContent(QStringLiteral("a.txt"), QByteArray("one\nTwo two\nthree\n").repeated(50));
    view.show();
    QVERIFY(QTest::qWaitForWindowActive(&view));
    view.edit()->setFocus();
    QTest::keyClick(view.edit(), Qt::Key_F, Qt::ControlModifier);
    auto* find = view.findChild<QLineEdit*>(QStringLiteral("findEdit"));
    QTRY_VERIFY(find->hasFocus());
    QTest::keyClicks(find, QStringLiteral("two"));
    QCOMPARE(view.edit()->textCursor().blockNumber(), 1);
    QTest::keyClick(find, Qt::Key_Return);
    QTest::keyClick(find, Qt::Key_Return);
    QCOMPARE(view.edit()->textCursor().blockNumber(), 4);
    QTest::keyClick(find, Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(view.edit()->textCursor().blockNumber(), 1);
    // A capital means itself: one match a group instead of two.
    find->setText(QStringLiteral("Two"));
    QCOMPARE(view.edit()->textCursor().blockNumber(), 4);
    find->setText(QStringLiteral(":120"));
    QCOMPARE(view.edit()->textCursor().blockNumber(), 119);
    QTest::keyClick(find, Qt::Key_Escape);
    QTRY_VERIFY(view.edit()->hasFocus());
}

void TestTextViews::tracebackShowsEverything()
{
    qputenv("MILLRACE_SOURCE", QT_TESTCASE_SOURCEDIR "/../../..");
    TracebackView view;
    view.resize(760, 460);
    view.setEvidence(missingFile());
    view.show();
    const QString text = view.browser()->toPlainText();
    for (const char* part :
         {"import upload", "version=5.2.15-2", "core/blobs/fetcher.cpp:118", "blobs::Fetcher::fetch", "archive.missing",
          "although its index names it", "What to do", "HTTP status", "404", "no such file", "nginx", "size=2418"})
        QVERIFY2(text.contains(QLatin1String(part)), part);
    QVERIFY(text.indexOf(QStringLiteral("import upload")) < text.indexOf(QStringLiteral("fetch file")));
    QVERIFY(text.indexOf(QStringLiteral("fetch file")) < text.indexOf(QStringLiteral("although")));
    grab(view, "traceback");
    // Another scheme draws it anew: no text of the light one stays on the dark one.
    theme::apply(*qApp, theme::Scheme::Dark);
    QTRY_VERIFY(view.browser()->palette().color(QPalette::Base).lightness() < 128);
    const QTextCursor cursor = view.browser()->document()->find(QStringLiteral("import upload"));
    QVERIFY(contrastRatio(cursor.charFormat().foreground().color(), view.browser()->palette().color(QPalette::Base)) >=
            4.45);
    theme::apply(*qApp, theme::Scheme::Light);

    view.findChild<QToolButton*>(QStringLiteral("copyTraceback"))->click();
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY(copied.contains(QStringLiteral("core/blobs/fetcher.cpp:118 blobs::Fetcher::fetch")));
    QVERIFY(copied.contains(QStringLiteral("archive.missing: the archive")));
    qunsetenv("MILLRACE_SOURCE");
}

void TestTextViews::tracebackLinks()
{
    const QString tree = QString::fromUtf8(QT_TESTCASE_SOURCEDIR "/../../..");
    qputenv("MILLRACE_SOURCE", "/nonexistent");
    TracebackView view;
    QSignalSpy noticed(&view, &TracebackView::noticed);
    view.setEvidence(missingFile());
    emit view.browser()->anchorClicked(QUrl(QStringLiteral("source:core/blobs/fetcher.cpp:118")));
    QCOMPARE(noticed.size(), 1);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("core/blobs/fetcher.cpp:118"));

    qputenv("MILLRACE_SOURCE", tree.toUtf8());
    QVERIFY(findSourceFile(QStringLiteral("core/base/step.h")).endsWith(QStringLiteral("/core/base/step.h")));
    QVERIFY(findSourceFile(QStringLiteral("../../../etc/passwd")).isEmpty());
    QVERIFY(sourceLine(QStringLiteral("core/base/step.h"), 1).contains(QStringLiteral("SPDX")));
    qunsetenv("MILLRACE_SOURCE");
}

void TestTextViews::editors()
{
    const QString file = QStringLiteral("/src/a b.cpp");
    QCOMPARE(editorCommand(QStringLiteral("code -w"), file, 7),
             QStringList({QStringLiteral("code"), QStringLiteral("-w"), QStringLiteral("--goto"),
                          file + QStringLiteral(":7")}));
    QCOMPARE(editorCommand(QStringLiteral("/usr/bin/kate"), file, 7).mid(1),
             QStringList({QStringLiteral("--line"), QStringLiteral("7"), file}));
    QVERIFY(editorCommand(QStringLiteral("vim"), file, 7).isEmpty());
    QVERIFY(editorCommand(QString(), file, 7).isEmpty());
}

void TestTextViews::logFollowsAndMarks()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("attempt-1.log")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    for (int i = 0; i < 200; ++i)
        file.write("step " + QByteArray::number(i) + "\n");
    file.write("error: bad checksum\nstep after\n");
    file.flush();

    LogView view;
    view.resize(700, 300);
    view.show();
    view.setLog(file.fileName(), false);
    QTRY_VERIFY(view.isLoaded());
    QCOMPARE(view.edit()->document()->findBlockByNumber(200).text(), QStringLiteral("error: bad checksum"));
    QCOMPARE(view.edit()->textCursor().blockNumber(), 200);
    grab(view, "log");

    view.setLog(file.fileName(), true);
    file.write("half a li");
    file.flush();
    file.write("ne\nlast\n");
    file.close();
    QTRY_VERIFY(view.edit()->toPlainText().contains(QStringLiteral("half a line\nlast")));
}

void TestTextViews::logThatIsNotThere()
{
    LogView view;
    view.setLog(QStringLiteral("/nonexistent/attempt.log"), false);
    QTRY_VERIFY(view.isLoaded());
    QVERIFY(view.edit()->placeholderText().contains(QStringLiteral("/nonexistent/attempt.log")));
}

QTEST_MAIN(TestTextViews)
#include "tst_ui_text_views.moc"
