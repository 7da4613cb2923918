// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settings.h"

#include <QSplitter>
#include <QThread>

#include <algorithm>

namespace millrace::ui {

namespace {

constexpr int schemaVersion = 1;
constexpr int mostParallelJobs = 64;

} // namespace

Settings::Settings(const Paths& paths, const QString& connection)
    : m_prefix(connection.isEmpty() ? QString() : QStringLiteral("connections/%1/").arg(connection))
    , m_choices(paths.config + QLatin1String("/millrace.ini"), QSettings::IniFormat)
    , m_session(paths.state + QLatin1String("/session.ini"), QSettings::IniFormat)
{
    // A session of another version describes another window: start afresh. Choices are kept.
    if (m_session.value(QStringLiteral("version"), schemaVersion).toInt() != schemaVersion)
        m_session.clear();
    m_session.setValue(QStringLiteral("version"), schemaVersion);
}

QString Settings::scheme() const
{
    return m_choices.value(QStringLiteral("scheme"), QStringLiteral("system")).toString();
}

void Settings::setScheme(const QString& scheme)
{
    m_choices.setValue(QStringLiteral("scheme"), scheme);
}

int Settings::parallelJobs() const
{
    const int ideal = std::max(1, QThread::idealThreadCount());
    return std::clamp(m_choices.value(QStringLiteral("engine/jobs"), ideal).toInt(), 1, mostParallelJobs);
}

void Settings::setParallelJobs(int jobs)
{
    m_choices.setValue(QStringLiteral("engine/jobs"), jobs);
}

bool Settings::enginePaused() const
{
    return m_choices.value(QStringLiteral("engine/paused"), false).toBool();
}

void Settings::setEnginePaused(bool paused)
{
    m_choices.setValue(QStringLiteral("engine/paused"), paused);
}

QString Settings::lastConnection() const
{
    return m_session.value(QStringLiteral("window/connection")).toString();
}

void Settings::setLastConnection(const QString& id)
{
    m_session.setValue(QStringLiteral("window/connection"), id);
}

QByteArray Settings::windowGeometry() const
{
    return m_session.value(QStringLiteral("window/geometry")).toByteArray();
}

void Settings::setWindowGeometry(const QByteArray& geometry)
{
    m_session.setValue(QStringLiteral("window/geometry"), geometry);
}

QString Settings::lastScreen() const
{
    return m_session.value(ofConnection(QStringLiteral("window/screen"))).toString();
}

void Settings::setLastScreen(const QString& id)
{
    m_session.setValue(ofConnection(QStringLiteral("window/screen")), id);
}

QString Settings::sessionText(const QString& key) const
{
    return m_session.value(ofConnection(key)).toString();
}

void Settings::setSessionText(const QString& key, const QString& value)
{
    m_session.setValue(ofConnection(key), value);
}

void Settings::saveSplitter(const QString& key, const QSplitter* splitter)
{
    QStringList sizes;
    for (int size : splitter->sizes())
        sizes << QString::number(size);
    m_session.setValue(key, sizes);
}

bool Settings::restoreSplitter(const QString& key, QSplitter* splitter) const
{
    const QStringList saved = m_session.value(key).toStringList();
    if (saved.size() != splitter->count())
        return false;
    QList<int> sizes;
    for (int i = 0; i < saved.size(); ++i) {
        const QWidget* pane = splitter->widget(i);
        const QSize least = pane->minimumSizeHint().expandedTo(pane->minimumSize());
        const bool across = splitter->orientation() == Qt::Horizontal;
        sizes << std::max(saved[i].toInt(), across ? least.width() : least.height());
    }
    splitter->setSizes(sizes);
    return true;
}

} // namespace millrace::ui
