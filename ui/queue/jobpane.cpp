// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/jobpane.h"

#include "core/base/answer.h"
#include "core/base/error.h"
#include "core/store/changefeed.h"
#include "ui/models/enginehost.h"
#include "ui/models/enginewords.h"
#include "ui/models/format.h"
#include "ui/models/logplace.h"
#include "ui/models/statuswatcher.h"
#include "ui/models/words.h"
#include "ui/text/logview.h"
#include "ui/theme/theme.h"
#include "ui/widgets/stagebar.h"
#include "ui/widgets/tonelabel.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace millrace::ui {

JobPane::JobPane(const AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
{
    setObjectName(QStringLiteral("queue.job"));
    m_title = new ToneLabel(Tone::Text);
    m_title->setFont(theme::heading());
    m_state = new ToneLabel(Tone::Muted);
    m_stages = new StageBar;
    m_log = new LogView;

    const int gap = theme::spacing();
    auto* head = new QHBoxLayout;
    head->setContentsMargins(gap, gap * 2 / 3, gap, gap / 3);
    head->setSpacing(gap);
    head->addWidget(m_title);
    head->addWidget(m_state);
    head->addWidget(m_stages, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_log, 1);

    connect(&context.engine, &EngineHost::progressed, this, &JobPane::showProgress);
    connect(&context.feed, &store::ChangeFeed::changed, this, [this](const QSet<QString>& topics) {
        if (m_job != 0 && isVisible() && topics.contains(QStringLiteral("job")))
            read();
    });
    showJob(0);
}

void JobPane::showJob(qint64 jobId)
{
    m_job = jobId;
    m_details = {};
    m_state->clear();
    m_stages->setVisible(jobId != 0);
    if (jobId == 0) {
        m_title->setText(tr("No job selected"));
        m_log->clear(tr("Select a running or finished job to read its log."));
        return;
    }
    m_title->clear();
    read();
}

void JobPane::read()
{
    m_reading = true;
    answer(
        m_context.read.run([id = m_job](store::StateStore& store) { return store.details.job(id); }), this,
        [this, id = m_job](const std::optional<store::JobDetails>& details) {
            if (id != m_job)
                return;
            m_reading = false;
            if (details)
                take(*details);
            emit ready();
        },
        [this](const Error& error) {
            m_reading = false;
            m_log->clear(error.message());
            emit ready();
        });
}

void JobPane::take(const store::JobDetails& details)
{
    m_details = details;
    const QString host = details.attempts.isEmpty() ? QString() : hostOf(details.attempts.first());
    const bool here = host.isEmpty() || host == thisHostName();
    m_title->setText(here ? details.package : tr("%1 on %2", "a package, a host").arg(details.package, host));
    const bool running = details.state == QLatin1String("running");
    if (details.attempts.isEmpty()) {
        m_log->clear(tr("The job has not started yet: it has no log."));
    } else if (details.attempts.first().logPath.isEmpty()) {
        m_log->clear(tr("This attempt wrote no log."));
    } else {
        const store::AttemptDetails& attempt = details.attempts.first();
        m_log->setLog(attempt.logPath, running, logElsewhere(attempt, thisHostName()));
    }
    showProgress();
}

void JobPane::showProgress()
{
    if (m_job == 0 || m_details.id != m_job)
        return;
    const auto live = m_context.engine.progress().constFind(m_job);
    StageProgress progress;
    if (live != m_context.engine.progress().cend()) {
        progress.stage = stageFromName(live->stage);
        if (live->total > 0)
            progress.fraction = static_cast<double>(live->done) / static_cast<double>(live->total);
        m_state->setTone(Tone::Running);
        QStringList parts{live->version, live->step};
        for (const store::RunningJob& job : m_context.status.status().running) {
            if (const QString left = toGoText(job.etaLowMs, job.etaHighMs); job.jobId == m_job && !left.isEmpty())
                parts << left;
        }
        m_state->setText(parts.join(QStringLiteral(" · ")));
    } else if (!m_details.attempts.isEmpty()) {
        const store::AttemptDetails& attempt = m_details.attempts.first();
        progress.stage = stageFromName(attempt.stage);
        progress.finished = attempt.outcome == QLatin1String("done");
        progress.failed = attempt.outcome == QLatin1String("failed") || attempt.outcome == QLatin1String("crashed");
        m_state->setTone(outcomeTone(attempt.outcome));
        QString text = outcomeText(attempt.outcome);
        if (attempt.ended > attempt.started)
            text += QStringLiteral(" · ") + durationText(attempt.ended - attempt.started);
        m_state->setText(text);
    }
    m_stages->setProgress(progress);
}

} // namespace millrace::ui
