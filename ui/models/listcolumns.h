// SPDX-License-Identifier: GPL-3.0-or-later
// ListColumn: how one column of a store list is shown: its title, how raw cells become words, how wide it starts.
// Values; the functions are pure and run on any thread (translations are read, never changed).
#pragma once

#include "core/store/lists.h"
#include "ui/models/tone.h"

#include <QList>
#include <QString>
#include <QVariant>

namespace millrace::ui {

enum class CellKind {
    Text,
    Number,   ///< right-aligned, with the locale's separators
    Ago,      ///< epoch ms: "2 h ago", absolute in the tooltip
    Until,    ///< epoch ms in the future: "in 5 min"; past and 0: empty
    Elapsed,  ///< epoch ms of a start: "1:42"
    Flag,     ///< yes or nothing
    State,    ///< a package's, job's or failure's state, as a word with a tone
    Outcome,  ///< of a job or attempt
    Code,     ///< an error code "archive.missing"
    Priority, ///< 0 = "next", 1–100
    JobType,
    Position, ///< the row's number, from 1; has no cell
    Stage,    ///< a stage's name; drawn by StageDelegate
    Severity, ///< of a finding
    Check,    ///< of verification: what it looks at
    Actor,    ///< who did it: the engine or a person
};

struct ListColumn
{
    QString name = {};  ///< column of the list (also what sorting asks for); empty for Position
    QString title = {}; ///< translated header
    CellKind kind = CellKind::Text;
    int chars = 12;       ///< start width in average characters; 0 = takes the rest
    bool sortable = true; ///< header click sorts in SQL
};

/// The columns a list shows unless its screen asks for others.
QList<ListColumn> defaultColumns(store::ListKind kind);

/// The words of a raw cell. @p nowMs is what "ago" counts from.
QString cellText(CellKind kind, const QVariant& cell, qint64 nowMs);
/// Longer words for the tooltip: the absolute time, what a state means. Empty where there is nothing to add.
QString cellToolTip(CellKind kind, const QVariant& cell);
Tone cellTone(CellKind kind, const QVariant& cell);

} // namespace millrace::ui
