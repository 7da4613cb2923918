// SPDX-License-Identifier: GPL-3.0-or-later
// EventPane: one audit event in full: who, when, why, and what was before and after. GUI thread.
#pragma once

#include "core/store/eventtable.h"

#include <QWidget>

class QTreeWidget;
class QLabel;
class QAction;

namespace millrace::ui {

class ToneLabel;

class EventPane final : public QWidget
{
    Q_OBJECT
public:
    /// The actions stand as buttons below the event; not owned.
    explicit EventPane(const QList<QAction*>& actions, QWidget* parent = nullptr);
    /// An event with id 0 shows that none is selected.
    void setAuditEvent(const store::Event& event);
    const store::Event& auditEvent() const { return m_event; }

private:
    store::Event m_event;
    QLabel* m_summary;
    ToneLabel* m_facts;
    ToneLabel* m_reason;
    QTreeWidget* m_changes;
    ToneLabel* m_none;
};

} // namespace millrace::ui
