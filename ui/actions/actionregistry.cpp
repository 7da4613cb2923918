// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/actions/actionregistry.h"

#include "ui/theme/theme.h"
#include "ui/widgets/listkeys.h"

#include <QWidget>

namespace millrace::ui {

namespace {

constexpr const char* tipProperty = "millrace.tip";
constexpr const char* changesProperty = "millrace.changes";
constexpr const char* availableProperty = "millrace.available";
constexpr const char* reasonProperty = "millrace.reason";

QString withKeys(const QString& tip, const QAction* action)
{
    QStringList keys;
    for (const QKeySequence& key : action->shortcuts() + listKeysOf(action))
        keys << key.toString(QKeySequence::NativeText);
    return keys.isEmpty() ? tip : QStringLiteral("%1 (%2)").arg(tip, keys.join(QStringLiteral(", ")));
}

} // namespace

QAction* ActionRegistry::add(const ActionSpec& spec, QObject* context, std::function<void()> run)
{
    Q_ASSERT_X(!m_actions.contains(spec.id), "ActionRegistry::add", qPrintable(spec.id));
    auto* action = new QAction(spec.text, this);
    action->setObjectName(spec.id);
    action->setProperty(tipProperty, spec.tip);
    action->setProperty(changesProperty, spec.changes);
    action->setProperty(listKeysProperty, QVariant::fromValue(spec.listKeys));
    action->setShortcuts(spec.keys);
    if (!spec.icon.isEmpty())
        action->setIcon(theme::icon(spec.icon));
    setAvailable(action, true);
    connect(action, &QAction::triggered, context, [run = std::move(run)] { run(); });
    m_specs.append(spec);
    m_actions.insert(spec.id, action);
    return action;
}

QList<QKeySequence> ActionRegistry::listKeys(const QAction* action)
{
    return listKeysOf(action);
}

QStringList ActionRegistry::conflicts() const
{
    QStringList found;
    for (qsizetype i = 0; i < m_specs.size(); ++i) {
        for (qsizetype j = i + 1; j < m_specs.size(); ++j) {
            for (const QKeySequence& key : m_specs[i].keys) {
                if (m_specs[j].keys.contains(key))
                    found << QStringLiteral("%1, %2: %3").arg(m_specs[i].id, m_specs[j].id, key.toString());
            }
        }
    }
    return found;
}

void ActionRegistry::setAvailable(QAction* action, bool available, const QString& reason)
{
    action->setProperty(availableProperty, available);
    action->setProperty(reasonProperty, reason);
    if (const auto* registry = qobject_cast<const ActionRegistry*>(action->parent()))
        registry->show(action);
}

void ActionRegistry::lockWith(QAction* action, QWidget* button)
{
    const auto follow = [action, button] {
        button->setEnabled(action->isEnabled());
        button->setToolTip(action->toolTip());
    };
    connect(action, &QAction::changed, button, follow);
    follow();
}

void ActionRegistry::setLock(const QString& reason)
{
    if (std::exchange(m_lock, reason) == reason)
        return;
    for (const ActionSpec& spec : std::as_const(m_specs)) {
        if (spec.changes)
            show(m_actions.value(spec.id));
    }
}

void ActionRegistry::show(QAction* action) const
{
    const QString tip = withKeys(action->property(tipProperty).toString(), action);
    const bool locked = !m_lock.isEmpty() && action->property(changesProperty).toBool();
    const bool available = action->property(availableProperty).toBool() && !locked;
    const QString reason = locked ? m_lock : action->property(reasonProperty).toString();
    action->setEnabled(available);
    action->setToolTip(available || reason.isEmpty() ? tip : QStringLiteral("%1\n%2").arg(tip, reason));
    action->setStatusTip(available ? QString() : reason);
}

} // namespace millrace::ui
