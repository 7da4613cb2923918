// SPDX-License-Identifier: GPL-3.0-or-later
// The two palettes and the colours of each Tone in them. Pure functions; GUI thread.
#pragma once

#include "ui/models/tone.h"

#include <QColor>
#include <QPalette>

namespace millrace::ui::theme {

QPalette lightPalette();
QPalette darkPalette();

QColor toneColor(Tone tone, bool dark);
QColor toneWash(Tone tone, bool dark);

/// WCAG 2 contrast ratio of two opaque colours, 1–21.
double contrast(const QColor& first, const QColor& second);

} // namespace millrace::ui::theme
