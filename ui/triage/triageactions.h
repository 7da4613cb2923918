// SPDX-License-Identifier: GPL-3.0-or-later
// TriageActions: what can be done about failures: registered once, enabled by what is selected, done through the
// OperationRunner. Owned by its screen; GUI thread.
#pragma once

#include "ui/widgets/appcontext.h"

#include <QObject>
#include <QStringList>

class QAction;

namespace millrace::ui {

/// What the person has selected.
struct TriageSubject
{
    QStringList packages = {}; ///< of the selected failures, each once
    QString signature = {};    ///< of the selected group
    int groupPackages = 0;
    qint64 failureId = 0; ///< the one whose evidence is shown
    QString version = {}; ///< of that one
};

class TriageActions final : public QObject
{
    Q_OBJECT
public:
    explicit TriageActions(const AppContext& context, QObject* parent);

    /// Empty disables everything, with the reason.
    void setSubject(const TriageSubject& subject);
    const TriageSubject& subject() const { return m_subject; }
    /// In the order of their buttons.
    QList<QAction*> actions() const
    {
        return {m_retry, m_retryGroup, m_hold, m_show, m_ignore, m_skip, m_reimport, m_command, m_link};
    }

signals:
    void packageWanted(const QString& package);

private:
    void registerRepairs();

    const AppContext& m_context;
    TriageSubject m_subject;
    QAction* m_retry;
    QAction* m_retryGroup;
    QAction* m_hold;
    QAction* m_show;
    QAction* m_ignore;
    QAction* m_skip;
    QAction* m_reimport;
    QAction* m_command;
    QAction* m_link;
};

} // namespace millrace::ui
