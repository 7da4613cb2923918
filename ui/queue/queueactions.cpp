// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queueactions.h"

#include "core/ops/operations.h"
#include "core/queue/job.h"
#include "ui/actions/actionregistry.h"
#include "ui/actions/operationrunner.h"
#include "ui/widgets/listview.h"

namespace millrace::ui {

namespace {

/// One press moves past one class of jobs (importer.md b10: the classes are ten apart).
constexpr int priorityStep = 10;

} // namespace

QueueActions::QueueActions(const AppContext& context, ListView* waiting, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_waiting(waiting)
{
    registerAll();
    for (QAction* action : m_actions)
        waiting->addListAction(action);
    connect(waiting, &ListView::selectionIdsChanged, this, &QueueActions::follow);
    follow();
}

void QueueActions::add(const QString& id, const QString& text, const QString& tip, const QString& icon, Qt::Key key,
                       const QString& command, std::function<void()> run)
{
    ActionSpec spec{id, text, tip, icon};
    spec.listKeys = {QKeySequence(key)};
    spec.command = command;
    spec.changes = !command.isEmpty();
    if (command.isEmpty())
        spec.noCommand = tr("It only shows or copies");
    m_actions.append(m_context.actions.add(spec, this, std::move(run)));
}

void QueueActions::registerAll()
{
    add(QStringLiteral("queue.next"), tr("Do next"), tr("Import the selected packages before everything else"),
        QStringLiteral("next"), Qt::Key_N, QStringLiteral("millracectl priority PACKAGE… next"),
        [this] { prioritise(queue::priority::doNext); });
    add(QStringLiteral("queue.raise"), tr("Sooner"), tr("Raise the priority of the selected jobs"),
        QStringLiteral("up"), Qt::Key_Plus, QStringLiteral("millracectl priority PACKAGE… N"),
        [this] { shift(-priorityStep); });
    add(QStringLiteral("queue.lower"), tr("Later"), tr("Lower the priority of the selected jobs"),
        QStringLiteral("down"), Qt::Key_Minus, QStringLiteral("millracectl priority PACKAGE… N"),
        [this] { shift(priorityStep); });
    add(QStringLiteral("queue.hold"), tr("Hold…"), tr("Put the selected packages on hold, with a reason"),
        QStringLiteral("hold"), Qt::Key_H, QStringLiteral("millracectl hold PACKAGE… --reason TEXT"), [this] {
            m_context.runner.run(ops::hold({selectedPackages()}), {tr("Hold"), true, ReasonField::Required});
        });
    add(QStringLiteral("queue.open"), tr("Show package"), tr("Show the package with its versions and history"),
        QStringLiteral("package"), Qt::Key_O, QString(), [this] {
            if (const QStringList packages = selectedPackages(); !packages.isEmpty())
                emit openRequested(packages.first());
        });
    add(QStringLiteral("queue.copy"), tr("Copy as command"),
        tr("Copy the command line that does the selected job next"), QStringLiteral("command"), Qt::Key_C, QString(),
        [this] { m_context.runner.copyAsCommand(*ops::priority({selectedPackages()}, queue::priority::doNext)); });
}

QStringList QueueActions::selectedPackages() const
{
    QStringList packages;
    for (qint64 id : m_waiting->selectedIds()) {
        const QString package = m_waiting->list()->cellOf(id, QStringLiteral("package")).toString();
        if (!package.isEmpty() && !packages.contains(package))
            packages << package;
    }
    return packages;
}

void QueueActions::prioritise(int priority)
{
    // Without a question: Undo takes it back, and nothing but the order changes.
    m_context.runner.run(ops::priority({selectedPackages()}, priority), {tr("Set priority"), false, ReasonField::None});
}

void QueueActions::shift(int by)
{
    const QVariant now = m_waiting->list()->cellOf(m_waiting->currentId(), QStringLiteral("priority"));
    if (!now.isValid())
        return;
    // 0 is "do next", which is asked for by name.
    prioritise(std::clamp(now.toInt() + by, queue::priority::doNext + 1, queue::priority::last));
}

void QueueActions::follow()
{
    const bool any = !m_waiting->selectedIds().isEmpty();
    for (QAction* action : m_actions)
        ActionRegistry::setAvailable(action, any, tr("Select a waiting job first"));
}

} // namespace millrace::ui
