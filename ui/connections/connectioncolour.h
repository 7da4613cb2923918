// SPDX-License-Identifier: GPL-3.0-or-later
// The colours that connections can have, so that nobody mistakes the production store for another. Each has a word:
// colour alone tells nothing. GUI thread.
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>
#include <QStringList>

namespace millrace::ui {

/// Names as they are saved: "red", "orange", …
QStringList connectionColours();
/// "Red"; "No colour" for the empty name and for unknown ones.
QString connectionColourText(const QString& name);
/// Fill of the scheme in force; an invalid colour for no colour.
QColor connectionFill(const QString& name);
/// Text on that fill: at least 4.5:1.
QColor connectionInk(const QString& name);
/// A dot of the fill, a ring where there is no colour.
QIcon connectionDot(const QString& name);

} // namespace millrace::ui
