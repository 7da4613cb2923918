// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queuescreen.h"

#include "core/store/changefeed.h"
#include "ui/actions/actionregistry.h"
#include "ui/models/statuswatcher.h"
#include "ui/queue/enginebar.h"
#include "ui/queue/hostlist.h"
#include "ui/queue/jobpane.h"
#include "ui/queue/queueactions.h"
#include "ui/settings/settings.h"
#include "ui/theme/theme.h"
#include "ui/widgets/listpane.h"

#include <QLineEdit>
#include <QLocale>
#include <QSplitter>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

/// A list of one row is shown with room for a second: it looks like a list, and does not jump with every job.
constexpr int fewestRows = 2;

QList<ListColumn> finishedColumns()
{
    QList<ListColumn> columns = defaultColumns(store::ListKind::Jobs);
    columns.removeIf([](const ListColumn& column) {
        return column.name == QLatin1String("host") || column.name == QLatin1String("type");
    });
    return columns;
}

QFrame* line()
{
    auto* line = new QFrame;
    line->setFrameShape(QFrame::HLine);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    return line;
}

} // namespace

QueueScreen::QueueScreen(const AppContext& context, QWidget* parent)
    : Screen(context, parent)
    , m_running(context.read, context.engine, context.clock)
    , m_waiting(store::ListKind::Queue, context.read, {}, context.clock)
    , m_finished(store::ListKind::Jobs, context.read, finishedColumns(), context.clock)
{
    setObjectName(id());
    m_finished.setBaseFilter(QStringLiteral("state:done"));
    setModelsActive(false);
    buildLists();
    buildLayout();
    connectLists();
}

void QueueScreen::buildLists()
{
    QAction* import = context().actions.action(QStringLiteral("file.import"));
    m_runningPane = new ListPane(&m_running, {.name = QStringLiteral("queue.running"),
                                              .title = tr("Running"),
                                              .filter = false,
                                              .shrinks = true,
                                              .empty = {QStringLiteral("host"), tr("Nothing runs"), {}}});
    m_waitingPane = new ListPane(
        &m_waiting,
        {.name = QStringLiteral("queue.waiting"),
         .title = tr("Waiting"),
         .placeholder = tr("Filter: package, priority:<20, type:retry"),
         .empty = {QStringLiteral("empty"), tr("Nothing waits"),
                   tr("Name packages, and their whole history is imported from the archives of this machine."),
                   import}});
    m_finishedPane = new ListPane(&m_finished, {.name = QStringLiteral("queue.finished"),
                                                .title = tr("Recently finished"),
                                                .filter = false,
                                                .empty = {QStringLiteral("history"), tr("Nothing finished yet"), {}}});
    m_finishedPane->view()->sortByColumn(m_finished.columnOf(QStringLiteral("ended")), Qt::DescendingOrder);
    m_actions = new QueueActions(context(), m_waitingPane->view(), this);
    m_job = new JobPane(context());
    m_hosts = new HostList(context());
}

QWidget* QueueScreen::waitingTools()
{
    auto* tools = new QWidget;
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    for (QAction* action : m_actions->actions().mid(0, 4)) {
        auto* button = new QToolButton;
        button->setAutoRaise(true);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setDefaultAction(action);
        row->addWidget(button);
    }
    return tools;
}

void QueueScreen::buildLayout()
{
    m_waitingPane->addToTitle(waitingTools());
    m_columns = new QSplitter(Qt::Horizontal);
    m_columns->addWidget(m_waitingPane);
    m_columns->addWidget(m_finishedPane);
    m_columns->setStretchFactor(0, 2);
    m_columns->setStretchFactor(1, 1);
    m_rows = new QSplitter(Qt::Vertical);
    m_top = new QSplitter(Qt::Horizontal);
    m_top->addWidget(m_runningPane);
    m_top->addWidget(m_hosts);
    // Hosts are as wide as what is said of them; jobs have more to say than there is room for.
    m_top->setStretchFactor(0, 1);
    m_top->setStretchFactor(1, 0);
    m_rows->addWidget(m_top);
    m_rows->addWidget(m_job);
    m_rows->addWidget(m_columns);
    const int unit = fontMetrics().height();
    m_runningPane->view()->setMinimumHeight(unit * 5);
    m_hosts->tree()->setMinimumHeight(unit * 5);
    m_job->setMinimumHeight(unit * 10);
    m_columns->setMinimumHeight(unit * 10);
    m_hosts->setMinimumWidth(fontMetrics().averageCharWidth() * 62);
    for (QSplitter* splitter : {m_columns, m_rows, m_top}) {
        splitter->setChildrenCollapsible(false);
        splitter->setHandleWidth(1);
    }
    m_job->hide();
    m_columns->setSizes({unit * 46, unit * 23});
    m_top->setSizes({unit * 60, m_hosts->minimumWidth()});

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(new EngineBar(context()));
    layout->addWidget(line());
    layout->addWidget(m_rows, 1);
}

