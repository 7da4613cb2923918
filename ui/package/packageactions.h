// SPDX-License-Identifier: GPL-3.0-or-later
// PackageActions: what can be done with source packages: import, retry, hold, resume, track. Registered once, enabled
// by the selected packages' states, done through the OperationRunner. Owned by its screen; GUI thread.
#pragma once

#include "ui/widgets/appcontext.h"

#include <QObject>
#include <QStringList>

#include <functional>

class QAction;

namespace millrace::ui {

struct PackageSubject
{
    QStringList packages = {};
    bool anyFailed = false;    ///< held or waiting for a retry
    bool anyUndecided = false; ///< somebody's upstream tag waits for a decision
    bool anyAside = false;     ///< paused or denied
    bool allTracked = false;
};

class PackageActions final : public QObject
{
    Q_OBJECT
public:
    /// Dialogs belong to @p window.
    PackageActions(const AppContext& context, QWidget* window);
    void setSubject(const PackageSubject& subject);
    /// In the order of their buttons.
    QList<QAction*> actions() const
    {
        // What waits for a choice comes first: it is why the person is here.
        return {m_keep, m_adopt, m_move, m_import, m_retry, m_hold, m_resume, m_track, m_holdUntil, m_deny, m_command};
    }
    QAction* track() const { return m_track; }

signals:
    /// The package's upstream tag is to be adopted: whoever can read the repository says what it holds now.
    void adoptWanted();

private:
    void addAsides();
    QAction* addDecision(const char* id, const QString& text, const QString& tip, const QString& icon,
                         const QString& word, std::function<void()> run);

    const AppContext& m_context;
    QWidget* m_window;
    PackageSubject m_subject;
    QAction* m_import;
    QAction* m_retry;
    QAction* m_keep;
    QAction* m_adopt;
    QAction* m_move;
    QAction* m_hold;
    QAction* m_holdUntil;
    QAction* m_deny;
    QAction* m_resume;
    QAction* m_track;
    QAction* m_command;
};

} // namespace millrace::ui
