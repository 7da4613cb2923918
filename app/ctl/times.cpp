// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/times.h"

#include "core/base/error.h"

#include <QDateTime>
#include <QRegularExpression>
#include <QTimeZone>

namespace millrace::ctl {

qint64 lengthMs(const QString& text, const QString& option)
{
    static const QRegularExpression pattern(QStringLiteral("^([0-9]{1,9})([smhdw]?)$"));
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch())
        throw Error(QStringLiteral("usage.time"), QStringLiteral("%1: \"%2\" is no length of time").arg(option, text))
            .withAdvice(QStringLiteral("give seconds, or a number with m, h, d or w: 90m"));
    const QString unit = match.captured(2);
    const qint64 seconds = unit == QLatin1String("m")   ? 60
                           : unit == QLatin1String("h") ? 3600
                           : unit == QLatin1String("d") ? 86'400
                           : unit == QLatin1String("w") ? 604'800
                                                        : 1;
    return match.captured(1).toLongLong() * seconds * 1000;
}

qint64 timeMs(const QString& text, const QString& option, qint64 nowMs)
{
    QDateTime time = QDateTime::fromString(text, Qt::ISODate);
    if (!time.isValid())
        return nowMs + lengthMs(text, option);
    // All times of the command line are UTC.
    if (time.timeSpec() == Qt::LocalTime)
        time.setTimeSpec(Qt::UTC);
    return time.toMSecsSinceEpoch();
}

} // namespace millrace::ctl
