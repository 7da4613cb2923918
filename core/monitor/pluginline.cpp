// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/pluginline.h"

#include "core/base/printable.h"

#include <QRegularExpression>

namespace millrace::monitor {

namespace {

QString line(State state, const QString& text)
{
    // A bar would begin the perfdata, a line break more text.
    QString clean = printable(text.simplified());
    clean.replace(QLatin1Char('|'), QLatin1Char('/'));
    return QStringLiteral("MILLRACE %1 - %2").arg(stateName(state), clean);
}

QString limitText(const Measurement& one)
{
    const std::optional<Range>& crossed = one.state == State::Critical ? one.critical : one.warning;
    if (!one.known || !crossed)
        return {};
    return QStringLiteral(" [limit %1]").arg(crossed->text());
}

QString problems(const Check& check)
{
    QStringList texts;
    for (const State state : {State::Critical, State::Warning}) {
        for (const Measurement& one : check.measurements) {
            if (one.state == state)
                texts.append(one.words + limitText(one));
        }
    }
    return texts.join(QLatin1String(", "));
}

/// What somebody who looks wants to read first; the rest is in the perfdata.
QString quietDay(const Check& check)
{
    static const QStringList shown = {QStringLiteral("held"), QStringLiteral("retry_wait"), QStringLiteral("queued"),
                                      QStringLiteral("running"), QStringLiteral("engines")};
    QStringList texts;
    for (const Measurement& one : check.measurements) {
        if (shown.contains(one.metric) || check.measurements.size() <= shown.size())
            texts.append(one.words);
    }
    return texts.isEmpty() ? QStringLiteral("nothing of this kind here") : texts.join(QLatin1String(", "));
}

QString uom(Unit unit)
{
    switch (unit) {
    case Unit::Count:
        return {};
    case Unit::Counter:
        return QStringLiteral("c");
    case Unit::Seconds:
        return QStringLiteral("s");
    case Unit::Percent:
        return QStringLiteral("%");
    }
    return {};
}

} // namespace

QString perfdata(const Measurement& measurement)
{
    static const QRegularExpression forbidden(QStringLiteral("[='|\\x00-\\x1f]"));
    static const QRegularExpression needsQuotes(QStringLiteral("[^A-Za-z0-9_.:/-]"));
    QString label = measurement.label().replace(forbidden, QStringLiteral("_"));
    if (label.contains(needsQuotes))
        label = QLatin1Char('\'') + label + QLatin1Char('\'');
    const QString value =
        measurement.known ? plainNumber(measurement.value) + uom(measurement.unit) : QStringLiteral("U");
    const auto text = [](const std::optional<Range>& range) { return range ? range->text() : QString(); };
    return QStringLiteral("%1=%2;%3;%4;0;%5")
        .arg(label, value, text(measurement.warning), text(measurement.critical),
             measurement.unit == Unit::Percent ? QStringLiteral("100") : QString());
}

QString pluginLine(const Check& check)
{
    QStringList data;
    for (const Measurement& one : check.measurements)
        data.append(perfdata(one));
    const QString text = check.state == State::Ok ? quietDay(check) : problems(check);
    return line(check.state, text) + QLatin1Char('|') + data.join(QLatin1Char(' '));
}

QString unknownLine(const QString& reason)
{
    return line(State::Unknown, reason);
}

} // namespace millrace::monitor
