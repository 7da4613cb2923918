// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/difftext.h"

#include <QCoreApplication>

namespace millrace::ui {

namespace {

using Kind = DiffLine::Kind;

struct Run
{
    QList<const DiffLine*> removed, added;
    bool isEmpty() const { return removed.isEmpty() && added.isEmpty(); }
};

DiffRow foldRow(int hiddenLines, const DiffHunk& next)
{
    DiffRow row;
    row.kind = DiffRow::Kind::Fold;
    row.fold = QCoreApplication::translate("DiffView", "%Ln unchanged line(s)", nullptr, hiddenLines);
    if (!next.heading.isEmpty())
        row.fold += QStringLiteral("  ·  ") + next.heading;
    return row;
}

/// Calls @p line for context and @p run for each stretch of removed and added lines, in order.
template <typename Line, typename Change> QList<DiffRow> rowsOf(const DiffText& diff, Line line, Change change)
{
    QList<DiffRow> rows;
    int oldEnd = 0;
    for (const DiffHunk& hunk : diff.hunks) {
        if (hunk.lines.isEmpty())
            continue;
        // A hunk that only adds has no old line of its own: its neighbour on the new side tells as much.
        const DiffLine& first = hunk.lines.first();
        const int hidden = first.oldLine > 0 ? first.oldLine - oldEnd - 1 : 0;
        if (hidden > 0 || !rows.isEmpty())
            rows.append(foldRow(qMax(0, hidden), hunk));
        Run run;
        for (const DiffLine& each : hunk.lines) {
            if (each.kind == Kind::Removed && run.added.isEmpty()) {
                run.removed.append(&each);
            } else if (each.kind == Kind::Added) {
                run.added.append(&each);
            } else {
                change(rows, run);
                run = {};
                if (each.kind == Kind::Removed)
                    run.removed.append(&each);
                else
                    line(rows, each);
            }
            if (each.oldLine > 0)
                oldEnd = each.oldLine;
        }
        change(rows, run);
    }
    if (diff.cut) {
        DiffRow row;
        row.kind = DiffRow::Kind::Fold;
        row.fold = QCoreApplication::translate("DiffView", "The difference is larger than what is shown");
        rows.append(row);
    }
    return rows;
}

void addContext(QList<DiffRow>& rows, const DiffLine& line)
{
    rows.append({DiffRow::Kind::Context, &line, &line});
}

} // namespace

QList<DiffRow> unifiedRows(const DiffText& diff)
{
    return rowsOf(diff, addContext, [](QList<DiffRow>& rows, const Run& run) {
        // Words are compared only where the lines stand in for one another.
        const bool paired = run.removed.size() == run.added.size();
        for (qsizetype i = 0; i < run.removed.size(); ++i)
            rows.append({DiffRow::Kind::Changed, run.removed.at(i), nullptr, paired ? run.added.at(i) : nullptr});
        for (qsizetype i = 0; i < run.added.size(); ++i)
            rows.append({DiffRow::Kind::Changed, nullptr, run.added.at(i), paired ? run.removed.at(i) : nullptr});
    });
}

QList<DiffRow> sideBySideRows(const DiffText& diff)
{
    return rowsOf(diff, addContext, [](QList<DiffRow>& rows, const Run& run) {
        const qsizetype count = qMax(run.removed.size(), run.added.size());
        for (qsizetype i = 0; i < count; ++i)
            rows.append({DiffRow::Kind::Changed, run.removed.value(i, nullptr), run.added.value(i, nullptr)});
    });
}

} // namespace millrace::ui
