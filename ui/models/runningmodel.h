// SPDX-License-Identifier: GPL-3.0-or-later
// RunningModel: the jobs that run, from the store, with the finer and fresher progress of this process's own engine
// laid over it: step, fraction, version. GUI thread.
#pragma once

#include "ui/models/enginehost.h"
#include "ui/models/pagedmodel.h"

namespace millrace::ui {

class RunningModel final : public PagedModel
{
    Q_OBJECT
public:
    /// Keeps a reference to @p engine.
    RunningModel(store::StoreThread& read, const EngineHost& engine, const Clock& clock = Clock::system(),
                 QObject* parent = nullptr);

protected:
    QString displayText(int row, const ListColumn& column, const QVariant& cell) const override;
    QVariant rawCell(int row, const ListColumn& column, const QVariant& cell) const override;
    double fraction(int row) const override;

private:
    void takeProgress();
    const engine::JobProgress* progressOf(int row) const;

    const EngineHost& m_engine;
};

} // namespace millrace::ui
