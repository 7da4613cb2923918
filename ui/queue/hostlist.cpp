// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/hostlist.h"

#include "core/ops/operations.h"
#include "core/queue/job.h"
#include "ui/actions/access.h"
#include "ui/actions/actionregistry.h"
#include "ui/actions/operationrunner.h"
#include "ui/models/format.h"
#include "ui/models/statuswatcher.h"
#include "ui/models/words.h"
#include "ui/theme/theme.h"
#include "ui/widgets/tonelabel.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QShortcut>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

enum Column { Name, State, Jobs, Heard, ColumnCount };
constexpr int nameRole = Qt::UserRole;
constexpr int refreshMs = 5'000;

/// An engine that runs beats every heartbeatMs; three that are missing are no accident.
bool isSilent(const store::HostStatus& host, qint64 nowMs)
{
    return host.state != QLatin1String("stopped") && nowMs - host.heartbeat > 3 * queue::heartbeatMs;
}

int rowHeight(const QTreeWidget& tree)
{
    return tree.fontMetrics().height() * 8 / 5;
}

int wantedParallel(const store::HostStatus& host)
{
    return host.wantedParallel > 0 ? host.wantedParallel : host.parallel;
}

} // namespace

HostList::HostList(const AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
{
    setObjectName(QStringLiteral("queue.hosts"));
    registerActions();
    build();
    m_clock.setInterval(refreshMs);
    connect(&m_clock, &QTimer::timeout, this, &HostList::showHosts);
    connect(&context.status, &StatusWatcher::changed, this, &HostList::showHosts);
    connect(m_tree, &QTreeWidget::currentItemChanged, this, &HostList::follow);
    m_clock.start();
    showHosts();
}

void HostList::registerActions()
{
    m_drain = add("host.drain", tr("Drain"), tr("Let the host finish what it runs, and begin nothing"), "hold",
                  Qt::Key_D, QStringLiteral("millracectl host NAME --drain"), [this] { setDrain(true); });
    m_run = add("host.run", tr("Let run"), tr("Let the host take jobs again"), "start", Qt::Key_U,
                QStringLiteral("millracectl host NAME --run"), [this] { setDrain(false); });
    m_fewer = add("host.fewer", tr("Fewer"), tr("One job less at once on this host"), "down", Qt::Key_Minus,
                  QStringLiteral("millracectl host NAME --jobs N"), [this] { changeParallel(-1); });
    m_more = add("host.more", tr("More"), tr("One more job at once on this host"), "up", Qt::Key_Plus,
                 QStringLiteral("millracectl host NAME --jobs N"), [this] { changeParallel(1); });
    m_copy = add("host.copy", tr("Copy as command"), tr("Copy the command line that drains the host"), "command",
                 Qt::Key_C, QString(), [this] {
                     ops::HostChange change;
                     change.drain = true;
                     m_context.runner.copyAsCommand(*ops::host(chosen(), change));
                 });
}

QAction* HostList::add(const char* id, const QString& text, const QString& tip, const char* icon, Qt::Key key,
                       const QString& command, std::function<void()> run)
{
    ActionSpec spec{QLatin1String(id), text, tip, QLatin1String(icon)};
    spec.listKeys = {QKeySequence(key)};
    spec.command = command;
    spec.changes = !command.isEmpty();
    if (command.isEmpty())
        spec.noCommand = tr("It copies one");
    return m_context.actions.add(spec, this, std::move(run));
}

void HostList::build()
{
    const int gap = theme::spacing();
    m_tree = new QTreeWidget;
    m_tree->setObjectName(QStringLiteral("queue.hosts.list"));
    m_tree->setAccessibleName(tr("Hosts"));
    m_tree->setRootIsDecorated(false);
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_tree->setHeaderLabels({tr("Host"), tr("State"), tr("Jobs"), tr("Last heard of")});
    const int character = fontMetrics().averageCharWidth();
    m_tree->header()->setStretchLastSection(true);
    // What a column is too narrow for is in its tooltip; a bar would take a host's row.
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    const int widths[] = {20, 13, 9};
    for (int i = 0; i < 3; ++i)
        m_tree->header()->resizeSection(i, character * widths[i]);
    auto* title = new QLabel(tr("Hosts"));
    title->setFont(theme::heading());
    title->setBuddy(m_tree);
    m_count = new ToneLabel(Tone::Muted);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(gap, gap * 2 / 3, gap, gap / 2);
    head->setSpacing(gap / 2);
    head->addStrut(fontMetrics().height() * 3 / 2);
    head->addWidget(title);
    head->addWidget(m_count);
    head->addStretch();
    for (QAction* action : {m_drain, m_run, m_fewer, m_more, m_copy}) {
        m_tree->addAction(action);
        for (const QKeySequence& key : ActionRegistry::listKeys(action))
            new QShortcut(key, m_tree, action, &QAction::trigger, Qt::WidgetShortcut);
        if (action == m_copy)
            continue;
        auto* button = new QToolButton;
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setDefaultAction(action);
        head->addWidget(button);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_tree, 1);
    setFocusProxy(m_tree);
}

bool HostList::isWorthShowing() const
{
    return m_hosts.size() > 1 || (m_context.access.terms().lockable && !m_hosts.isEmpty());
}

int HostList::heightFor(int hosts) const
{
    return layout()->itemAt(0)->sizeHint().height() + m_tree->header()->sizeHint().height() +
           hosts * rowHeight(*m_tree);
}

QString HostList::chosen() const
{
    const QTreeWidgetItem* item = m_tree->currentItem();
    return item ? item->data(Name, nameRole).toString() : QString();
}

void HostList::choose(const QString& host)
{
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        if (m_tree->topLevelItem(i)->data(Name, nameRole).toString() == host)
            m_tree->setCurrentItem(m_tree->topLevelItem(i));
    }
}

