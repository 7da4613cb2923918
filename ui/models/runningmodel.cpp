// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/runningmodel.h"

#include "ui/models/format.h"

namespace millrace::ui {

namespace {

/// The step is no column of the store: jobs of other hosts show their stage only.
const QString stepColumn = QStringLiteral("step");

QList<ListColumn> runningColumns()
{
    QList<ListColumn> columns = defaultColumns(store::ListKind::Running);
    const ListColumn step{stepColumn, RunningModel::tr("Step"), CellKind::Text, 0, false};
    columns.insert(3, step);
    return columns;
}

} // namespace

RunningModel::RunningModel(store::StoreThread& read, const EngineHost& engine, const Clock& clock, QObject* parent)
    : PagedModel(store::ListKind::Running, read, runningColumns(), clock, parent)
    , m_engine(engine)
{
    connect(&m_engine, &EngineHost::progressed, this, &RunningModel::takeProgress);
}

const engine::JobProgress* RunningModel::progressOf(int row) const
{
    const auto found = m_engine.progress().constFind(idAt(row));
    return found == m_engine.progress().cend() ? nullptr : &found.value();
}

void RunningModel::takeProgress()
{
    for (auto it = m_engine.progress().cbegin(); it != m_engine.progress().cend(); ++it)
        announce(rowOf(it.key()));
}

QString RunningModel::displayText(int row, const ListColumn& column, const QVariant& cell) const
{
    const engine::JobProgress* progress = progressOf(row);
    if (column.name != stepColumn || !progress)
        return PagedModel::displayText(row, column, cell);
    QString text = progress->step;
    if (progress->total > 0)
        text += QStringLiteral(" · %1 %").arg(progress->done * 100 / progress->total);
    if (progress->versionsTotal > 1)
        text += QStringLiteral(" · ") + tr("version %1 of %2")
                                            .arg(std::min(progress->versionsDone + 1, progress->versionsTotal))
                                            .arg(progress->versionsTotal);
    return text;
}

QVariant RunningModel::rawCell(int row, const ListColumn& column, const QVariant& cell) const
{
    const engine::JobProgress* progress = progressOf(row);
    if (!progress)
        return cell;
    if (column.kind == CellKind::Stage && !progress->stage.isEmpty())
        return progress->stage;
    if (column.name == QLatin1String("version") && !progress->version.isEmpty())
        return progress->version;
    return cell;
}

double RunningModel::fraction(int row) const
{
    const engine::JobProgress* progress = progressOf(row);
    if (!progress || progress->total <= 0)
        return -1;
    return static_cast<double>(progress->done) / static_cast<double>(progress->total);
}

} // namespace millrace::ui
