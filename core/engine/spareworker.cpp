// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/spareworker.h"

#include "core/engine/workerenvironment.h"

namespace millrace::engine {

namespace {
constexpr int startMs = 2000; // a fork and an exec
} // namespace

SpareWorker::SpareWorker(QString program)
    : m_program(std::move(program))
{
}

SpareWorker::~SpareWorker()
{
    if (m_waiting && m_waiting->state() != QProcess::NotRunning) {
        m_waiting->kill();
        m_waiting->waitForFinished(2000);
    }
}

void SpareWorker::prepare()
{
    if (m_waiting && m_waiting->state() != QProcess::NotRunning)
        return;
    m_waiting = std::make_unique<QProcess>();
    m_waiting->setProcessEnvironment(workerEnvironment());
    m_waiting->start(m_program, {});
}

std::unique_ptr<QProcess> SpareWorker::take()
{
    std::unique_ptr<QProcess> spare = std::move(m_waiting);
    // Somebody may have killed it, or it could not be started: who takes a job then starts its own, and tells why.
    if (!spare || spare->state() == QProcess::NotRunning || !spare->waitForStarted(startMs))
        return nullptr;
    return spare;
}

} // namespace millrace::engine
