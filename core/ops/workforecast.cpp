// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/workforecast.h"

namespace millrace::ops {

namespace {

QString timeText(qint64 ms)
{
    const qint64 seconds = (ms + 999) / 1000;
    const qint64 minutes = (seconds + 30) / 60;
    if (seconds < 100)
        return QStringLiteral("%1 s").arg(seconds);
    if (minutes < 100)
        return QStringLiteral("%1 min").arg(minutes);
    return QStringLiteral("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

QString rangeText(const queue::EtaRange& range)
{
    const QString low = timeText(range.lowMs);
    const QString high = timeText(range.highMs);
    return low == high ? low : QStringLiteral("%1 to %2").arg(low, high);
}

} // namespace

void addForecast(store::StateStore& store, Preview& preview)
{
    if (preview.work.packageIds.isEmpty())
        return;
    const store::Forecast forecast =
        store::readForecast(store.database(), preview.work.packageIds, preview.work.priority, store.clock().nowMs());
    preview.forecast = forecast;
    if (!forecast.known()) {
        preview.consequences.append(QStringLiteral("how long that takes is not known: no job has finished yet"));
        return;
    }
    const QString start = forecast.running ? QString() : QStringLiteral(" once an engine runs");
    const QString before = forecast.before.highMs > 0 ? rangeText(forecast.before) : QStringLiteral("nothing");
    preview.consequences.append(QStringLiteral("done in %1%2; the queue then takes %3, without this %4")
                                    .arg(rangeText(forecast.packages), start, rangeText(forecast.after), before));
}

} // namespace millrace::ops
