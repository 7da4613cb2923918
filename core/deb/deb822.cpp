// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deb/deb822.h"

#include "core/base/error.h"
#include "core/deb/ascii.h"

#include <QIODevice>

#include <cstring>

namespace millrace::deb {

namespace {

constexpr qsizetype ReadSize = 256 * 1024;

// deb822(5): printable ASCII without the colon, not beginning with '#' or '-'.
bool isFieldName(QByteArrayView name)
{
    return !name.empty() && name.front() != '-' && std::all_of(name.begin(), name.end(), isGraphic);
}

} // namespace

QByteArrayView Stanza::field(QByteArrayView name) const
{
    for (const Field& field : m_fields) {
        if (equalsIgnoringCase(field.name, name))
            return field.value;
    }
    return {};
}

bool Stanza::has(QByteArrayView name) const
{
    return std::any_of(m_fields.begin(), m_fields.end(),
                       [name](const Field& field) { return equalsIgnoringCase(field.name, name); });
}

void Stanza::setProblem(int line, const char* what)
{
    m_problem = QStringLiteral("line %1 of the stanza %2").arg(line).arg(QLatin1String(what));
}

void Stanza::parse(QByteArrayView text)
{
    m_fields.clear();
    m_problem.clear();
    QByteArrayView line;
    for (int number = 1; takeLine(text, line); ++number) {
        if (line.empty() || line.front() == '#')
            continue;
        if (line.front() == ' ' || line.front() == '\t') {
            const QByteArrayView more = line.trimmed();
            if (m_fields.empty())
                return setProblem(number, "continues no field");
            QByteArrayView& value = m_fields.back().value;
            // Both lie in the same text: the value grows up to the end of this line.
            value = value.empty() ? more : QByteArrayView(value.begin(), more.end());
            continue;
        }
        const qsizetype colon = line.indexOf(':');
        // dpkg allows blanks before the colon.
        const QByteArrayView name = colon < 0 ? QByteArrayView() : line.first(colon).trimmed();
        if (!isFieldName(name))
            return setProblem(number, "is no field");
        if (has(name))
            return setProblem(number, "repeats a field");
        if (m_fields.size() == FieldLimit)
            return setProblem(number, "is one field too many");
        m_fields.push_back({name, line.sliced(colon + 1).trimmed()});
    }
}

bool takeValueLine(QByteArrayView& rest, QByteArrayView& line)
{
    while (takeLine(rest, line)) {
        if (line.startsWith('#'))
            continue;
        line = line.trimmed();
        if (!line.empty())
            return true;
    }
    return false;
}

Stanza parseStanza(QByteArrayView text, QByteArrayView* rest)
{
    Stanza stanza;
    QByteArrayView ahead = text;
    QByteArrayView line;
    bool inside = false;
    while (takeLine(ahead, line)) {
        const bool blank = isBlank(line);
        if (!inside && blank)
            text = ahead;
        if (inside && blank) {
            text = QByteArrayView(text.begin(), line.begin());
            break;
        }
        inside = inside || !blank;
    }
    if (inside)
        stanza.parse(text);
    if (rest)
        *rest = ahead;
    return stanza;
}

ReadCallback readFrom(QIODevice& device)
{
    return [&device](char* buffer, qint64 size) {
        const qint64 count = device.read(buffer, size);
        if (count < 0) {
            throw Error(QStringLiteral("archive.index"), QStringLiteral("The index cannot be read"),
                        {{QStringLiteral("reason"), device.errorString()}});
        }
        return count;
    };
}

StanzaReader::StanzaReader(ReadCallback read)
    : m_read(std::move(read))
{
}

bool StanzaReader::fill()
{
    if (m_ended)
        return false;
    if (m_begin > 0) {
        std::memmove(m_buffer.data(), m_buffer.constData() + m_begin, static_cast<size_t>(m_end - m_begin));
        m_end -= m_begin;
        m_line -= m_begin;
        m_searched -= m_begin;
        m_begin = 0;
    }
    if (m_end > SizeLimit) {
        throw Error(QStringLiteral("archive.index"), QStringLiteral("The index has a stanza of more than 16 MiB"),
                    {{QStringLiteral("position"), m_position}});
    }
    if (m_buffer.size() - m_end < ReadSize)
        m_buffer.resize(std::max(m_buffer.size() * 2, m_end + ReadSize));
    const qint64 count = m_read(m_buffer.data() + m_end, m_buffer.size() - m_end);
    if (count <= 0) {
        m_ended = true;
        return false;
    }
    m_end += count;
    return true;
}

// Finds the lines up to the next blank one; leading blank lines are skipped. False at the end of the data.
bool StanzaReader::findStanza(QByteArrayView& text)
{
    m_line = m_searched = m_begin;
    while (true) {
        const QByteArrayView ahead(m_buffer.constData() + m_searched, m_end - m_searched);
        const qsizetype found = ahead.indexOf('\n');
        if (found < 0) {
            m_searched = m_end;
            if (fill())
                continue;
            // The last line may lack its line break.
            if (m_begin == m_end)
                return false;
            text = QByteArrayView(m_buffer.constData() + m_begin, m_end - m_begin);
            m_position += text.size();
            m_begin = m_end;
            return true;
        }
        const qsizetype lineEnd = m_searched + found;
        const QByteArrayView line(m_buffer.constData() + m_line, lineEnd - m_line);
        const qsizetype lineBegin = m_line;
        m_line = m_searched = lineEnd + 1;
        if (!isBlank(line))
            continue;
        text = QByteArrayView(m_buffer.constData() + m_begin, lineBegin - m_begin);
        m_position += m_line - m_begin;
        m_begin = m_line;
        if (!text.empty())
            return true;
    }
}

bool StanzaReader::next(Stanza& stanza)
{
    QByteArrayView text;
    while (findStanza(text)) {
        stanza.parse(text);
        if (!stanza.m_fields.empty() || !stanza.m_problem.isEmpty())
            return true;
    }
    return false;
}

} // namespace millrace::deb
