// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/package/findingstab.h"

#include "core/base/answer.h"
#include "core/ops/operations.h"
#include "core/store/changefeed.h"
#include "core/store/storethread.h"
#include "ui/actions/actionregistry.h"
#include "ui/actions/operationrunner.h"
#include "ui/models/findingwords.h"
#include "ui/text/findingpane.h"
#include "ui/theme/theme.h"
#include "ui/widgets/emptystate.h"

#include <QAction>
#include <QEvent>
#include <QHeaderView>
#include <QSplitter>
#include <QStackedLayout>
#include <QToolButton>
#include <QTreeWidget>

namespace millrace::ui {

FindingsTab::FindingsTab(const AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
{
    auto* splitter = new QSplitter(this);
    splitter->setChildrenCollapsible(false);
    m_list = new QTreeWidget(splitter);
    m_list->setObjectName(QStringLiteral("packageFindings"));
    m_list->setAccessibleName(tr("Findings"));
    m_list->setHeaderLabels({tr("Severity"), tr("Check"), tr("Finding")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setFrameShape(QFrame::NoFrame);
    const int character = fontMetrics().averageCharWidth();
    m_list->setColumnWidth(0, character * 11);
    m_list->setColumnWidth(1, character * 14);
    m_pane = new FindingPane(m_context, splitter);
    splitter->addWidget(m_list);
    splitter->addWidget(m_pane);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({character * 60, character * 84});
    m_empty = new EmptyState(this);
    m_stack = new QStackedLayout(this);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(splitter);
    connect(m_list, &QTreeWidget::currentItemChanged, this, [this](const QTreeWidgetItem* item) {
        m_pane->setFinding(item ? item->data(0, Qt::UserRole).toLongLong() : 0);
    });
    connect(m_pane->openButton(), &QToolButton::clicked, this, [this] {
        if (m_pane->finding())
            emit versionWanted(m_pane->finding()->version);
    });
    QAction* acknowledgeAction =
        m_context.actions.add({QStringLiteral("package.acknowledge"),
                               tr("Acknowledge…", "verb"),
                               tr("The finding is known: leave it out of the open ones until it changes"),
                               QStringLiteral("ok"),
                               {},
                               {},
                               QStringLiteral("millracectl acknowledge FINDING"),
                               {},
                               true},
                              this, [this] { acknowledge(); });
    acknowledgeAction->setShortcut(QKeySequence(QStringLiteral("A")));
    acknowledgeAction->setShortcutContext(Qt::WidgetShortcut);
    m_list->addAction(acknowledgeAction);
    connect(m_pane->acknowledgeButton(), &QToolButton::clicked, this, &FindingsTab::acknowledge);
    ActionRegistry::lockWith(acknowledgeAction, m_pane->acknowledgeButton());
    connect(&m_context.feed, &store::ChangeFeed::changed, this, [this](const QSet<QString>& topics) {
        if (m_id != 0 && topics.contains(QStringLiteral("finding")))
            reload();
    });
}

void FindingsTab::setPackage(qint64 id)
{
    if (std::exchange(m_id, id) == id && id != 0)
        return;
    m_list->clear();
    m_pane->setFinding(0);
    m_verified = {};
    ++m_token;
    fill();
    if (id != 0)
        reload();
}

void FindingsTab::reload()
{
    const int token = ++m_token;
    answer(
        m_context.read.run([id = m_id](store::StateStore& store) {
            return Verified{store.findings.ofPackage(id), store.findings.verifiedAt(id)};
        }),
        this,
        [this, token](const Verified& verified) {
            if (token == m_token)
                take(verified);
        },
        [this, token](const Error& error) {
            if (token != m_token)
                return;
            m_empty->setContent(
                {QStringLiteral("error"), tr("The findings cannot be read"), error.message(), nullptr, Tone::Error});
            m_stack->setCurrentIndex(0);
        });
}

void FindingsTab::take(const Verified& verified)
{
    m_verified = verified;
    fill();
    emit changed();
}

void FindingsTab::fill()
{
    const qint64 current = m_pane->findingId();
    QTreeWidgetItem* chosen = nullptr;
    m_open = 0;
    {
        const QSignalBlocker quiet(m_list);
        m_list->clear();
        for (const store::Finding& finding : std::as_const(m_verified.findings)) {
            const bool isOpen = finding.state == QLatin1String("open");
            auto* item = new QTreeWidgetItem(
                m_list, {isOpen ? severityText(finding.severity) : tr("acknowledged", "state of a finding"),
                         checkText(finding.check), finding.message});
            item->setData(0, Qt::UserRole, finding.id);
            item->setForeground(0, theme::color(isOpen ? severityTone(finding.severity) : Tone::Muted));
            item->setToolTip(2, finding.message);
            m_open += isOpen && finding.severity != QLatin1String("note");
            if (finding.id == current)
                chosen = item;
        }
        if (!chosen)
            chosen = m_list->topLevelItem(0);
        m_list->setCurrentItem(chosen);
    }
    m_pane->setFinding(chosen ? chosen->data(0, Qt::UserRole).toLongLong() : 0);
    const bool verified = m_verified.verifiedAt > 0;
    m_empty->setContent({verified ? QStringLiteral("ok") : QStringLiteral("wait"),
                         verifiedText(m_verified.verifiedAt, false, m_context.clock.nowMs()),
                         verified
                             ? tr("Branches, tags, history and a sample of the sources were compared with the archive.")
                             : tr("The engine verifies imported packages when it has nothing else to do."),
                         nullptr, verified ? Tone::Ok : Tone::Muted});
    m_stack->setCurrentIndex(chosen ? 1 : 0);
}

void FindingsTab::acknowledge()
{
    if (!m_pane->finding())
        return;
    const bool again = m_pane->isAcknowledged();
    RunOptions options;
    options.verb = again ? tr("Acknowledge no longer", "verb, on a button") : tr("Acknowledge", "verb, on a button");
    options.reason = again ? ReasonField::None : ReasonField::Optional;
    m_context.runner.run(ops::acknowledge({m_pane->findingId()}, !again), options);
}

void FindingsTab::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_id != 0)
        fill();
}

} // namespace millrace::ui
