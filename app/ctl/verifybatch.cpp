// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/verifybatch.h"

#include "app/ctl/interrupt.h"
#include "core/archive/aptconfig.h"
#include "core/engine/verifyplan.h"
#include "core/engine/workerenvironment.h"

#include <QTimer>

namespace millrace::ctl {

namespace {
constexpr int tries = 5;
constexpr int betweenTriesMs = 2000;
} // namespace

VerifyBatch::VerifyBatch(Context& context, const QList<store::VerifiablePackage>& packages, int parallel, int sample)
    : m_context(context)
    , m_parallel(parallel)
    , m_sample(sample)
    , m_proxies(archive::readAptSettings().proxies.rules)
{
    for (const store::VerifiablePackage& package : packages)
        m_tasks.append({package});
}

QList<VerifiedPackage> VerifyBatch::run()
{
    Interrupt interrupt;
    const auto stop = [this] {
        m_tasks.clear();
        for (engine::VerifyRun* run : std::as_const(m_running))
            run->stop();
        m_loop.quit();
    };
    connect(&interrupt, &Interrupt::once, this, stop);
    QTimer::singleShot(0, this, &VerifyBatch::startMore);
    m_loop.exec();
    qDeleteAll(std::exchange(m_running, {}));
    if (m_error)
        throw *m_error;
    if (interrupt.happened())
        throw Error(QStringLiteral("internal.cancelled"),
                    QStringLiteral("interrupted; what was found so far is recorded"));
    return m_done;
}

void VerifyBatch::guarded(const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& error) {
        m_error = error;
        m_tasks.clear();
        m_loop.quit();
    }
}

void VerifyBatch::startMore()
{
    while (m_running.size() < m_parallel && !m_tasks.isEmpty())
        guarded([this, task = m_tasks.takeFirst()] { start(task); });
    if (m_running.isEmpty() && m_tasks.isEmpty() && m_waiting == 0)
        m_loop.quit();
}

void VerifyBatch::start(const Task& task)
{
    std::optional<integrity::VerifySpec> spec = m_context.store().call([&](store::StateStore& state) {
        return engine::planVerification(state, task.package, m_context.paths(), m_sample);
    });
    if (!spec) {
        again(task, QStringLiteral("it is being imported"));
        return;
    }
    spec->job.proxies = m_proxies;
    auto* run = new engine::VerifyRun(*spec, engine::workerProgram(), engine::VerifyRun::Priority::Normal, this);
    m_running.append(run);
    QElapsedTimer timer;
    timer.start();
    connect(run, &engine::VerifyRun::finished, this,
            [this, task, run, timer] { guarded([&] { finished(task, run, timer.elapsed()); }); });
    connect(run, &engine::VerifyRun::progressed, this,
            [this, name = task.package.name](const QString& what, qint64 count, qint64 total) {
                m_context.output.progress(
                    total > 0 ? QStringLiteral("%1: %2 (%3 of %4)").arg(name, what).arg(count).arg(total)
                              : QStringLiteral("%1: %2").arg(name, what));
            });
    run->start();
}

void VerifyBatch::finished(const Task& task, engine::VerifyRun* run, qint64 milliseconds)
{
    m_running.removeAll(run);
    run->deleteLater();
    if (run->result().stopped)
        return;
    const bool recorded = m_context.store().call([&](store::StateStore& state) {
        return engine::recordVerification(state, task.package.id, run->spec(), run->result());
    });
    if (!recorded) {
        again(task, QStringLiteral("it was imported meanwhile"));
        return;
    }
    VerifiedPackage package;
    package.package = task.package.name;
    package.repository = run->spec().job.repository;
    package.result = run->result();
    package.verified = !package.result.error;
    if (package.result.error)
        package.why = package.result.error->message();
    for (const integrity::CheckOutcome& outcome : package.result.checks) {
        if (outcome.check == QLatin1String("I4"))
            package.extracted = outcome.looked;
    }
    package.milliseconds = milliseconds;
    done(package);
}

void VerifyBatch::again(Task task, const QString& why)
{
    if (++task.tries >= tries) {
        VerifiedPackage package;
        package.package = task.package.name;
        package.repository = m_context.paths().repository(task.package.name);
        package.why = why;
        done(package);
        return;
    }
    ++m_waiting;
    QTimer::singleShot(betweenTriesMs, this, [this, task] {
        --m_waiting;
        m_tasks.append(task);
        startMore();
    });
}

void VerifyBatch::done(const VerifiedPackage& package)
{
    m_done.append(package);
    emit verified(package);
    // Not at once: the run that has ended is still on the stack.
    QTimer::singleShot(0, this, &VerifyBatch::startMore);
}

} // namespace millrace::ctl
