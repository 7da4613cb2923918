// SPDX-License-Identifier: GPL-3.0-or-later
// Screenshooter: shows every screen of the real window in every size and scheme, waits until it has loaded, and saves a
// picture of it: <screen>-<size>-<scheme>.png. GUI thread.
#pragma once

#include "ui/theme/theme.h"

#include <QElapsedTimer>
#include <QObject>
#include <QSize>
#include <QTimer>

namespace millrace::ui {

class MainWindow;

struct ScreenshotPlan
{
    QString folder = {};
    QList<QSize> sizes = {};
    QList<theme::Scheme> schemes = {};
    bool isEmpty() const { return folder.isEmpty(); }
};

/// "1280x800,1920x1080"; an empty list where it is not that.
QList<QSize> parseSizes(const QString& text);

class Screenshooter final : public QObject
{
    Q_OBJECT
public:
    Screenshooter(MainWindow& window, ScreenshotPlan plan, QObject* parent = nullptr);
    void start();

signals:
    /// @p failure empty = all pictures are there.
    void finished(const QString& failure);

private:
    struct Shot
    {
        QString screen;
        QSize size;
        theme::Scheme scheme;
    };
    enum class Phase { Load, Example };

    void next();
    void prepare(const Shot& shot);
    void look();
    bool isReady() const;
    bool grab(const Shot& shot);

    MainWindow& m_window;
    ScreenshotPlan m_plan;
    QList<Shot> m_shots;
    QTimer m_timer;
    QElapsedTimer m_waited;
    Phase m_phase = Phase::Load;
    int m_calm = 0; ///< looks in a row at which everything had arrived
};

} // namespace millrace::ui
