// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deb/ascii.h"
#include "core/deb/identity.h"

#include <array>
#include <cstdlib>

namespace millrace::deb {

namespace {

constexpr std::array<QByteArrayView, 7> Weekdays{"monday", "tuesday",  "wednesday", "thursday",
                                                 "friday", "saturday", "sunday"};
constexpr std::array<QByteArrayView, 12> Months{"january", "february", "march",     "april",   "may",      "june",
                                                "july",    "august",   "september", "october", "november", "december"};

struct Zone
{
    QByteArrayView name;
    int hours;
};
// RFC 2822, 4.3; UTC is not in it, but in changelogs.
constexpr std::array<Zone, 12> Zones{{{"UT", 0},
                                      {"UTC", 0},
                                      {"GMT", 0},
                                      {"Z", 0},
                                      {"EST", -5},
                                      {"EDT", -4},
                                      {"CST", -6},
                                      {"CDT", -5},
                                      {"MST", -7},
                                      {"MDT", -6},
                                      {"PST", -8},
                                      {"PDT", -7}}};

bool isWeekday(QByteArrayView word)
{
    for (const char* odd : {"thur", "thurs", "tues"}) {
        if (equalsIgnoringCase(word, odd))
            return true;
    }
    return std::any_of(Weekdays.begin(), Weekdays.end(), [word](QByteArrayView name) {
        return equalsIgnoringCase(word, name) || equalsIgnoringCase(word, name.first(3));
    });
}

// 1 to 12; 0 if it is none.
int monthNumber(QByteArrayView word)
{
    if (equalsIgnoringCase(word, "sept"))
        return 9;
    for (size_t i = 0; i < Months.size(); ++i) {
        if (equalsIgnoringCase(word, Months[i]) || equalsIgnoringCase(word, Months[i].first(3)))
            return static_cast<int>(i) + 1;
    }
    return 0;
}

// A number of @p least to @p most digits; -1 if it is none.
int number(QByteArrayView text, qsizetype least, qsizetype most)
{
    if (text.size() < least || text.size() > most || !std::all_of(text.begin(), text.end(), isDigit))
        return -1;
    int value = 0;
    for (const char c : text)
        value = value * 10 + (c - '0');
    return value;
}

bool isLeapYear(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int daysInMonth(int year, int month)
{
    constexpr std::array<int, 12> Days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && isLeapYear(year) ? 29 : Days[static_cast<size_t>(month - 1)];
}

// Days of the proleptic Gregorian calendar from 1970-01-01.
qint64 daysSinceEpoch(int year, int month, int day)
{
    const qint64 before = year - 1;
    qint64 days = before * 365 + before / 4 - before / 100 + before / 400 - 719'162;
    for (int earlier = 1; earlier < month; ++earlier)
        days += daysInMonth(year, earlier);
    return days + day - 1;
}

// "hh:mm" or "hh:mm:ss" in seconds; -1 if it is none. The 61st second is RFC 2822's leap second.
int timeOfDay(QByteArrayView text)
{
    const qsizetype colon = text.indexOf(':');
    if (colon < 0)
        return -1;
    const int hour = number(text.first(colon), 1, 2);
    QByteArrayView rest = text.sliced(colon + 1);
    int second = 0;
    if (rest.size() > 2) {
        second = rest[2] == ':' ? number(rest.sliced(3), 2, 2) : -1;
        rest = rest.first(2);
    }
    const int minute = number(rest, 2, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return -1;
    return (hour * 60 + minute) * 60 + second;
}

std::optional<int> zoneOffset(QByteArrayView zone)
{
    if (zone.size() == 5 && (zone.front() == '+' || zone.front() == '-')) {
        const int hours = number(zone.sliced(1, 2), 2, 2);
        const int minutes = number(zone.sliced(3), 2, 2);
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
            return std::nullopt;
        const int offset = hours * 60 + minutes;
        return zone.front() == '-' ? -offset : offset;
    }
    for (const Zone& known : Zones) {
        if (equalsIgnoringCase(zone, known.name))
            return known.hours * 60;
    }
    return std::nullopt;
}

// Only one comment may follow, as in "+0200 (CEST)".
bool isComment(QByteArrayView text)
{
    const QByteArrayView comment = text.trimmed();
    if (comment.empty())
        return true;
    return comment.size() >= 2 && comment.front() == '(' && comment.indexOf(')') == comment.size() - 1;
}

} // namespace

std::optional<AuthorDate> parseChangelogDate(QByteArrayView date)
{
    QByteArrayView rest = date;
    QByteArrayView word = takeWord(rest);
    if (!word.empty() && !isDigit(word.front())) {
        // The comma belongs to the weekday, even where no blank follows it.
        if (const qsizetype comma = word.indexOf(','); comma >= 0) {
            rest = QByteArrayView(word.begin() + comma + 1, rest.end());
            word = word.first(comma);
        }
        if (!isWeekday(word))
            return std::nullopt;
        word = takeWord(rest);
    }
    const int day = number(word, 1, 2);
    const int month = monthNumber(takeWord(rest));
    const int year = number(takeWord(rest), 4, 4);
    const int time = timeOfDay(takeWord(rest));
    const std::optional<int> offset = zoneOffset(takeWord(rest));
    if (month < 1 || year < 1 || day < 1 || day > daysInMonth(year, month) || time < 0 || !offset || !isComment(rest))
        return std::nullopt;
    const qint64 seconds = daysSinceEpoch(year, month, day) * 86'400 + time - *offset * 60;
    return AuthorDate{std::max<qint64>(0, seconds), *offset};
}

QByteArray offsetText(int offsetMinutes)
{
    const int minutes = std::abs(offsetMinutes);
    const int digits = minutes / 60 * 100 + minutes % 60;
    return (offsetMinutes < 0 ? "-" : "+") + QByteArray::number(digits).rightJustified(4, '0');
}

} // namespace millrace::deb
