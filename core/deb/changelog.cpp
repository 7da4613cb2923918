// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deb/changelog.h"

#include "core/deb/ascii.h"
#include "core/deb/version.h"

#include <optional>

namespace millrace::deb {

namespace {

bool isNameCharacter(char c)
{
    return isAlnum(c) || c == '-' || c == '+' || c == '.';
}

bool isName(QByteArrayView word)
{
    return !word.empty() && std::all_of(word.begin(), word.end(), isNameCharacter);
}

struct Heading
{
    ChangelogEntry entry;
    bool validVersion = false;
};

// "package (version) distribution…; key=value": deb-changelog(5), and as forgiving as dpkg about the package name.
std::optional<Heading> parseHeading(QByteArrayView line)
{
    if (line.empty() || !(isAlnum(line.front()) || line.front() == '_'))
        return std::nullopt;
    const qsizetype open = line.indexOf(" (");
    const qsizetype close = open < 0 ? -1 : line.indexOf(')', open);
    const qsizetype semicolon = close < 0 ? -1 : line.indexOf(';', close);
    if (semicolon < 0 || (open > 1 && !isName(line.sliced(1, open - 1))))
        return std::nullopt;
    const QByteArrayView version = line.sliced(open + 2, close - open - 2);
    if (version.empty() || std::any_of(version.begin(), version.end(), [](char c) { return isBlank(c) || c == '('; }))
        return std::nullopt;
    Heading heading;
    QByteArrayView rest = line.sliced(close + 1, semicolon - close - 1);
    if (rest.empty() || !isBlank(rest.front()))
        return std::nullopt;
    for (QByteArrayView word = takeWord(rest); !word.empty(); word = takeWord(rest)) {
        if (!isName(word))
            return std::nullopt;
        heading.entry.distributions.append(word.toByteArray());
    }
    if (heading.entry.distributions.isEmpty())
        return std::nullopt;
    heading.entry.package = line.first(open).toByteArray();
    heading.entry.version = QString::fromLatin1(version);
    heading.validVersion = isValidVersion(version);
    return heading;
}

// "-- Name <mail>  date" without the leading blank. The date follows the last '>'; without any, two blanks.
void parseTrailer(QByteArrayView line, ChangelogEntry& entry)
{
    const QByteArrayView text = line.sliced(2).trimmed();
    qsizetype end = text.lastIndexOf('>') + 1;
    if (end == 0) {
        const qsizetype gap = text.indexOf("  ");
        end = gap < 0 ? text.size() : gap;
    }
    entry.maintainer = text.first(end).trimmed().toByteArray();
    entry.date = text.sliced(end).trimmed().toByteArray();
}

// Where an editor's or the ancient part begins: nothing after it is an entry.
bool endsEntries(QByteArrayView line)
{
    QByteArrayView text = line;
    if (text.startsWith(";;"))
        text = text.sliced(2).trimmed();
    return startsWithIgnoringCase(text, "Local variables:") || startsWithIgnoringCase(line, "vim:") ||
           startsWithIgnoringCase(line, "Old Changelog:");
}

QByteArrayView withoutEnd(QByteArrayView line)
{
    while (!line.empty() && isBlank(line.back()))
        line.chop(1);
    return line;
}

} // namespace

QList<ChangelogEntry> parseChangelog(QByteArrayView bytes, int limit)
{
    QList<ChangelogEntry> entries;
    bool inside = false; // between a heading and its trailer
    int blankLines = 0;  // not yet known to have text after them
    QByteArrayView rest = bytes;
    QByteArrayView rawLine;
    while (takeLine(rest, rawLine)) {
        const QByteArrayView line = withoutEnd(rawLine);
        if (line.empty()) {
            ++blankLines;
            continue;
        }
        if (std::optional<Heading> heading = parseHeading(line)) {
            if (!heading->validVersion || (limit >= 0 && entries.size() >= limit))
                break;
            entries.append(std::move(heading->entry));
            inside = true;
            blankLines = 0;
        } else if (endsEntries(line)) {
            break;
        } else if (inside && line.startsWith(" --")) {
            parseTrailer(line.sliced(1), entries.back());
            inside = false;
        } else if (inside && isBlank(line.front())) {
            QByteArray& text = entries.back().text;
            if (!text.isEmpty())
                text.append(QByteArray(blankLines, '\n'));
            text.append(line.data(), line.size()).append('\n');
            blankLines = 0;
        }
    }
    return entries;
}

QByteArray topEntryText(QByteArrayView bytes)
{
    const QList<ChangelogEntry> entries = parseChangelog(bytes, 1);
    return entries.isEmpty() ? QByteArray() : entries.constFirst().text;
}

} // namespace millrace::deb
