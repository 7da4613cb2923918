// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/patches/patchnames.h"

#include "core/base/error.h"
#include "core/unpack/rawname.h"

#include <QSet>

#include <algorithm>

namespace millrace::patches {

namespace {

/// More than any patch has that people wrote.
constexpr qsizetype mostNames = 200'000;
/// Two paths of the longest kind Linux opens, a date, and room.
constexpr qsizetype longestHeader = 16 * 1024;
constexpr int mostWords = 4;

struct Header
{
    const char* start;
    int strip; ///< git's rename and copy lines have no a/ and b/
};

constexpr Header headers[] = {{"--- ", 1},     {"+++ ", 1},         {"*** ", 1},
                              {"Index:", 1},   {"diff --git ", 1},  {"copy from ", 0},
                              {"copy to ", 0}, {"rename from ", 0}, {"rename to ", 0}};

/// The text of a C string that starts at @p text's opening quote, as git writes names it has to quote.
/// @p end is where it stopped.
QByteArray unquoted(const QByteArray& text, qsizetype* end)
{
    static const QByteArray letters = QByteArrayLiteral("abtnvfr");
    QByteArray plain;
    qsizetype at = 1;
    for (; at < text.size() && text.at(at) != '"'; ++at) {
        char c = text.at(at);
        if (c == '\\' && at + 1 < text.size()) {
            c = text.at(++at);
            const qsizetype letter = letters.indexOf(c);
            if (letter >= 0) {
                c = char('\a' + letter);
            } else if (c >= '0' && c <= '3' && at + 2 < text.size()) {
                c = char((c - '0') * 64 + (text.at(at + 1) - '0') * 8 + (text.at(at + 2) - '0'));
                at += 2;
            }
        }
        plain.append(c);
    }
    *end = at + 1;
    return plain;
}

class Names
{
public:
    void add(const QByteArray& path, int strip)
    {
        const QByteArray name = strippedPath(path, strip);
        if (name.isEmpty() || m_seen.contains(name))
            return;
        if (list.size() >= mostNames)
            throw Error(QStringLiteral("patch.limit"),
                        QStringLiteral("the patch names more than %1 files").arg(mostNames));
        m_seen.insert(name);
        list.append(name);
    }

    QList<QByteArray> list = {};

private:
    QSet<QByteArray> m_seen = {};
};

bool isSpace(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

void addNames(Names& names, QByteArray rest, int strip)
{
    rest = rest.mid(std::ranges::find_if_not(std::as_const(rest), isSpace) - rest.cbegin());
    // Blanks before a tab are part of the name for dpkg-source, and none for patch.
    if (const qsizetype tab = rest.indexOf('\t'); tab >= 0)
        names.add(rest.left(tab), strip);
    rest = rest.trimmed();
    names.add(rest, strip);
    // Two names stand in a "diff --git" line, quoted or not.
    for (int word = 0; word < mostWords && !rest.isEmpty(); ++word) {
        qsizetype end = 0;
        if (rest.startsWith('"')) {
            names.add(unquoted(rest, &end), strip);
        } else {
            end = std::ranges::find_if(std::as_const(rest), isSpace) - rest.cbegin();
            names.add(rest.left(end), strip);
        }
        rest = rest.mid(end).trimmed();
    }
}

} // namespace

QByteArray strippedPath(const QByteArray& path, int strip)
{
    qsizetype at = 0;
    for (; strip > 0; --strip) {
        at = path.indexOf('/', at);
        if (at < 0)
            return {};
        while (at < path.size() && path.at(at) == '/')
            ++at;
    }
    if (path.contains('\0'))
        return {};
    const QList<QByteArray> parts = unpack::pathParts(path.mid(at));
    if (parts.contains(QByteArrayLiteral("..")))
        return {};
    return unpack::joinParts(parts);
}

QList<QByteArray> namesIn(const QByteArray& patch)
{
    Names names;
    for (qsizetype from = 0; from < patch.size();) {
        qsizetype end = patch.indexOf('\n', from);
        if (end < 0)
            end = patch.size();
        const QByteArrayView line = QByteArrayView(patch).sliced(from, end - from);
        // GNU patch forgives headers that a mailer has indented.
        qsizetype indent = 0;
        while (indent < line.size() && (line.at(indent) == ' ' || line.at(indent) == '\t' || line.at(indent) == 'X'))
            ++indent;
        const QByteArrayView text = line.sliced(indent);
        for (const Header& header : headers) {
            if (text.size() <= longestHeader && text.startsWith(header.start))
                addNames(names, text.sliced(qsizetype(strlen(header.start))).toByteArray(), header.strip);
        }
        from = end + 1;
    }
    return names.list;
}

} // namespace millrace::patches
