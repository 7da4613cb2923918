// SPDX-License-Identifier: GPL-3.0-or-later
// "Why grouped": which rule of the signature's algorithm made each of the lines that it was computed from.
// Pure; any thread.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace millrace::failure {

struct GroupLine
{
    QString line = {}; ///< as it went into the signature
    QString rule = {}; ///< one sentence: what it is and what was taken out of it
};

/// @p lines and @p algorithm as they are stored beside the signature.
QList<GroupLine> explainLines(const QStringList& lines, int algorithm);

} // namespace millrace::failure
