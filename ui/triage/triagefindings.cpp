// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/triage/triagefindings.h"

#include "core/ops/operations.h"
#include "core/store/changefeed.h"
#include "ui/actions/actionregistry.h"
#include "ui/actions/operationrunner.h"
#include "ui/models/findingwords.h"
#include "ui/models/pagedmodel.h"
#include "ui/models/statuswatcher.h"
#include "ui/text/findingpane.h"
#include "ui/triage/findingsrow.h"
#include "ui/widgets/listpane.h"

#include <QToolButton>

namespace millrace::ui {

TriageFindings::TriageFindings(const AppContext& context, QWidget* parent)
    : QObject(parent)
    , m_context(context)
    , m_model(new PagedModel(store::ListKind::Findings, context.read, {}, context.clock, this))
    , m_row(new FindingsRow(parent))
    , m_pane(new FindingPane(context, parent))
{
    ListPaneOptions options;
    options.name = QStringLiteral("triage.findings");
    options.title = tr("Findings");
    options.placeholder = tr("Filter: words, severity:error, check:I2");
    options.empty = {QStringLiteral("ok"), tr("No findings"), tr("Nothing that verification found is open any more.")};
    m_list = new ListPane(m_model, options, parent);
    m_list->view()->setSelectsFirst(true);
    m_pane->setEmptyText(tr("No finding selected"), tr("What was expected and what is there appears here."));
    QAction* openAction = m_context.actions.add({QStringLiteral("triage.openFinding"),
                                                 tr("Open version"),
                                                 tr("Show the package at the version that the finding is about"),
                                                 QStringLiteral("package"),
                                                 {},
                                                 {QKeySequence(QStringLiteral("O"))},
                                                 QStringLiteral("millracectl show PACKAGE"),
                                                 {}},
                                                this, [this] { open(); });
    m_list->view()->addListAction(openAction);
    QAction* acknowledgeAction =
        m_context.actions.add({QStringLiteral("triage.acknowledge"),
                               tr("Acknowledge…", "verb"),
                               tr("The selected findings are known: leave them out until they change, after a preview"),
                               QStringLiteral("ok"),
                               {},
                               {QKeySequence(QStringLiteral("A"))},
                               QStringLiteral("millracectl acknowledge FINDING…"),
                               {},
                               true},
                              this, [this] { acknowledge(); });
    m_list->view()->addListAction(acknowledgeAction);
    ActionRegistry::lockWith(acknowledgeAction, m_pane->acknowledgeButton());
    m_model->setBaseFilter(QStringLiteral("state:open -severity:note"));
    connectParts();
    m_model->refresh();
    showCount();
}

void TriageFindings::connectParts()
{
    connect(&m_context.feed, &store::ChangeFeed::changed, m_model, &PagedModel::noteChanges);
    connect(&m_context.status, &StatusWatcher::changed, this, &TriageFindings::showCount);
    connect(m_list->view(), &ListView::currentIdChanged, m_pane, &FindingPane::setFinding);
    connect(m_list->view(), &ListView::idActivated, this, &TriageFindings::open);
    connect(m_model, &PagedModel::rowsArrived, this, &TriageFindings::ready);
    connect(m_model, &PagedModel::loadStateChanged, this, &TriageFindings::ready);
    connect(m_pane, &FindingPane::ready, this, &TriageFindings::ready);
    connect(m_pane->openButton(), &QToolButton::clicked, this, &TriageFindings::open);
    connect(m_pane->acknowledgeButton(), &QToolButton::clicked, this, &TriageFindings::acknowledge);
}

bool TriageFindings::isReady() const
{
    return m_model->isSettled() && m_pane->findingId() != 0 && m_pane->isReady();
}

void TriageFindings::open()
{
    const auto& finding = m_pane->finding();
    if (finding)
        emit packageWanted(finding->version.isEmpty() ? m_pane->package()
                                                      : m_pane->package() + QLatin1Char(' ') + finding->version);
}

void TriageFindings::acknowledge()
{
    const QList<qint64> ids = m_list->view()->selectedIds();
    if (ids.isEmpty())
        return;
    RunOptions options;
    options.verb = tr("Acknowledge %Ln finding(s)", "verb, on a button", int(ids.size()));
    options.reason = ReasonField::Optional;
    m_context.runner.run(ops::acknowledge(ids), options);
}

void TriageFindings::showCount()
{
    const store::VerificationStatus& status = m_context.status.status().verification;
    const int count = int(status.errors + status.warnings);
    QStringList parts;
    if (status.errors > 0)
        parts << tr("%Ln error(s)", "findings", int(status.errors));
    if (status.warnings > 0)
        parts << tr("%Ln warning(s)", "findings", int(status.warnings));
    parts << verifiedText(status.lastAt, true, m_context.clock.nowMs());
    m_row->setContent(count, parts.join(QStringLiteral("  ·  ")), status.errors > 0);
    m_row->setVisible(count > 0);
    if (std::exchange(m_count, count) != count)
        emit countChanged();
}

} // namespace millrace::ui
