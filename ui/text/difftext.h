// SPDX-License-Identifier: GPL-3.0-or-later
// The difference of two texts as hunks of lines, and as the rows a view draws. Values and pure functions; any thread.
#pragma once

#include <QList>
#include <QString>

namespace millrace::ui {

struct DiffLine
{
    enum class Kind { Context, Added, Removed };
    Kind kind = Kind::Context;
    QString text = {};
    int oldLine = 0; ///< from 1; 0 = the old text has no such line
    int newLine = 0;
    bool noNewline = false; ///< the last line of its text, without a newline
};

struct DiffHunk
{
    QString heading = {}; ///< the function or section the hunk lies in; may be empty
    QList<DiffLine> lines = {};
};

struct DiffText
{
    QString path = {}; ///< decides the highlighting
    QList<DiffHunk> hunks = {};
    bool cut = false; ///< there are more hunks than were read
};

/// One drawn row. Side by side it has two halves; unified only one of them, or both for context.
struct DiffRow
{
    enum class Kind { Context, Changed, Fold };
    Kind kind = Kind::Context;
    const DiffLine* left = nullptr; ///< null = this side has no line here
    const DiffLine* right = nullptr;
    const DiffLine* pair = nullptr; ///< unified: the other version of the line, to compare words with
    QString fold = {};              ///< Fold: "12 lines are the same · heading"
};

/// Rows point into @p diff, which must stay as it is.
QList<DiffRow> unifiedRows(const DiffText& diff);
QList<DiffRow> sideBySideRows(const DiffText& diff);

} // namespace millrace::ui
