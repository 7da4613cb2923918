// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deb/version.h"

#include "core/deb/ascii.h"

#include <cstring>

namespace millrace::deb {

namespace {

// Ranks of a sort key. A tilde sorts before the end of a part, the end before letters, letters before the rest.
constexpr char TildeRank = 1;
constexpr char EndRank = 2;
constexpr uchar OtherRank = 0x80;
constexpr uchar WideRank = 0xff;

struct Parts
{
    QByteArrayView epoch = {};
    QByteArrayView upstream = {};
    QByteArrayView revision = {};
    bool hasEpoch = false;
    bool hasRevision = false;
};

bool allDigits(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), isDigit);
}

Parts split(QByteArrayView version)
{
    Parts parts;
    // What precedes the first colon counts as epoch only if it is a number; any other colon orders as a character.
    if (const qsizetype colon = version.indexOf(':'); colon >= 0 && allDigits(version.first(colon))) {
        parts.epoch = version.first(colon);
        parts.hasEpoch = true;
        version = version.sliced(colon + 1);
    }
    parts.upstream = version;
    if (const qsizetype hyphen = version.lastIndexOf('-'); hyphen >= 0) {
        parts.upstream = version.first(hyphen);
        parts.revision = version.sliced(hyphen + 1);
        parts.hasRevision = true;
    }
    return parts;
}

void appendCharacter(QByteArray& key, char c)
{
    const auto byte = static_cast<uchar>(c);
    if (c == '~') {
        key.append(TildeRank);
    } else if (isAlpha(c)) {
        key.append(c);
    } else if (byte < 0x7f) {
        key.append(static_cast<char>(OtherRank | byte));
    } else {
        key.append(static_cast<char>(WideRank));
        key.append(c);
    }
}

// The number of digits goes first: of two numbers without leading zeros the longer one is the greater.
void appendNumber(QByteArray& key, QByteArrayView digits)
{
    while (!digits.empty() && digits.front() == '0')
        digits = digits.sliced(1);
    qsizetype count = digits.size();
    for (; count >= 0xff; count -= 0xff)
        key.append(static_cast<char>(0xff));
    key.append(static_cast<char>(count));
    key.append(digits.data(), digits.size());
}

// A part is compared as turns of "non-digits, then a number", as if an endless row of empty turns followed. Only the
// first turn can begin with an empty run, so the end mark alone stands for that row.
void appendPart(QByteArray& key, QByteArrayView part)
{
    qsizetype at = 0;
    do {
        for (; at < part.size() && !isDigit(part[at]); ++at)
            appendCharacter(key, part[at]);
        key.append(EndRank);
        const qsizetype number = at;
        while (at < part.size() && isDigit(part[at]))
            ++at;
        appendNumber(key, part.sliced(number, at - number));
    } while (at < part.size());
    key.append(EndRank);
}

int characterRank(QByteArrayView text, qsizetype at)
{
    if (at >= text.size() || isDigit(text[at]))
        return 0;
    const char c = text[at];
    if (c == '~')
        return -1;
    return isAlpha(c) ? static_cast<uchar>(c) : static_cast<uchar>(c) + 256;
}

QByteArrayView takeNumber(QByteArrayView text, qsizetype& at)
{
    while (at < text.size() && text[at] == '0')
        ++at;
    const qsizetype begin = at;
    while (at < text.size() && isDigit(text[at]))
        ++at;
    return text.sliced(begin, at - begin);
}

int compareNumbers(QByteArrayView a, QByteArrayView b)
{
    if (a.size() != b.size())
        return a.size() < b.size() ? -1 : 1;
    return a.empty() ? 0 : std::memcmp(a.data(), b.data(), static_cast<size_t>(a.size()));
}

int comparePart(QByteArrayView a, QByteArrayView b)
{
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < a.size() || j < b.size()) {
        while ((i < a.size() && !isDigit(a[i])) || (j < b.size() && !isDigit(b[j]))) {
            const int left = characterRank(a, i);
            const int right = characterRank(b, j);
            if (left != right)
                return left - right;
            ++i;
            ++j;
        }
        const QByteArrayView left = takeNumber(a, i);
        const QByteArrayView right = takeNumber(b, j);
        if (const int order = compareNumbers(left, right); order != 0)
            return order;
    }
    return 0;
}

} // namespace

int compareVersions(QByteArrayView a, QByteArrayView b)
{
    const Parts left = split(a);
    const Parts right = split(b);
    if (const int order = comparePart(left.epoch, right.epoch); order != 0)
        return order;
    if (const int order = comparePart(left.upstream, right.upstream); order != 0)
        return order;
    return comparePart(left.revision, right.revision);
}

QByteArray versionSortKey(QByteArrayView version)
{
    const Parts parts = split(version);
    QByteArray key;
    key.reserve(version.size() * 2 + 16);
    appendNumber(key, parts.epoch);
    appendPart(key, parts.upstream);
    appendPart(key, parts.revision);
    return key;
}

bool isValidVersion(QByteArrayView version)
{
    const auto allowed = [](char c) { return isAlnum(c) || c == '.' || c == '+' || c == '~' || c == ':' || c == '-'; };
    if (!std::all_of(version.begin(), version.end(), allowed))
        return false;
    const Parts parts = split(version);
    if (parts.hasEpoch) {
        // dpkg keeps the epoch in an int.
        constexpr QByteArrayView Largest = "2147483647";
        qsizetype at = 0;
        if (parts.epoch.empty() || compareNumbers(takeNumber(parts.epoch, at), Largest) > 0)
            return false;
    } else if (version.contains(':')) {
        return false;
    }
    if (parts.hasRevision && (parts.revision.empty() || parts.revision.contains(':')))
        return false;
    return !parts.upstream.empty() && isDigit(parts.upstream.front());
}

QString withoutEpoch(const QString& version)
{
    return version.mid(version.indexOf(QLatin1Char(':')) + 1);
}

QString upstreamVersion(const QString& version)
{
    const QString rest = withoutEpoch(version);
    const qsizetype hyphen = rest.lastIndexOf(QLatin1Char('-'));
    return hyphen < 0 ? rest : rest.left(hyphen);
}

bool hasRevision(const QString& version)
{
    return withoutEpoch(version).contains(QLatin1Char('-'));
}

} // namespace millrace::deb
