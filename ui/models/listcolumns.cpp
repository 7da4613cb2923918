// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/listcolumns.h"

#include "ui/models/findingwords.h"
#include "ui/models/format.h"
#include "ui/models/words.h"

#include <QCoreApplication>
#include <QLocale>

namespace millrace::ui {

using store::ListKind;

namespace {

struct Columns
{
    Q_DECLARE_TR_FUNCTIONS(millrace::ui::Columns)
};

ListColumn column(const char* name, const QString& title, CellKind kind, int chars)
{
    return {QString::fromLatin1(name), title, kind, chars, true};
}

ListColumn position()
{
    return {{}, Columns::tr("#", "position in the queue"), CellKind::Position, 5, false};
}

} // namespace

QList<ListColumn> defaultColumns(ListKind kind)
{
    const ListColumn package = column("package", Columns::tr("Package"), CellKind::Text, 22);
    const ListColumn version = column("version", Columns::tr("Version"), CellKind::Text, 18);
    const ListColumn state = column("state", Columns::tr("State"), CellKind::State, 14);
    switch (kind) {
    case ListKind::Packages:
        return {package,
                version,
                state,
                column("publications", Columns::tr("Published"), CellKind::Number, 9),
                column("imported", Columns::tr("Imported"), CellKind::Number, 9),
                column("changed_at", Columns::tr("Changed"), CellKind::Ago, 12)};
    case ListKind::Queue:
        return {position(),
                column("package", Columns::tr("Package"), CellKind::Text, 18),
                column("type", Columns::tr("Job"), CellKind::JobType, 10),
                column("priority", Columns::tr("Priority"), CellKind::Priority, 8),
                column("reason", Columns::tr("Why waiting"), CellKind::Text, 0),
                column("due_at", Columns::tr("Due"), CellKind::Until, 9),
                column("created", Columns::tr("Queued"), CellKind::Ago, 11)};
    case ListKind::Running:
        // Beside the hosts there is not much room, and the step has what is left of it.
        return {column("package", Columns::tr("Package"), CellKind::Text, 18),
                column("version", Columns::tr("Version"), CellKind::Text, 14),
                column("stage", Columns::tr("Stage"), CellKind::Stage, 18),
                column("started", Columns::tr("Elapsed"), CellKind::Elapsed, 8),
                column("host", Columns::tr("Host"), CellKind::Text, 12)};
    case ListKind::Groups:
        return {column("title", Columns::tr("Failure"), CellKind::Text, 0),
                column("packages", Columns::tr("Packages"), CellKind::Number, 9),
                column("last_at", Columns::tr("Last"), CellKind::Ago, 12)};
    case ListKind::Failures:
        return {package, version, column("code", Columns::tr("Error"), CellKind::Code, 18), state,
                column("last_at", Columns::tr("Last"), CellKind::Ago, 12)};
    case ListKind::Jobs:
        return {package, column("type", Columns::tr("Job"), CellKind::JobType, 8),
                column("outcome", Columns::tr("Outcome"), CellKind::Outcome, 12),
                column("ended", Columns::tr("Ended"), CellKind::Ago, 13),
                column("host", Columns::tr("Host"), CellKind::Text, 14)};
    case ListKind::Events:
        return {column("at", Columns::tr("When"), CellKind::Ago, 13),
                column("actor", Columns::tr("Who"), CellKind::Actor, 14),
                column("summary", Columns::tr("What"), CellKind::Text, 0)};
    case ListKind::Findings:
        return {column("package", Columns::tr("Package"), CellKind::Text, 0),
                column("severity", Columns::tr("Severity"), CellKind::Severity, 9),
                column("check", Columns::tr("About"), CellKind::Check, 12)};
    }
    return {};
}

QString cellText(CellKind kind, const QVariant& cell, qint64 nowMs)
{
    switch (kind) {
    case CellKind::Text:
    case CellKind::Code:
        return cell.toString();
    case CellKind::Number:
        return QLocale().toString(cell.toLongLong());
    case CellKind::Ago:
        return cell.toLongLong() > 0 ? agoText(cell.toLongLong(), nowMs) : QString();
    case CellKind::Until:
        return untilText(cell.toLongLong(), nowMs);
    case CellKind::Elapsed:
        return elapsedText(cell.toLongLong(), nowMs);
    case CellKind::Flag:
        return cell.toBool() ? Columns::tr("yes") : QString();
    case CellKind::State:
        return stateText(cell.toString());
    case CellKind::Outcome:
        return outcomeText(cell.toString());
    case CellKind::Priority:
        return priorityText(cell.toInt());
    case CellKind::JobType:
        return jobTypeText(cell.toString());
    case CellKind::Stage:
        return cell.toString();
    case CellKind::Actor:
        return cell.toString() == QLatin1String("engine") ? Columns::tr("the engine") : cell.toString();
    case CellKind::Severity:
        return severityText(cell.toString());
    case CellKind::Check:
        return checkText(cell.toString());
    case CellKind::Position:
        break;
    }
    return {};
}

QString cellToolTip(CellKind kind, const QVariant& cell)
{
    switch (kind) {
    case CellKind::Ago:
    case CellKind::Until:
        return cell.toLongLong() > 0 ? absoluteText(cell.toLongLong()) : QString();
    case CellKind::Elapsed:
        return Columns::tr("Since %1").arg(absoluteText(cell.toLongLong()));
    case CellKind::State:
        return stateExplanation(cell.toString());
    case CellKind::Text:
    case CellKind::Code:
        return cell.toString(); // what the column is too narrow for
    default:
        return {};
    }
}

Tone cellTone(CellKind kind, const QVariant& cell)
{
    switch (kind) {
    case CellKind::State:
        return stateTone(cell.toString());
    case CellKind::Outcome:
        return outcomeTone(cell.toString());
    case CellKind::Severity:
        return severityTone(cell.toString());
    case CellKind::Code:
        return Tone::Error;
    case CellKind::Ago:
    case CellKind::Until:
    case CellKind::Position:
    case CellKind::Actor:
    case CellKind::JobType:
        return Tone::Muted;
    case CellKind::Priority:
        return cell.toInt() == 0 ? Tone::Accent : Tone::Muted;
    default:
        return Tone::Text;
    }
}

} // namespace millrace::ui
