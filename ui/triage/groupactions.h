// SPDX-License-Identifier: GPL-3.0-or-later
// GroupActions: what can be done about a whole failure group: spurious or not, merged into another one, split. Owned by
// the Triage screen; GUI thread.
#pragma once

#include "ui/widgets/appcontext.h"

#include <QObject>
#include <QStringList>

class QAction;
class QWidget;

namespace millrace::ui {

/// The group that is chosen.
struct GroupSubject
{
    QString signature = {}; ///< empty = none
    QString title = {};
    bool spurious = false; ///< it has a mark that holds
};

class GroupActions final : public QObject
{
    Q_OBJECT
public:
    /// Dialogs belong to @p window.
    GroupActions(const AppContext& context, QWidget* window);

    void setSubject(const GroupSubject& subject);
    /// In the order of their buttons.
    QList<QAction*> actions() const { return {m_spurious, m_unspurious, m_merge, m_split, m_rule, m_command}; }
    QAction* spuriousAction() const { return m_spurious; }

private:
    void mark();
    void unmark();
    void merge();
    void split();
    void rule();

    const AppContext& m_context;
    QWidget* m_window;
    GroupSubject m_subject;
    QAction* m_spurious;
    QAction* m_unspurious;
    QAction* m_merge;
    QAction* m_split;
    QAction* m_rule;
    QAction* m_command;
};

} // namespace millrace::ui
