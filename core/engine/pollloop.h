// SPDX-License-Identifier: GPL-3.0-or-later
// PollLoop: reads the archives when they are due, or now, one poll at a time. Lives on the engine's thread; owned by
// the Engine.
#pragma once

#include "core/engine/poller.h"

#include <QObject>
#include <QThreadPool>

namespace millrace::engine {

class PollLoop final : public QObject
{
    Q_OBJECT
public:
    /// @p everyS overrides the archives' intervals; 0 = does not. @p pool runs what blocks; it, @p store and @p clock
    /// outlive this.
    PollLoop(store::StoreThread& store, QThreadPool& pool, QString cacheFolder, int everyS, const Clock& clock,
             QObject* parent);
    ~PollLoop() override;

    /// Polls what is due, if anything is; else it is cheap and ended() follows all the same.
    void pollIfDue();
    /// Polls all enabled archives, or those named, whether or not they are due or away.
    void pollNow(const QStringList& archives);
    /// Ends the poll under way after the suite it is at.
    void cancel();
    bool isBusy() const { return m_busy; }
    /// Whether it is still open if something is due, and what of it is ours to read.
    bool isBeginning() const { return m_beginning; }
    int everyS() const { return m_everyS; }

signals:
    void started();
    void progressed(const QString& sentence);
    /// It has claimed what it reads.
    void begun();
    void polled(int newPublications, const QStringList& warnings);
    /// Nothing is under way any more, whether or not something was due.
    void ended();
    void storeFailed(const millrace::Error& error);

private:
    void poll(const PollRequest& request);
    void settle();

    store::StoreThread& m_store;
    QThreadPool& m_pool;
    const QString m_cacheFolder;
    const int m_everyS;
    const Clock& m_clock;
    Cancellation m_cancellation;
    bool m_busy = false;
    bool m_beginning = false;
};

} // namespace millrace::engine
