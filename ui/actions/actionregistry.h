// SPDX-License-Identifier: GPL-3.0-or-later
// ActionRegistry: every action of the console, once: menus, buttons, the key sheet, tests and "Copy as command" read
// the same entries. Owns the QActions. GUI thread.
#pragma once

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QObject>

#include <functional>

namespace millrace::ui {

struct ActionSpec
{
    QString id = {};                   ///< "triage.retry"
    QString text = {};                 ///< "Retry…", translated, with mnemonic where it goes into a menu
    QString tip = {};                  ///< one sentence
    QString icon = {};                 ///< bundled icon's name
    QList<QKeySequence> keys = {};     ///< work anywhere in the window
    QList<QKeySequence> listKeys = {}; ///< single letters: only while a list that has the action has the focus
    QString command = {};              ///< the command line form, "millracectl retry PACKAGE…"
    QString noCommand = {};            ///< or why it has none: "only changes the view"
    bool changes = false;              ///< changes the store or what the engine does: not while the store is locked
};

class ActionRegistry final : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// Registers an action whose @p run is called while @p context lives. Ids are unique.
    QAction* add(const ActionSpec& spec, QObject* context, std::function<void()> run);
    /// Null if there is none.
    QAction* action(const QString& id) const { return m_actions.value(id); }
    /// In the order of registration.
    const QList<ActionSpec>& specs() const { return m_specs; }
    /// The list keys of an action: ListView::addListAction makes them shortcuts of that list.
    static QList<QKeySequence> listKeys(const QAction* action);
    /// Two actions with the same window-wide key, as "id1, id2: Ctrl+N"; empty is right.
    QStringList conflicts() const;

    /// Disables with the reason in the tooltip, or enables and gives the tip back. An action that changes things stays
    /// disabled while the store is locked, whatever is said here.
    static void setAvailable(QAction* action, bool available, const QString& reason = {});
    /// A button with words of its own that does what the action does is enabled as the action is.
    static void lockWith(QAction* action, QWidget* button);
    /// Why nothing may be changed now; empty = everything may. Disables all actions that change, with this reason.
    void setLock(const QString& reason);

private:
    void show(QAction* action) const;

    QString m_lock;
    QList<ActionSpec> m_specs;
    QHash<QString, QAction*> m_actions;
};

} // namespace millrace::ui
