// SPDX-License-Identifier: GPL-3.0-or-later
// PackageRepairs: what is rarely done with source packages, and never by accident: leave a version out, or take it in
// after all; forget what is believed of the repository; make the history anew, and put the new one in place. Owned by
// its screen; GUI thread.
#pragma once

#include "ui/widgets/appcontext.h"

#include <QObject>
#include <QStringList>

class QAction;

namespace millrace::ui {

struct RepairSubject
{
    QStringList packages = {};
    /// Of one package, the version that is chosen among its publications; empty = none, or more than one package.
    QString version = {};
    bool skipped = false;  ///< that version is left out
    bool waiting = false;  ///< that version is not imported
    bool imported = false; ///< something of the package is imported
};

class PackageRepairs final : public QObject
{
    Q_OBJECT
public:
    PackageRepairs(const AppContext& context, QObject* parent);
    void setSubject(const RepairSubject& subject);
    /// In the order of their places in the menu.
    QList<QAction*> actions() const { return {m_skip, m_unskip, m_ignore, m_reimport, m_swap}; }

private:
    QAction* add(const char* id, const QString& text, const QString& tip, const char* icon, const char* key,
                 const QString& command, std::function<void()> run);

    const AppContext& m_context;
    RepairSubject m_subject;
    QAction* m_skip;
    QAction* m_unskip;
    QAction* m_ignore;
    QAction* m_reimport;
    QAction* m_swap;
};

} // namespace millrace::ui
