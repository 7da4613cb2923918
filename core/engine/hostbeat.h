// SPDX-License-Identifier: GPL-3.0-or-later
// HostBeat: what an engine and the others tell each other by the store: that it lives and holds its leases, what a
// person wants of its host; and that it looks after those who are gone. Lives on the engine's thread; owned by the
// Engine.
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/engine/publisher.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <functional>

namespace millrace::engine {

/// What it tells.
struct HostState
{
    QString state = {}; ///< as HostTable::beat() takes it
    int parallel = 0;
    QList<store::Job> jobs = {}; ///< in hand
};

class HostBeat final : public QObject
{
    Q_OBJECT
public:
    /// @p tell is asked at every beat. @p pool runs what blocks; it, @p store and @p clock outlive this.
    HostBeat(store::StoreThread& store, QThreadPool& pool, Paths paths, std::shared_ptr<RepositorySource> repositories,
             QString host, const Clock& clock, std::function<HostState()> tell, QObject* parent);

    const QString& identity() const { return m_identity; }
    /// Beats regularly from now on.
    void start();
    void stop();
    /// Beats now: something changed.
    void beat();
    /// What an engine does before anything else: takes over what abandoned engines left, and tidies up. recovered() or
    /// recoveryFailed() follows.
    void recoverFirst();
    bool isRecovering() const { return m_recovering; }

signals:
    void recovered();
    void recoveryFailed(const millrace::Error& error);
    /// Jobs of others were put back into the queue.
    void reclaimed();
    /// The jobs of these attempts are no longer ours.
    void lost(const QList<qint64>& attemptIds);
    /// At every beat.
    void wanted(const millrace::store::WantedOfHost& wanted);
    /// Nothing is under way any more.
    void settled();

private:
    void recoverOthers();

    store::StoreThread& m_store;
    QThreadPool& m_pool;
    const Paths m_paths;
    const QString m_host;
    const QString m_identity;
    const Clock& m_clock;
    const std::function<HostState()> m_tell;
    Publisher m_publisher;
    QTimer m_timer;
    bool m_recovering = false;
};

} // namespace millrace::engine