void HostList::showHosts()
{
    m_hosts = m_context.status.status().hosts;
    const qint64 now = m_context.clock.nowMs();
    // Rows stay where they are: the list is in the order of names, and hosts are few.
    for (int i = 0; i < m_hosts.size(); ++i) {
        if (i >= m_tree->topLevelItemCount())
            m_tree->addTopLevelItem(new QTreeWidgetItem);
        showHost(m_tree->topLevelItem(i), m_hosts.at(i), now);
    }
    while (m_tree->topLevelItemCount() > m_hosts.size())
        delete m_tree->takeTopLevelItem(m_tree->topLevelItemCount() - 1);
    m_count->setText(m_hosts.isEmpty() ? QString() : QString::number(m_hosts.size()));
    if (!m_tree->currentItem() && m_tree->topLevelItemCount() > 0)
        m_tree->setCurrentItem(m_tree->topLevelItem(0));
    follow();
}

void HostList::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    // The rows keep the colours that they were given.
    if (event->type() == QEvent::PaletteChange)
        showHosts();
}

void HostList::showHost(QTreeWidgetItem* item, const store::HostStatus& host, qint64 nowMs) const
{
    const bool silent = isSilent(host, nowMs);
    item->setData(Name, nameRole, host.host);
    item->setText(Name, host.host);
    item->setText(State, silent ? tr("silent", "state of a host") : stateText(host.state));
    item->setForeground(State, theme::color(silent ? Tone::Error : stateTone(host.state)));
    item->setToolTip(State, silent ? tr("It said it was %1 and has not been heard of since. Its jobs go back into the "
                                        "queue when their leases run out.")
                                         .arg(stateText(host.state))
                                   : stateExplanation(host.state));
    const int wanted = wantedParallel(host);
    item->setText(Jobs, tr("%1 of %2", "jobs that run, jobs allowed").arg(host.jobs).arg(wanted));
    item->setToolTip(Jobs, wanted == host.parallel
                               ? QString()
                               : tr("%1 are wanted; its engine runs up to %2 now").arg(wanted).arg(host.parallel));
    item->setText(Heard, agoText(host.heartbeat, nowMs));
    item->setForeground(Heard, theme::color(silent ? Tone::Error : Tone::Muted));
    item->setToolTip(Heard, absoluteText(host.heartbeat));
    item->setSizeHint(Name, QSize(0, rowHeight(*m_tree)));
}

void HostList::follow()
{
    const QString name = chosen();
    store::HostStatus host;
    for (const store::HostStatus& each : std::as_const(m_hosts)) {
        if (each.host == name)
            host = each;
    }
    const QString none = tr("Select a host");
    const bool any = !name.isEmpty();
    ActionRegistry::setAvailable(m_drain, any && !host.wantsDrain, any ? tr("It is draining already") : none);
    ActionRegistry::setAvailable(m_run, any && host.wantsDrain, any ? tr("It is not drained") : none);
    ActionRegistry::setAvailable(m_more, any, none);
    ActionRegistry::setAvailable(m_fewer, any && wantedParallel(host) > 1, any ? tr("Drain it to have none") : none);
    ActionRegistry::setAvailable(m_copy, any, none);
}

void HostList::setDrain(bool drain)
{
    ops::HostChange change;
    change.drain = drain;
    m_context.runner.run(ops::host(chosen(), change), {drain ? tr("Drain") : tr("Let run"), false, ReasonField::None});
}

void HostList::changeParallel(int by)
{
    for (const store::HostStatus& host : std::as_const(m_hosts)) {
        if (host.host != chosen())
            continue;
        ops::HostChange change;
        change.parallel = std::max(1, wantedParallel(host) + by);
        m_context.runner.run(ops::host(host.host, change), {tr("Set jobs at once"), false, ReasonField::None});
    }
}

} // namespace millrace::ui
