// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>

namespace millrace::ui {

namespace {

struct Format
{
    Q_DECLARE_TR_FUNCTIONS(millrace::ui::Format)
};

constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;

/// Plural forms take an int; ages in seconds since 1970 do not fit everywhere.
int count(qint64 ms, qint64 unit)
{
    return static_cast<int>(ms / unit);
}

QString roughText(qint64 ms)
{
    if (ms < 50 * second)
        return Format::tr("%Ln s", "a duration in seconds", count(ms, second));
    if (ms < 90 * minute)
        return Format::tr("%Ln min", "a duration in minutes", std::max(1, count(ms + minute / 2, minute)));
    if (ms < 48 * hour)
        return Format::tr("%Ln h", "a duration in hours", count(ms + hour / 2, hour));
    return Format::tr("%Ln day(s)", "a duration in days", count(ms + day / 2, day));
}

} // namespace

QString agoText(qint64 epochMs, qint64 nowMs)
{
    if (epochMs <= 0)
        return Format::tr("never");
    const qint64 age = nowMs - epochMs;
    if (age < 5 * second)
        return Format::tr("just now");
    if (age > 30 * day)
        return QLocale().toString(QDateTime::fromMSecsSinceEpoch(epochMs).date(), QLocale::ShortFormat);
    return Format::tr("%1 ago", "%1 is a duration: 5 min").arg(roughText(age));
}

QString untilText(qint64 epochMs, qint64 nowMs)
{
    if (epochMs <= nowMs)
        return {};
    return Format::tr("in %1", "%1 is a duration: 5 min").arg(roughText(epochMs - nowMs));
}

QString elapsedText(qint64 startMs, qint64 nowMs)
{
    if (startMs <= 0)
        return {};
    const qint64 seconds = std::max<qint64>(0, nowMs - startMs) / second;
    const QString tail = QStringLiteral("%1").arg(seconds % 60, 2, 10, QLatin1Char('0'));
    if (seconds < 3600)
        return QStringLiteral("%1:%2").arg(seconds / 60).arg(tail);
    return QStringLiteral("%1:%2:%3").arg(seconds / 3600).arg(seconds / 60 % 60, 2, 10, QLatin1Char('0')).arg(tail);
}

QString durationText(qint64 ms)
{
    if (ms < second)
        return Format::tr("%Ln ms", "a duration in milliseconds", static_cast<int>(ms));
    if (ms < minute)
        return Format::tr("%1 s", "a duration in seconds with a decimal")
            .arg(QLocale().toString(static_cast<double>(ms) / 1000, 'f', ms < 10 * second ? 1 : 0));
    if (ms < hour)
        return Format::tr("%1 min %2 s").arg(ms / minute).arg(ms % minute / second);
    return Format::tr("%1 h %2 min").arg(ms / hour).arg(ms % hour / minute);
}

QString etaText(qint64 lowMs, qint64 highMs)
{
    if (highMs <= 0)
        return {};
    const QString low = roughText(lowMs);
    const QString high = roughText(highMs);
    if (low == high)
        return high;
    const auto unit = [](const QString& text) {
        const auto* const end = std::find_if(text.begin(), text.end(), [](QChar c) { return c.isSpace(); });
        return text.mid(end - text.begin());
    };
    if (unit(low) == unit(high))
        return Format::tr("%1–%2", "a range of durations of one unit: 3–4 h").arg(low.chopped(unit(low).size()), high);
    return Format::tr("%1 – %2", "a range of durations").arg(low, high);
}

QString absoluteText(qint64 epochMs)
{
    if (epochMs <= 0)
        return Format::tr("never");
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(epochMs);
    return QLocale().toString(time.date(), QLocale::LongFormat) + QLatin1Char(' ') +
           time.toString(QStringLiteral("HH:mm:ss t"));
}

QString sizeText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1);
}

QString namesText(const QStringList& names, int most)
{
    if (names.size() <= 1)
        return names.join(QString());
    // One more name is shorter than "and 1 more".
    if (names.size() > most + 1)
        return Format::tr("%1 and %Ln more", "%1 is a list of names", static_cast<int>(names.size()) - most)
            .arg(names.mid(0, most).join(QStringLiteral(", ")));
    return Format::tr("%1 and %2", "end of a list of names")
        .arg(names.mid(0, names.size() - 1).join(QStringLiteral(", ")), names.last());
}

QString sentenceText(const QString& message)
{
    const QString text = message.trimmed();
    if (text.isEmpty())
        return {};
    const bool ended = QStringLiteral(".!?…").contains(text.back());
    return text.front().toUpper() + text.mid(1) + (ended ? QString() : QStringLiteral("."));
}

QString shellText(const QStringList& commandLine)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9@%+=:,./_-]+$"));
    QStringList words;
    for (const QString& word : commandLine) {
        if (plain.match(word).hasMatch())
            words << word;
        else
            words << QLatin1Char('\'') + QString(word).replace(QLatin1Char('\''), QLatin1String("'\\''")) +
                         QLatin1Char('\'');
    }
    return words.join(QLatin1Char(' '));
}

} // namespace millrace::ui
