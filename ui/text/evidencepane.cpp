// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/evidencepane.h"

#include "core/base/answer.h"
#include "core/store/changefeed.h"
#include "core/store/storethread.h"
#include "ui/models/format.h"
#include "ui/models/logplace.h"
#include "ui/models/words.h"
#include "ui/text/attemptlist.h"
#include "ui/text/codeedit.h"
#include "ui/text/logview.h"
#include "ui/text/tracebackview.h"
#include "ui/theme/theme.h"
#include "ui/widgets/actionrow.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/stagebar.h"
#include "ui/widgets/tonelabel.h"

#include <QComboBox>
#include <QStackedLayout>
#include <QTabWidget>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

/// Whether anything that the pane draws differs.
bool same(const store::FailureDetails& a, const store::FailureDetails& b)
{
    const auto attempts = [](const store::FailureDetails& f) {
        QList<qint64> key;
        for (const store::AttemptDetails& attempt : f.attempts)
            key << attempt.id << attempt.ended;
        return key;
    };
    return a.id == b.id && a.lastAt == b.lastAt && a.count == b.count && a.state == b.state &&
           a.nextRetryAt == b.nextRetryAt && a.message == b.message && attempts(a) == attempts(b);
}

QLabel* wrapped(QWidget* parent)
{
    auto* label = new QLabel(parent);
    // Not selectable: a selectable label asks for less height than its wrapped text needs. "Copy all" has the words.
    label->setWordWrap(true);
    return label;
}

} // namespace

EvidencePane::EvidencePane(const AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
{
    setObjectName(QStringLiteral("evidence"));
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead());
    buildTabs();
    column->addWidget(m_tabs, 1);
    m_empty = new EmptyState(this);
    m_stack = new QStackedLayout(this);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(content);
    setFailure(0);

    connect(&m_context.feed, &store::ChangeFeed::changed, this, [this](const QSet<QString>& topics) {
        if (m_id != 0 && isVisible() &&
            (topics.contains(QStringLiteral("failure")) || topics.contains(QStringLiteral("job"))))
            reload();
    });
}

QWidget* EvidencePane::buildHead()
{
    const int gap = theme::spacing();
    auto* head = new QWidget(this);
    m_title = new QLabel(head);
    m_title->setObjectName(QStringLiteral("evidenceTitle"));
    m_title->setFont(theme::heading());
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_state = new ToneLabel(Tone::Error, head);
    m_message = wrapped(head);
    m_message->setObjectName(QStringLiteral("evidenceMessage"));
    m_facts = new ToneLabel(Tone::Muted, head);
    m_facts->setWordWrap(true);
    auto* title = new QHBoxLayout;
    title->addWidget(m_title);
    title->addStretch(1);
    title->addWidget(m_state);
    // What is rare is one click further away, however wide the window is.
    m_actions = new ActionRow({.name = QStringLiteral("evidence.actions"), .most = 5, .icons = 1}, head);
    auto* column = new QVBoxLayout(head);
    column->setContentsMargins(gap, gap * 2 / 3, gap, gap * 2 / 3);
    column->setSpacing(gap / 2);
    column->addLayout(title);
    column->addWidget(m_message);
    column->addWidget(m_facts);
    column->addWidget(m_actions);
    return head;
}

void EvidencePane::buildTabs()
{
    m_tabs = new QTabWidget(this);
    m_tabs->setObjectName(QStringLiteral("evidenceTabs"));
    m_tabs->setDocumentMode(true);
    m_traceback = new TracebackView(m_tabs);
    m_log = new LogView(m_tabs);
    m_logChoice = new QComboBox(m_log);
    m_logChoice->setObjectName(QStringLiteral("logChoice"));
    m_logChoice->setAccessibleName(tr("Attempt"));
    m_log->addTool(m_logChoice);
    m_attempts = new AttemptList(m_tabs);
    auto* grouping = new QWidget(m_tabs);
    auto* column = new QVBoxLayout(grouping);
    column->setContentsMargins(0, 0, 0, 0);
    auto* explanation = wrapped(grouping);
    explanation->setText(tr("Failures with exactly these lines form one group. Versions, paths, checksums and line "
                            "numbers are left out of them, so that the same cause reads the same in every package."));
    explanation->setContentsMargins(theme::spacing(), theme::spacing() / 2, theme::spacing(), 0);
    m_why = new CodeEdit(grouping);
    m_why->setAccessibleName(tr("Why grouped"));
    column->addWidget(explanation);
    column->addWidget(m_why, 1);

    m_tabs->addTab(m_traceback, tr("Traceback"));
    m_tabs->addTab(m_log, tr("Log"));
    m_tabs->addTab(m_attempts, tr("Attempts"));
    m_tabs->addTab(grouping, tr("Why grouped"));

    const auto say = [this](const QString& sentence) { m_context.messages.say(Tone::Muted, sentence); };
    connect(m_traceback, &TracebackView::noticed, this, say);
    connect(m_log, &LogView::noticed, this, say);
    connect(m_logChoice, &QComboBox::activated, this, [this] { showLog(m_logChoice->currentData().toLongLong()); });
    connect(m_attempts, &AttemptList::attemptChosen, this, [this](qint64 id) {
        showLog(id);
        m_tabs->setCurrentWidget(m_log);
        m_log->setFocus();
    });
}

