// SPDX-License-Identifier: GPL-3.0-or-later
// Times, durations and sizes in the words of the console. Pure functions; any thread.
#pragma once

#include <QString>
#include <QStringList>

namespace millrace::ui {

/// "just now", "5 min ago", "3 h ago", "2 days ago", else the date. 0 = "never".
QString agoText(qint64 epochMs, qint64 nowMs);
/// "in 5 min"; empty for 0 and for what is past.
QString untilText(qint64 epochMs, qint64 nowMs);
/// "0:07", "12:41", "1:02:03" since a start.
QString elapsedText(qint64 startMs, qint64 nowMs);
/// "40 ms", "1.9 s", "3 min", "2 h 10 min".
QString durationText(qint64 ms);
/// "3–4 h" of a low and a high estimate; empty for 0, 0.
QString etaText(qint64 lowMs, qint64 highMs);
/// Date and time in the user's zone, with seconds.
QString absoluteText(qint64 epochMs);
QString sizeText(qint64 bytes);
/// "bash, dash and 3 more": names in a sentence, at most @p most of them.
QString namesText(const QStringList& names, int most = 3);
/// A message of core as a sentence on screen: begins with a capital, ends with a full stop; empty stays empty.
QString sentenceText(const QString& message);
/// A command line as it is pasted into a shell, quoted where needed.
QString shellText(const QStringList& commandLine);

} // namespace millrace::ui
