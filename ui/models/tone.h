// SPDX-License-Identifier: GPL-3.0-or-later
// Tone: what a colour means. Models say the tone, ui/theme knows the colour of it in the light and the dark scheme, so
// that models need no GUI. Never the only carrier of a meaning: a word always stands beside it. Values; any thread.
#pragma once

namespace millrace::ui {

enum class Tone {
    Text,    ///< ordinary text
    Muted,   ///< secondary text: times, counts, hints
    Accent,  ///< the selection's colour, links
    Ok,      ///< done, imported, recorded
    Running, ///< happening now
    Warning, ///< wants a look: retry waits, stale mirror
    Error,   ///< failed, held
};

} // namespace millrace::ui
