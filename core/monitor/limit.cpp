// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/limit.h"

#include "core/base/error.h"

#include <QRegularExpression>

#include <cmath>

namespace millrace::monitor {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

[[noreturn]] void refuse(const QString& text, const QString& why)
{
    throw Error(QStringLiteral("usage.limit"), QStringLiteral("\"%1\" is no limit: %2").arg(text, why))
        .withAdvice(QStringLiteral("write a number, a range such as 10: or 5:20, an age such as 8h, or 1.5x+10"));
}

double factorOf(const QString& suffix, Unit unit, const QString& text)
{
    if (suffix.isEmpty())
        return 1;
    if (unit == Unit::Seconds) {
        static const QMap<QString, double> seconds = {{QStringLiteral("ms"), 0.001}, {QStringLiteral("s"), 1},
                                                      {QStringLiteral("m"), 60},     {QStringLiteral("min"), 60},
                                                      {QStringLiteral("h"), 3600},   {QStringLiteral("d"), 86'400}};
        if (const auto it = seconds.constFind(suffix); it != seconds.constEnd())
            return it.value();
    }
    if (unit == Unit::Percent && suffix == QLatin1String("%"))
        return 1;
    refuse(text, QStringLiteral("the unit \"%1\" does not belong to this metric").arg(suffix));
}

double endOf(const QString& end, Unit unit, const QString& text)
{
    static const QRegularExpression form(QStringLiteral("^(-?\\d+(?:\\.\\d+)?)([a-z%]*)$"));
    const QRegularExpressionMatch match = form.match(end);
    if (!match.hasMatch())
        refuse(text, QStringLiteral("\"%1\" is no number").arg(end));
    return match.captured(1).toDouble() * factorOf(match.captured(2), unit, text);
}

} // namespace

bool Range::alarms(double value) const
{
    const bool within = value >= low && value <= high;
    return inside ? within : !within;
}

QString Range::text() const
{
    const QString end = std::isinf(high) ? QString() : plainNumber(high);
    const QString at = inside ? QStringLiteral("@") : QString();
    if (std::isinf(low))
        return at + QLatin1String("~:") + end;
    if (low == 0 && !std::isinf(high))
        return at + end;
    return at + plainNumber(low) + QLatin1Char(':') + end;
}

Limit Limit::parse(const QString& text, Unit unit, BadSide badSide)
{
    if (text.isEmpty())
        return {};
    static const QRegularExpression multiple(QStringLiteral("^(\\d+(?:\\.\\d+)?)x(?:\\+(\\d+(?:\\.\\d+)?))?$"));
    if (const QRegularExpressionMatch match = multiple.match(text); match.hasMatch()) {
        const double factor = match.captured(1).toDouble();
        if (factor <= 1)
            refuse(text, QStringLiteral("what is usual is no alarm, so the multiple is more than 1"));
        return {std::nullopt, factor, match.captured(2).toDouble()};
    }
    Range range;
    range.inside = text.startsWith(QLatin1Char('@'));
    const QString body = range.inside ? text.mid(1) : text;
    if (!body.contains(QLatin1Char(':'))) {
        const double number = endOf(body, unit, text);
        if (badSide == BadSide::Low && !range.inside)
            range.low = number;
        else
            range.high = number;
    } else {
        const QString low = body.section(QLatin1Char(':'), 0, 0);
        const QString high = body.section(QLatin1Char(':'), 1);
        range.low = low == QLatin1String("~") ? -infinity : endOf(low, unit, text);
        range.high = high.isEmpty() ? infinity : endOf(high, unit, text);
    }
    if (range.low > range.high)
        refuse(text, QStringLiteral("its beginning lies behind its end"));
    return {range};
}

std::optional<Range> Limit::resolved(std::optional<qint64> median) const
{
    if (factor <= 0)
        return range;
    if (!median)
        return std::nullopt;
    const auto usual = static_cast<double>(*median);
    // Counted in whole things: "from 650 on" is "more than 649".
    return Range{0, std::ceil(std::max(usual * factor, usual + leastDifference)) - 1, false};
}

QString plainNumber(double value)
{
    QString text = QString::number(value, 'f', 6);
    while (text.endsWith(QLatin1Char('0')))
        text.chop(1);
    if (text.endsWith(QLatin1Char('.')))
        text.chop(1);
    return text;
}

} // namespace millrace::monitor
