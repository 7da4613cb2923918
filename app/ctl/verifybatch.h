// SPDX-License-Identifier: GPL-3.0-or-later
// Verifies packages one after the other, several at once, and records what was found. Main thread, with its event
// loop.
#pragma once

#include "app/ctl/context.h"
#include "core/engine/verifyrun.h"
#include "core/store/findingtable.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QObject>

namespace millrace::ctl {

struct VerifiedPackage
{
    QString package = {};
    QString repository = {};
    bool verified = false; ///< false: an import of it was running all the time, or the worker broke
    QString why = {};      ///< where it was not
    engine::VerifyResult result = {};
    int extracted = 0; ///< versions whose source was extracted again
    qint64 milliseconds = 0;
};

class VerifyBatch final : public QObject
{
    Q_OBJECT
public:
    /// @p sample: engine::everyVersion or a number of versions per package.
    VerifyBatch(Context& context, const QList<store::VerifiablePackage>& packages, int parallel, int sample);

    /// Returns when all are verified. Throws Error "internal.cancelled" when the user interrupts.
    QList<VerifiedPackage> run();

signals:
    void verified(const millrace::ctl::VerifiedPackage& package);

private:
    struct Task
    {
        store::VerifiablePackage package = {};
        int tries = 0;
    };
    /// What the store throws must not pass through the event loop: it ends the batch, and run() throws it.
    void guarded(const std::function<void()>& work);
    void startMore();
    void start(const Task& task);
    void finished(const Task& task, engine::VerifyRun* run, qint64 milliseconds);
    void again(Task task, const QString& why);
    void done(const VerifiedPackage& package);

    Context& m_context;
    QList<Task> m_tasks;
    const int m_parallel;
    const int m_sample;
    QMap<QString, QString> m_proxies;
    QList<engine::VerifyRun*> m_running;
    QList<VerifiedPackage> m_done;
    std::optional<Error> m_error;
    int m_waiting = 0; ///< tasks that try again in a moment
    QEventLoop m_loop;
};

} // namespace millrace::ctl
