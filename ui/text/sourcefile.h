// SPDX-License-Identifier: GPL-3.0-or-later
// A traceback names files of Millrace's own source tree ("core/unpack/…"). These find them on this machine and open
// them at a line. Free functions; GUI thread.
#pragma once

#include <QString>
#include <QStringList>

namespace millrace::ui {

/// Absolute path of @p file of the source tree, or empty: $MILLRACE_SOURCE, else the tree this program was built in.
QString findSourceFile(const QString& file);
/// Line @p line (from 1) of @p file, without indentation; empty where the tree or the line is not here.
QString sourceLine(const QString& file, int line);

/// The command that opens @p path at @p line in @p editor ($VISUAL); empty for editors whose way is not known and
/// for those that need a terminal.
QStringList editorCommand(const QString& editor, const QString& path, int line);
/// Opens "FILE" at @p line in $VISUAL, else in the desktop's program for the file, else copies "FILE:LINE".
/// Returns the sentence that tells the person which of them happened.
QString openSource(const QString& file, int line);

} // namespace millrace::ui
