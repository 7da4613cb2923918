// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/enginebar.h"

#include "ui/actions/access.h"
#include "ui/actions/actionregistry.h"
#include "ui/models/enginehost.h"
#include "ui/models/enginewords.h"
#include "ui/models/statuswatcher.h"
#include "ui/settings/settings.h"
#include "ui/theme/theme.h"
#include "ui/widgets/tonelabel.h"

#include <QHBoxLayout>
#include <QSpinBox>
#include <QToolButton>

namespace millrace::ui {

namespace {

constexpr int mostJobs = 64;

QToolButton* button(const ActionRegistry& actions, const char* id)
{
    auto* button = new QToolButton;
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::StrongFocus);
    if (QAction* action = actions.action(QLatin1String(id)))
        button->setDefaultAction(action);
    return button;
}

} // namespace

EngineBar::EngineBar(const AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
{
    m_icon = new IconLabel(QStringLiteral("stop"), Tone::Muted, fontMetrics().height());
    m_state = new ToneLabel(Tone::Muted);
    m_state->setFont(theme::heading());
    m_state->setObjectName(QStringLiteral("queue.engine"));
    m_sentence = new ToneLabel(Tone::Muted);
    m_sentence->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_jobs = new QSpinBox;
    m_jobs->setObjectName(QStringLiteral("queue.jobs"));
    m_jobs->setRange(1, mostJobs);
    m_jobs->setValue(context.engine.parallelJobs());
    auto* jobsLabel = new QLabel(tr("&Jobs at once"));
    jobsLabel->setBuddy(m_jobs);

    const int gap = theme::spacing();
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(gap, gap * 2 / 3, gap, gap * 2 / 3);
    layout->setSpacing(gap / 2);
    layout->addWidget(m_icon);
    layout->addWidget(m_state);
    layout->addSpacing(gap / 2);
    layout->addWidget(m_sentence, 1);
    layout->addWidget(button(context.actions, "engine.toggle"));
    layout->addWidget(jobsLabel);
    layout->addWidget(m_jobs);
    layout->addSpacing(gap);
    layout->addWidget(button(context.actions, "file.poll"));
    layout->addWidget(button(context.actions, "file.import"));

    connect(m_jobs, &QSpinBox::valueChanged, this, [this](int jobs) {
        m_context.settings.setParallelJobs(jobs);
        m_context.engine.setParallelJobs(jobs);
    });
    connect(&context.engine, &EngineHost::parallelJobsChanged, m_jobs, &QSpinBox::setValue);
    connect(&context.engine, &EngineHost::stateChanged, this, &EngineBar::showState);
    connect(&context.engine, &EngineHost::pollChanged, this, &EngineBar::showState);
    connect(&context.engine, &EngineHost::broke, this, &EngineBar::showState);
    connect(&context.status, &StatusWatcher::changed, this, &EngineBar::showState);
    connect(&context.access, &Access::changed, this, &EngineBar::showState);
    showState();
}

void EngineBar::showState()
{
    const QString locked = m_context.access.reason();
    const QString tip = tr("How many imports this computer runs at once");
    m_jobs->setEnabled(locked.isEmpty());
    m_jobs->setToolTip(locked.isEmpty() ? tip : tip + QLatin1Char('\n') + locked);
    const engine::EngineState state = m_context.engine.state();
    const bool broken = !m_context.engine.breakage().isEmpty();
    m_icon->setIcon(broken ? QStringLiteral("error") : engineStateIcon(state),
                    broken ? Tone::Error : engineStateTone(state));
    m_state->setText(engineStateText(state));
    m_state->setTone(broken ? Tone::Error : engineStateTone(state));
    const QString sentence = engineSentence(m_context.engine, m_context.status.status());
    m_sentence->setText(sentence);
    m_sentence->setToolTip(sentence);
}

} // namespace millrace::ui
