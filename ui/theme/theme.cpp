// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/palette.h"
#include "ui/theme/style.h"
#include "ui/theme/svgicon.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontMetrics>

/// Resources of a static library must be registered by name, outside of any namespace.
static void registerIcons()
{
    Q_INIT_RESOURCE(icons);
}

namespace millrace::ui::theme {

Scheme schemeFromName(const QString& name)
{
    if (name == QLatin1String("light"))
        return Scheme::Light;
    return name == QLatin1String("dark") ? Scheme::Dark : Scheme::System;
}

QString schemeName(Scheme scheme)
{
    switch (scheme) {
    case Scheme::Light:
        return QStringLiteral("light");
    case Scheme::Dark:
        return QStringLiteral("dark");
    case Scheme::System:
        break;
    }
    return QStringLiteral("system");
}

void apply(QApplication& application, Scheme scheme)
{
    registerIcons();
    // Qt 6.4 has no colorScheme(): what the desktop wants shows in the palette that the platform gave the style.
    static const bool systemIsDark = QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
    if (!qobject_cast<Style*>(application.style()))
        QApplication::setStyle(new Style);
    const bool dark = scheme == Scheme::Dark || (scheme == Scheme::System && systemIsDark);
    QApplication::setPalette(dark ? darkPalette() : lightPalette());
}

bool isDark()
{
    return QApplication::palette().color(QPalette::Window).lightness() < 128;
}

QColor color(Tone tone)
{
    return toneColor(tone, isDark());
}

QColor wash(Tone tone)
{
    return toneWash(tone, isDark());
}

QColor border()
{
    return QApplication::palette().color(QPalette::Mid);
}

QColor panel()
{
    return QColor(isDark() ? 0xff1a1d21 : 0xffebedf0);
}

QIcon icon(const QString& name, Tone tone)
{
    return QIcon(new SvgIcon(name, tone));
}

QIcon icon(const QString& name, const QColor& ink)
{
    return QIcon(new SvgIcon(name, Tone::Text, ink));
}

QIcon applicationIcon()
{
    registerIcons();
    return QIcon(QStringLiteral(":/icons/millrace.svg"));
}

QFont monospace()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(QApplication::font().pointSizeF());
    return font;
}

QFont heading()
{
    QFont font = QApplication::font();
    font.setPointSizeF(font.pointSizeF() * 1.15);
    font.setWeight(QFont::DemiBold);
    return font;
}

int spacing()
{
    return QFontMetrics(QApplication::font()).height() * 3 / 4;
}

} // namespace millrace::ui::theme
