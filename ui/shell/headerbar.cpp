// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/headerbar.h"

#include "core/store/historytable.h"
#include "ui/connections/connectionchip.h"
#include "ui/models/format.h"
#include "ui/shell/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/historytrend.h"
#include "ui/widgets/tonelabel.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QToolButton>

namespace millrace::ui {

namespace {

constexpr int trendHours = 24;

} // namespace

HeaderBar::HeaderBar(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
{
    setObjectName(QStringLiteral("header"));
    m_title = new QLabel;
    m_title->setObjectName(QStringLiteral("header.title"));
    QFont font = theme::heading();
    font.setPointSizeF(font.pointSizeF() * 1.1);
    m_title->setFont(font);
    m_chip = new ConnectionChip(session.book(), session.connection(), session.access(),
                                session.actions().action(QStringLiteral("connection.lock")),
                                session.actions().action(QStringLiteral("connection.manage")));
    m_queue = new QToolButton;
    m_queue->setObjectName(QStringLiteral("header.queue"));
    m_queue->setAutoRaise(true);
    m_queue->setToolTip(tr("Show the queue"));
    auto* trend = new Sparkline(Tone::Accent);
    trend->setObjectName(QStringLiteral("header.trend"));
    m_eta = new ToneLabel(Tone::Muted);
    m_eta->setObjectName(QStringLiteral("header.eta"));
    m_eta->setToolTip(tr("When the queue will be empty, from how long recent imports took"));

    const int gap = theme::spacing();
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(gap, gap / 3, gap, gap / 3);
    layout->setSpacing(gap / 2);
    layout->addWidget(m_title);
    layout->addStretch(1);
    layout->addWidget(m_chip);
    layout->addSpacing(gap);
    layout->addWidget(m_queue);
    layout->addWidget(trend);
    layout->addSpacing(gap / 2);
    layout->addWidget(m_eta);
    connect(m_queue, &QToolButton::clicked, this, &HeaderBar::queueClicked);
    connect(&session.status(), &StatusWatcher::changed, this, &HeaderBar::showState);
    new HistoryTrend(session.context(), trend,
                     {store::metric::queued, trendHours * store::HistoryTable::hourMs, trendHours,
                      tr("Jobs in the queue, last 24 hours")});
    showState();
}

void HeaderBar::setTitle(const QString& title)
{
    m_title->setText(title);
}

void HeaderBar::showState()
{
    const store::Status& status = m_session.status().status();
    const qint64 jobs = status.queueLength + status.running.size();
    m_queue->setText(jobs > 0 ? tr("Queue %1", "a number of jobs").arg(QLocale().toString(jobs)) : tr("Queue empty"));
    const QString eta = jobs > 0 ? etaText(status.etaLowMs, status.etaHighMs) : QString();
    m_eta->setText(eta.isEmpty() ? QString() : tr("ETA %1", "a range of durations").arg(eta));
    m_eta->setVisible(!eta.isEmpty());
}

void HeaderBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::panel());
    painter.setPen(theme::border());
    painter.drawLine(rect().bottomLeft(), rect().bottomRight());
}

} // namespace millrace::ui
