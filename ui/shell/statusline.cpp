// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/statusline.h"

#include "core/store/storethread.h"
#include "ui/actions/actionregistry.h"
#include "ui/models/enginehost.h"
#include "ui/models/enginewords.h"
#include "ui/models/statuswatcher.h"
#include "ui/theme/theme.h"
#include "ui/widgets/tonelabel.h"

#include <QDir>
#include <QHBoxLayout>
#include <QToolButton>

namespace millrace::ui {

namespace {

QString storeName(const store::StoreUrl& url)
{
    if (url.kind == store::StoreUrl::Kind::Postgres)
        return url.text;
    const QString home = QDir::homePath() + QLatin1Char('/');
    return url.path.startsWith(home) ? QLatin1String("~/") + url.path.mid(home.size()) : url.path;
}

} // namespace

StatusLine::StatusLine(const AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
{
    setObjectName(QStringLiteral("statusline"));
    m_store = new ToneLabel(Tone::Muted, storeName(context.read.url()));
    m_store->setToolTip(tr("State store: %1").arg(context.read.url().text));
    m_engine = new QToolButton;
    m_engine->setObjectName(QStringLiteral("statusline.engine"));
    m_engine->setAutoRaise(true);
    m_engine->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_sentence = new ToneLabel(Tone::Muted);
    m_sentence->setObjectName(QStringLiteral("statusline.sentence"));
    m_sentence->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_staleIcon = new IconLabel(QStringLiteral("warning"), Tone::Warning, fontMetrics().height());
    m_stale = new ToneLabel(Tone::Warning);
    m_stale->setObjectName(QStringLiteral("statusline.stale"));
    m_failures = new QToolButton;
    m_failures->setObjectName(QStringLiteral("statusline.failures"));
    m_failures->setAutoRaise(true);
    m_failures->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_failures->setToolTip(tr("Show the failures"));

    const int gap = theme::spacing();
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(gap / 2, 0, gap / 2, 0);
    layout->setSpacing(gap / 2);
    layout->addWidget(new IconLabel(QStringLiteral("archive"), Tone::Muted, fontMetrics().height()));
    layout->addWidget(m_store);
    layout->addSpacing(gap);
    layout->addWidget(m_engine);
    layout->addWidget(m_sentence, 1);
    layout->addWidget(m_staleIcon);
    layout->addWidget(m_stale);
    layout->addSpacing(gap);
    layout->addWidget(m_failures);

    connect(m_engine, &QToolButton::clicked, context.actions.action(QStringLiteral("engine.toggle")),
            &QAction::trigger);
    connect(m_failures, &QToolButton::clicked, this, &StatusLine::failuresClicked);
    connect(&context.engine, &EngineHost::stateChanged, this, &StatusLine::showState);
    connect(&context.engine, &EngineHost::pollChanged, this, &StatusLine::showState);
    connect(&context.engine, &EngineHost::broke, this, &StatusLine::showState);
    connect(&context.status, &StatusWatcher::changed, this, &StatusLine::showState);
    showState();
}

void StatusLine::showState()
{
    const store::Status& status = m_context.status.status();
    const engine::EngineState state = m_context.engine.state();
    m_engine->setText(engineStateText(state));
    m_engine->setIcon(theme::icon(engineStateIcon(state), engineStateTone(state)));
    m_engine->setToolTip(state == engine::EngineState::Running ? tr("Pause the engine") : tr("Start the engine"));
    const QString sentence = engineSentence(m_context.engine, status);
    m_sentence->setText(sentence);
    m_sentence->setToolTip(sentence);

    const qint64 failures = status.held + status.decisions + status.retryWait;
    m_failures->setText(failures == 0 ? tr("No failures")
                                      : tr("%Ln package(s) held or waiting", nullptr, static_cast<int>(failures)));
    m_failures->setIcon(failures == 0 ? theme::icon(QStringLiteral("ok"), Tone::Ok)
                                      : theme::icon(QStringLiteral("error"), Tone::Error));
    showStale();
}

void StatusLine::showStale()
{
    const QStringList suites = m_context.status.status().staleSuites;
    m_staleIcon->setVisible(!suites.isEmpty());
    m_stale->setVisible(!suites.isEmpty());
    m_stale->setText(tr("Stale mirror: %1").arg(suites.join(QStringLiteral(", "))));
    m_stale->setToolTip(tr("The Release file of these suites is past its Valid-Until date. This machine's apt settings "
                           "allow that; what is newer on the archive is not imported yet."));
}

} // namespace millrace::ui
