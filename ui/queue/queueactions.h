// SPDX-License-Identifier: GPL-3.0-or-later
// QueueActions: what can be done to waiting jobs, as actions that follow the selection of the waiting list.
// Owned by the Queue screen; GUI thread.
#pragma once

#include "ui/widgets/appcontext.h"

#include <QObject>
#include <QStringList>

class QAction;

namespace millrace::ui {

class ListView;

class QueueActions final : public QObject
{
    Q_OBJECT
public:
    /// Registers its actions and adds them to @p waiting, whose selection they act on.
    QueueActions(const AppContext& context, ListView* waiting, QObject* parent);
    /// In the order of the tool row.
    QList<QAction*> actions() const { return m_actions; }
    QStringList selectedPackages() const;

signals:
    void openRequested(const QString& package);

private:
    void registerAll();
    void add(const QString& id, const QString& text, const QString& tip, const QString& icon, Qt::Key key,
             const QString& command, std::function<void()> run);
    void prioritise(int priority);
    void shift(int by);
    void follow();

    const AppContext& m_context;
    ListView* m_waiting;
    QList<QAction*> m_actions;
};

} // namespace millrace::ui
