// SPDX-License-Identifier: GPL-3.0-or-later
// Every tone can be read in both schemes (WCAG AA, 4.5:1), and schemes can be switched while running.
#include "ui/theme/palette.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QTest>

using namespace millrace::ui;

class TestTheme : public QObject
{
    Q_OBJECT
private slots:
    void contrast_data();
    void contrast();
    void schemes();
    void icons();
};

void TestTheme::contrast_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestTheme::contrast()
{
    QFETCH(bool, dark);
    const QPalette palette = dark ? theme::darkPalette() : theme::lightPalette();
    const auto readable = [](const QColor& ink, const QColor& ground, const char* what) {
        const double ratio = theme::contrast(ink, ground);
        QVERIFY2(
            ratio >= 4.5,
            qPrintable(
                QStringLiteral("%1: %2 on %3 is %4").arg(QLatin1String(what), ink.name(), ground.name()).arg(ratio)));
    };
    for (Tone tone : {Tone::Text, Tone::Muted, Tone::Accent, Tone::Ok, Tone::Running, Tone::Warning, Tone::Error}) {
        const QColor ink = theme::toneColor(tone, dark);
        readable(ink, palette.color(QPalette::Window), "on the window");
        readable(ink, palette.color(QPalette::Base), "on a list");
        readable(theme::toneColor(Tone::Text, dark), theme::toneWash(tone, dark), "text on a wash");
        readable(ink, theme::toneWash(tone, dark), "tone on its wash");
    }
    readable(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight), "selection");
    readable(palette.color(QPalette::ToolTipText), palette.color(QPalette::ToolTipBase), "tool tip");
    readable(palette.color(QPalette::PlaceholderText), palette.color(QPalette::Base), "placeholder");
    QCOMPARE(qRound(theme::contrast(Qt::black, Qt::white)), 21);
}

void TestTheme::schemes()
{
    theme::apply(*qApp, theme::Scheme::Dark);
    QVERIFY(theme::isDark());
    const QColor dark = theme::color(Tone::Error);
    theme::apply(*qApp, theme::Scheme::Light);
    QVERIFY(!theme::isDark());
    QVERIFY(theme::color(Tone::Error) != dark);
    for (theme::Scheme scheme : {theme::Scheme::System, theme::Scheme::Light, theme::Scheme::Dark})
        QCOMPARE(theme::schemeFromName(theme::schemeName(scheme)), scheme);
}

void TestTheme::icons()
{
    theme::apply(*qApp, theme::Scheme::Light);
    const QStringList files = QDir(QStringLiteral(":/icons")).entryList({QStringLiteral("*.svg")});
    QVERIFY(files.size() > 20);
    for (const QString& file : files) {
        const QImage image = theme::icon(file.chopped(4)).pixmap(32, 32).toImage();
        bool drawn = false;
        for (int y = 0; y < image.height() && !drawn; ++y) {
            for (int x = 0; x < image.width() && !drawn; ++x)
                drawn = qAlpha(image.pixel(x, y)) > 0;
        }
        QVERIFY2(drawn, qPrintable(file));
    }
}

QTEST_MAIN(TestTheme)
#include "tst_ui_theme.moc"
