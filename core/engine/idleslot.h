// SPDX-License-Identifier: GPL-3.0-or-later
// IdleSlot: the engine's idle slot. While the engine has nothing else to do it verifies one package at a time, at
// idle priority, and joins the packs of a repository in which it found nothing; it is cut short the moment a job is due
// and never holds one up. Which package is next and when it was last verified is in the store, so that several engines
// share the work. Lives on the engine's thread; owned by it.
#pragma once

#include "core/base/paths.h"
#include "core/engine/maintenancerun.h"
#include "core/engine/repositorysource.h"
#include "core/engine/verifyrun.h"
#include "core/store/storethread.h"

#include <QElapsedTimer>
#include <QThreadPool>

namespace millrace::engine {

struct IdleSlotOptions
{
    Paths paths = {};
    std::shared_ptr<RepositorySource> repositories = {};
    QString program = {};
    QString host = {};
    qint64 everyMs = 0; ///< between two verifications of one package; 0 = never
    int sample = 3;     ///< versions extracted again each time
};

class IdleSlot final : public QObject
{
    Q_OBJECT
public:
    /// @p pool runs what blocks; it and @p store outlive this.
    IdleSlot(store::StoreThread& store, QThreadPool& pool, IdleSlotOptions options, QObject* parent);

    /// Nothing else is to be done: begins a verification if one is due. Cheap; call it at every tick.
    void look();
    /// Something else is to be done: what runs is killed and its package gets another turn.
    void yield();
    /// When another look() may find something; 0 = while one is under way, or when it is off.
    qint64 msToNextLook() const;
    /// Something is under way; settled() will follow.
    bool isBusy() const { return m_busy; }

signals:
    void started(const QString& package);
    /// @p findings without notes. @p cutShort: nothing was recorded.
    void ended(const QString& package, int findings, bool cutShort);
    void settled();

private:
    struct Planned
    {
        store::VerifiablePackage package = {};
        std::optional<integrity::VerifySpec> spec = {};
    };
    void run(const Planned& planned);
    void record(const store::VerifiablePackage& package);
    void maintain(const QString& package);
    void settle(bool nothingDue);
    void tell(const QString& package);

    store::StoreThread& m_store;
    QThreadPool& m_pool;
    const IdleSlotOptions m_options;
    std::unique_ptr<VerifyRun> m_run;
    std::unique_ptr<MaintenanceRun> m_maintenance;
    QElapsedTimer m_sinceLook; ///< runs once a look found nothing due
    bool m_busy = false;
    bool m_yielding = false;
    bool m_told = false;
};

} // namespace millrace::engine
