// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/activity/activityscreen.h"

#include "core/base/answer.h"
#include "core/base/error.h"
#include "core/store/changefeed.h"
#include "ui/actions/actionregistry.h"
#include "ui/actions/operationrunner.h"
#include "ui/activity/eventpane.h"
#include "ui/activity/eventtext.h"
#include "ui/settings/settings.h"
#include "ui/widgets/listpane.h"

#include <QLineEdit>
#include <QSplitter>
#include <QVBoxLayout>

namespace millrace::ui {

ActivityScreen::ActivityScreen(const AppContext& context, QWidget* parent)
    : Screen(context, parent)
    , m_events(store::ListKind::Events, context.read, {}, context.clock)
{
    setObjectName(id());
    m_events.setActive(false);
    m_list = new ListPane(&m_events, {.name = QStringLiteral("activity.events"),
                                      .title = tr("Activity"),
                                      .placeholder = tr("Filter: package, actor:engine, action:retry, last:24h"),
                                      .empty = {QStringLiteral("activity"), tr("Nothing happened yet"),
                                                tr("Every change, by a person or by the engine, is recorded here.")}});
    registerActions();
    m_pane = new EventPane({m_undo, m_copy});
    m_pane->setMinimumWidth(fontMetrics().averageCharWidth() * 40);
    m_list->setMinimumWidth(fontMetrics().averageCharWidth() * 50);
    m_splitter = new QSplitter(Qt::Horizontal);
    m_splitter->addWidget(m_list);
    m_splitter->addWidget(m_pane);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    connectAll();
}

void ActivityScreen::registerActions()
{
    ActionSpec undo{QStringLiteral("activity.undo"), tr("Undo this…"),
                    tr("Take the selected event back, after a preview"), QStringLiteral("undo")};
    undo.listKeys = {QKeySequence(Qt::Key_U)};
    undo.command = QStringLiteral("millracectl undo EVENT");
    undo.changes = true;
    m_undo = context().actions.add(undo, this, [this] { context().runner.undo(m_pane->auditEvent().id, true); });
    ActionSpec copy{QStringLiteral("activity.copy"), tr("Copy as command"),
                    tr("Copy the command line that does the same as the selected event"), QStringLiteral("command")};
    copy.listKeys = {QKeySequence(Qt::Key_C)};
    copy.noCommand = tr("It copies one");
    m_copy =
        context().actions.add(copy, this, [this] { context().runner.copyCommand(eventCommand(m_pane->auditEvent())); });
    m_list->view()->addListAction(m_undo);
    m_list->view()->addListAction(m_copy);
    take({});
}

void ActivityScreen::connectAll()
{
    connect(&context().feed, &store::ChangeFeed::changed, &m_events, &PagedModel::noteChanges);
    connect(&m_events, &PagedModel::refreshed, this, &Screen::ready);
    connect(&m_events, &PagedModel::rowsArrived, this, &Screen::ready);
    connect(m_list->view(), &ListView::currentIdChanged, this, &ActivityScreen::read);
    // Undo of the event that is in sight changes its "undone by".
    connect(&context().feed, &store::ChangeFeed::changed, this, [this](const QSet<QString>& topics) {
        if (isVisible() && m_asked != 0 && topics.contains(QStringLiteral("event")))
            read(m_asked);
    });
    m_list->view()->setSelectsFirst(true);
}

void ActivityScreen::read(qint64 event)
{
    m_asked = event;
    if (event == 0) {
        take({});
        return;
    }
    m_reading = true;
    answer(
        context().read.run([event](store::StateStore& store) { return store.events.byId(event); }), this,
        [this, event](const std::optional<store::Event>& found) {
            if (event != m_asked)
                return;
            m_reading = false;
            take(found.value_or(store::Event()));
            emit ready();
        },
        [this](const Error& error) {
            m_reading = false;
            store::Event failed;
            failed.summary = error.message();
            take(failed);
        });
}

void ActivityScreen::take(const store::Event& event)
{
    if (m_pane)
        m_pane->setAuditEvent(event);
    const QString obstacle = undoObstacle(event);
    ActionRegistry::setAvailable(m_undo, obstacle.isEmpty(), obstacle);
    ActionRegistry::setAvailable(m_copy, event.id != 0, tr("Select an event first"));
}

void ActivityScreen::activate()
{
    m_events.setActive(true);
    m_list->view()->setFocus(Qt::OtherFocusReason);
}

void ActivityScreen::deactivate()
{
    m_events.setActive(false);
}

void ActivityScreen::focusSearch()
{
    m_list->focusFilter();
}

bool ActivityScreen::isReady() const
{
    return m_events.isSettled() && !m_reading;
}

void ActivityScreen::showExample()
{
    // The newest event of a person says more than what the engine writes all day.
    for (qint64 id : m_events.ids().mid(0, 100)) {
        if (m_events.cellOf(id, QStringLiteral("actor")).toString() != QLatin1String("engine")) {
            m_list->view()->selectId(id);
            return;
        }
    }
}

void ActivityScreen::saveSession()
{
    context().settings.saveSplitter(QStringLiteral("activity/columns"), m_splitter);
    context().settings.setSessionText(QStringLiteral("activity/filter"), m_list->filterEdit()->text());
}

void ActivityScreen::restoreSession()
{
    context().settings.restoreSplitter(QStringLiteral("activity/columns"), m_splitter);
    m_list->setFilterText(context().settings.sessionText(QStringLiteral("activity/filter")));
}

} // namespace millrace::ui
