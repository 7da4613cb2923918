// SPDX-License-Identifier: GPL-3.0-or-later
// HistoryTrend: keeps a Sparkline at one number of the store's history, read again every minute. GUI thread.
#pragma once

#include "ui/widgets/appcontext.h"
#include "ui/widgets/sparkline.h"

#include <QTimer>

namespace millrace::ui {

/// Which number, and how much of its past.
struct TrendOf
{
    QString metric = {}; ///< store::metric
    qint64 spanMs = 0;
    int steps = 0;          ///< bars
    QString what = {};      ///< "Jobs in the queue, last 24 hours"
    bool saysUsual = false; ///< the tooltip says the median, too, where there is one
};

class HistoryTrend final : public QObject
{
    Q_OBJECT
public:
    /// Belongs to @p line.
    HistoryTrend(const AppContext& context, Sparkline* line, const TrendOf& of);
    void read();

private:
    const AppContext& m_context;
    Sparkline* m_line;
    const TrendOf m_of;
    QTimer m_clock;
};

} // namespace millrace::ui