void QueueScreen::connectLists()
{
    for (PagedModel* model : {static_cast<PagedModel*>(&m_running), &m_waiting, &m_finished}) {
        connect(&context().feed, &store::ChangeFeed::changed, model, &PagedModel::noteChanges);
        connect(model, &PagedModel::refreshed, this, &Screen::ready);
        connect(model, &PagedModel::rowsArrived, this, &Screen::ready);
    }
    connect(m_job, &JobPane::ready, this, &Screen::ready);
    connect(&context().status, &StatusWatcher::changed, this, &QueueScreen::showHosts);
    showHosts();
    connect(&context().status, &StatusWatcher::changed, this, &Screen::badgeChanged);
    for (ListPane* pane : {m_runningPane, m_finishedPane}) {
        connect(pane->view(), &ListView::currentIdChanged, m_job, [this](qint64 id) {
            // A job that moved from running to finished keeps its log in sight.
            if (id != 0)
                m_job->showJob(id);
            m_job->setVisible(m_job->job() != 0);
            shareHeight();
        });
        connect(pane->view(), &ListView::idActivated, this, [this, pane](qint64 id) {
            emit goTo(QStringLiteral("package"), pane->model()->cellOf(id, QStringLiteral("package")).toString());
        });
    }
    connect(m_waitingPane->view(), &ListView::idActivated, this, [this](qint64 id) {
        emit goTo(QStringLiteral("package"), m_waiting.cellOf(id, QStringLiteral("package")).toString());
    });
    connect(m_actions, &QueueActions::openRequested, this,
            [this](const QString& package) { emit goTo(QStringLiteral("package"), package); });
    m_runningPane->view()->setSelectsFirst(true);
    connect(&m_running, &PagedModel::refreshed, this, &QueueScreen::shareHeight);
    connect(m_rows, &QSplitter::splitterMoved, this, [this] { m_sharedByHand = true; });
}

void QueueScreen::showHosts()
{
    const bool visible = m_hosts->isWorthShowing();
    // Beside the hosts there is room to say that nothing runs; alone, the title says it.
    if (m_hosts->isHidden() == visible) {
        m_hosts->setVisible(visible);
        m_runningPane->setShrinks(!visible);
    }
    shareHeight();
}

void QueueScreen::shareHeight()
{
    const int whole = m_rows->height();
    if (m_sharedByHand || !isVisible() || whole <= 0)
        return;
    const bool job = !m_job->isHidden();
    const int running = m_running.rowCount();
    int top = m_runningPane->heightFor(running == 0 ? 0 : std::max(running, fewestRows));
    if (!m_hosts->isHidden())
        top = std::max(top, m_hosts->heightFor(std::max(m_hosts->count(), fewestRows)));
    // The queue is what the screen is for: what is above it scrolls rather than take more than its part.
    const int most = whole * (job ? 30 : 40) / 100;
    top = std::clamp(top, m_top->minimumSizeHint().height(), std::max(most, m_top->minimumSizeHint().height()));
    const int rest = whole - top;
    m_rows->setSizes({top, job ? rest / 2 : 0, job ? rest - rest / 2 : rest});
}

void QueueScreen::resizeEvent(QResizeEvent* event)
{
    Screen::resizeEvent(event);
    shareHeight();
}

void QueueScreen::showEvent(QShowEvent* event)
{
    Screen::showEvent(event);
    shareHeight();
}

QString QueueScreen::badge() const
{
    const store::Status& status = context().status.status();
    const qint64 jobs = status.queueLength + status.running.size();
    return jobs > 0 ? QLocale().toString(jobs) : QString();
}

void QueueScreen::setModelsActive(bool active)
{
    m_running.setActive(active);
    m_waiting.setActive(active);
    m_finished.setActive(active);
}

void QueueScreen::activate()
{
    setModelsActive(true);
    m_waitingPane->view()->setFocus(Qt::OtherFocusReason);
}

void QueueScreen::deactivate()
{
    setModelsActive(false);
}

void QueueScreen::focusSearch()
{
    m_waitingPane->focusFilter();
}

bool QueueScreen::isReady() const
{
    return m_running.isSettled() && m_waiting.isSettled() && m_finished.isSettled() && m_job->isReady();
}

void QueueScreen::showExample()
{
    ListView* running = m_runningPane->view();
    if (m_running.rowCount() > 0)
        running->selectId(m_running.idAt(0));
    else if (m_finished.rowCount() > 0)
        m_finishedPane->view()->selectId(m_finished.idAt(0));
    if (m_waiting.rowCount() > 0)
        m_waitingPane->view()->selectId(m_waiting.idAt(0));
}

void QueueScreen::saveSession()
{
    if (m_sharedByHand)
        context().settings.saveSplitter(QStringLiteral("queue/rows"), m_rows);
    context().settings.saveSplitter(QStringLiteral("queue/columns"), m_columns);
    context().settings.saveSplitter(QStringLiteral("queue/top"), m_top);
    context().settings.setSessionText(QStringLiteral("queue/filter"), m_waitingPane->filterEdit()->text());
}

void QueueScreen::restoreSession()
{
    m_sharedByHand = context().settings.restoreSplitter(QStringLiteral("queue/rows"), m_rows);
    context().settings.restoreSplitter(QStringLiteral("queue/columns"), m_columns);
    context().settings.restoreSplitter(QStringLiteral("queue/top"), m_top);
    m_waitingPane->setFilterText(context().settings.sessionText(QStringLiteral("queue/filter")));
}

} // namespace millrace::ui
