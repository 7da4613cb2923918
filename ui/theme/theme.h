// SPDX-License-Identifier: GPL-3.0-or-later
// The look: palettes of the light and the dark scheme, colours by meaning, icons, the few measures that views share.
// GUI thread only. Widgets that cache a colour listen for QEvent::PaletteChange.
#pragma once

#include "ui/models/tone.h"

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QString>

class QApplication;

namespace millrace::ui::theme {

enum class Scheme { System, Light, Dark };

/// "light", "dark", anything else System.
Scheme schemeFromName(const QString& name);
QString schemeName(Scheme scheme);

/// Fusion with the palette of @p scheme; System follows the lightness of the palette that the desktop gave.
void apply(QApplication& application, Scheme scheme);
bool isDark();

/// Text colour of a meaning: at least 4.5:1 on the window and on list backgrounds of the scheme in force.
QColor color(Tone tone);
/// A quiet background behind text of that tone: badges, message bars, changed lines.
QColor wash(Tone tone);
QColor border();
/// Background of side panes and of the navigation rail, a shade off the window's.
QColor panel();

/// A bundled line icon (resources/icons/NAME.svg) drawn in the tone's colour; follows scheme and disabled state.
QIcon icon(const QString& name, Tone tone = Tone::Text);
/// The same in a colour of the caller's, for icons on a fill of their own.
QIcon icon(const QString& name, const QColor& ink);
/// The program's own icon, in colour.
QIcon applicationIcon();

QFont monospace();
/// A font for headings inside screens: the application's, a little larger, semi-bold.
QFont heading();
/// The distance between unrelated things, from the font's height; half of it separates related things.
int spacing();

} // namespace millrace::ui::theme
