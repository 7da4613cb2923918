// SPDX-License-Identifier: GPL-3.0-or-later
// The colours of code, logs and diffs, for the lightness of a palette. A value; made anew when the palette changes.
// Every text colour has a contrast of at least 4.5:1 on the background it is drawn on (tests/ui/text checks it).
#pragma once

#include <QColor>
#include <QPalette>

namespace millrace::ui {

struct TextColors
{
    bool dark = false;
    QColor base = {}, text = {}, muted = {};
    QColor error = {}, warning = {}, link = {}, key = {};
    QColor errorBack = {}; ///< behind the line that failed
    QColor gutterBack = {}, currentLine = {}, match = {}, currentMatch = {};
    QColor addedBack = {}, addedWord = {};     ///< a line that is only on the right, and the words in it that differ
    QColor removedBack = {}, removedWord = {}; ///< the same for the left
    QColor hunkBack = {}, emptyBack = {};      ///< a fold between hunks; the side that has no line

    static TextColors of(const QPalette& palette);
};

/// WCAG 2 contrast ratio of two opaque colours, 1 to 21.
double contrastRatio(const QColor& a, const QColor& b);
/// @p color, moved towards black or white until it can be read on @p background (4.5:1).
QColor readableOn(QColor color, const QColor& background);

} // namespace millrace::ui
