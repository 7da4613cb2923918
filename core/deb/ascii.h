// SPDX-License-Identifier: GPL-3.0-or-later
// Character classes of the formats, which are ASCII whatever the locale says, and a walk over lines. Pure; any thread.
#pragma once

#include <QByteArrayView>

#include <algorithm>

namespace millrace::deb {

constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
constexpr bool isAlpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool isAlnum(char c)
{
    return isDigit(c) || isAlpha(c);
}
constexpr bool isGraphic(char c)
{
    return c > ' ' && c <= '~';
}
constexpr bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}
constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

inline bool isBlank(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return isBlank(c); });
}

inline bool equalsIgnoringCase(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return x == y || lower(x) == lower(y); });
}

inline bool startsWithIgnoringCase(QByteArrayView text, QByteArrayView prefix)
{
    return text.size() >= prefix.size() && equalsIgnoringCase(text.first(prefix.size()), prefix);
}

/// Takes the first line off @p rest into @p line, without its "\n"; false when nothing is left.
inline bool takeLine(QByteArrayView& rest, QByteArrayView& line)
{
    if (rest.empty())
        return false;
    const qsizetype end = rest.indexOf('\n');
    line = end < 0 ? rest : rest.first(end);
    rest = end < 0 ? QByteArrayView() : rest.sliced(end + 1);
    return true;
}

/// Takes the next word (between spaces or tabs) off @p rest; empty when there is none.
inline QByteArrayView takeWord(QByteArrayView& rest)
{
    const auto blank = [](char c) { return isBlank(c); };
    const auto begin = std::find_if_not(rest.begin(), rest.end(), blank);
    const auto end = std::find_if(begin, rest.end(), blank);
    const QByteArrayView word(begin, end);
    rest = QByteArrayView(end, rest.end());
    return word;
}

} // namespace millrace::deb