void EvidencePane::setActions(const QList<QAction*>& actions)
{
    m_actions->setActions(actions);
}

void EvidencePane::setEmptyText(const QString& title, const QString& text)
{
    m_emptyTitle = title;
    m_emptyText = text;
    if (m_id == 0)
        setFailure(0);
}

void EvidencePane::setFailure(qint64 id)
{
    if (id != 0 && id == m_id)
        return;
    m_id = id;
    m_details.reset();
    m_failed = false;
    if (id == 0) {
        ++m_token;
        m_empty->setContent({QStringLiteral("trace"), m_emptyTitle, m_emptyText});
        m_stack->setCurrentIndex(0);
        emit ready();
        return;
    }
    reload();
}

void EvidencePane::reload()
{
    const int token = ++m_token;
    answer(
        m_context.read.run([id = m_id](store::StateStore& store) { return store.details.failure(id); }), this,
        [this, token](const std::optional<store::FailureDetails>& details) {
            if (token != m_token)
                return;
            if (details)
                take(*details);
            else
                fail(tr("This failure is gone"), tr("It was removed from the store."));
        },
        [this, token](const Error& error) {
            if (token == m_token)
                fail(tr("The failure cannot be read"), error.message());
        });
}

void EvidencePane::take(const store::FailureDetails& details)
{
    m_failed = false;
    const bool again = m_details && same(*m_details, details);
    const bool sameTrace = m_details && m_details->id == details.id && m_details->lastAt == details.lastAt;
    m_details = details;
    m_stack->setCurrentIndex(1);
    fillHead();
    if (!again) {
        if (!sameTrace) {
            m_traceback->setEvidence({details.code, details.message, details.advice, details.trace, details.evidence});
            m_why->setPlainText(details.whyGrouped.join(QLatin1Char('\n')));
        }
        m_attempts->setAttempts(details.attempts, m_context.clock.nowMs());
        fillLogs();
    }
    emit ready();
}

void EvidencePane::fail(const QString& what, const QString& why)
{
    m_failed = true;
    m_details.reset();
    m_empty->setContent({QStringLiteral("error"), what, why, nullptr, Tone::Error});
    m_stack->setCurrentIndex(0);
    emit ready();
}

void EvidencePane::fillHead()
{
    const store::FailureDetails& f = *m_details;
    const qint64 now = m_context.clock.nowMs();
    m_title->setText(QStringLiteral("%1 %2").arg(f.package, f.version).trimmed());
    m_state->setTone(stateTone(f.state));
    m_state->setText(stateText(f.state));
    m_state->setToolTip(stateExplanation(f.state));
    m_message->setText(f.message);
    QStringList facts = {f.code};
    if (!f.suite.isEmpty())
        facts << f.suite;
    if (const auto stage = stageFromName(f.phase))
        facts << tr("in stage %1").arg(stageText(*stage));
    facts << tr("%Ln time(s)", "how often it failed", f.count) << tr("last %1", "an age").arg(agoText(f.lastAt, now));
    if (f.autoRetries > 0)
        facts << tr("%Ln automatic retry(s)", nullptr, f.autoRetries);
    if (const QString next = untilText(f.nextRetryAt, now); !next.isEmpty())
        facts << tr("next retry %1", "in 5 min").arg(next);
    // Lines break between the facts, not inside one.
    for (QString& fact : facts)
        fact.replace(QLatin1Char(' '), QChar(QChar::Nbsp));
    m_facts->setText(facts.join(QStringLiteral(" · ")));
    m_facts->setToolTip(absoluteText(f.lastAt));
}

void EvidencePane::fillLogs()
{
    const qint64 now = m_context.clock.nowMs();
    m_logChoice->clear();
    int number = int(m_details->attempts.size());
    for (const store::AttemptDetails& attempt : m_details->attempts)
        m_logChoice->addItem(AttemptList::attemptText(attempt, number--, now), attempt.id);
    m_logChoice->setVisible(m_logChoice->count() > 0);
    const auto shown = std::find_if(m_details->attempts.cbegin(), m_details->attempts.cend(),
                                    [this](const auto& attempt) { return attempt.logPath == m_log->path(); });
    if (m_details->attempts.isEmpty())
        m_log->clear(tr("No attempt was recorded, so there is no log"));
    else
        showLog(shown == m_details->attempts.cend() ? m_details->attempts.first().id : shown->id);
}

void EvidencePane::showLog(qint64 attemptId)
{
    for (const store::AttemptDetails& attempt : m_details->attempts) {
        if (attempt.id != attemptId)
            continue;
        m_logChoice->setCurrentIndex(m_logChoice->findData(attemptId));
        if (attempt.logPath.isEmpty())
            m_log->clear(tr("This attempt left no log"));
        else
            m_log->setLog(attempt.logPath, attempt.ended == 0, logElsewhere(attempt, thisHostName()));
    }
}

} // namespace millrace::ui
