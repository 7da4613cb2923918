// SPDX-License-Identifier: GPL-3.0-or-later
// Settings: the console's only use of QSettings: what a person chose, and where they left off. Two files: choices in
// the config folder, geometry and session in the state folder. No secrets. GUI thread.
#pragma once

#include "core/base/paths.h"

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QStringList>

class QSplitter;

namespace millrace::ui {

class Settings
{
public:
    /// @p connection: whose session values these are; empty = this computer's. Choices and geometry are everybody's.
    explicit Settings(const Paths& paths, const QString& connection = {});

    QString scheme() const; ///< "system", "light", "dark"
    void setScheme(const QString& scheme);
    int parallelJobs() const;
    void setParallelJobs(int jobs);
    bool enginePaused() const;
    void setEnginePaused(bool paused);

    /// The id of the connection that was open last; empty = none was.
    QString lastConnection() const;
    void setLastConnection(const QString& id);

    QByteArray windowGeometry() const;
    void setWindowGeometry(const QByteArray& geometry);
    QString lastScreen() const;
    void setLastScreen(const QString& id);

    /// Session values of a screen: filter, selection. @p key like "triage/filter".
    QString sessionText(const QString& key) const;
    void setSessionText(const QString& key, const QString& value);
    void saveSplitter(const QString& key, const QSplitter* splitter);
    /// No pane comes back smaller than its minimum; keeps the splitter's own sizes where nothing usable was saved,
    /// and returns false then.
    bool restoreSplitter(const QString& key, QSplitter* splitter) const;

private:
    QString ofConnection(const QString& key) const { return m_prefix + key; }

    QString m_prefix; ///< of the keys of this connection's session
    mutable QSettings m_choices;
    mutable QSettings m_session;
};

} // namespace millrace::ui
