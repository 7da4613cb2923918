// SPDX-License-Identifier: GPL-3.0-or-later
// PackageActions: what can be done with source packages: import, retry, hold, resume, track. Registered once, enabled
// by the selected packages' states, done through the OperationRunner. Owned by its screen; GUI thread.
#pragma once

#include "ui/widgets/appcontext.h"

#include <QObject>
#include <QStringList>

class QAction;

namespace millrace::ui {

struct PackageSubject
{
    QStringList packages = {};
    bool anyFailed = false; ///< held or waiting for a retry
    bool anyPaused = false;
    bool allTracked = false;
};

class PackageActions final : public QObject
{
    Q_OBJECT
public:
    explicit PackageActions(const AppContext& context, QObject* parent);
    void setSubject(const PackageSubject& subject);
    /// In the order of their buttons.
    QList<QAction*> actions() const { return {m_import, m_retry, m_hold, m_resume, m_track, m_command}; }
    QAction* track() const { return m_track; }

private:
    const AppContext& m_context;
    PackageSubject m_subject;
    QAction* m_import;
    QAction* m_retry;
    QAction* m_hold;
    QAction* m_resume;
    QAction* m_track;
    QAction* m_command;
};

} // namespace millrace::ui
