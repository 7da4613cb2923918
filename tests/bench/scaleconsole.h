// SPDX-License-Identifier: GPL-3.0-or-later
// What a large store costs the person at the console: real screens, drawn offscreen, on the store. GUI thread.
#pragma once

#include "tests/bench/measure.h"

#include <QApplication>

namespace millrace::test {

/// Counts what the GUI thread does: its processor time, and the longest time without a look at its event loop.
class CountingApplication final : public QApplication
{
public:
    using QApplication::QApplication;
    bool notify(QObject* receiver, QEvent* event) override;

    struct Work
    {
        double cpuMs = 0;
        double longestMs = 0; ///< processor time of the longest event
    };
    /// Since the last call.
    Work take();

private:
    int m_depth = 0;
    Work m_work;
};

/// @p url: of a filled store (scalestore.h) that may be written.
void measureConsole(CountingApplication& application, const QString& url, Measure& measure);

} // namespace millrace::test
