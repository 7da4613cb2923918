// SPDX-License-Identifier: GPL-3.0-or-later
// Stanzas of "Field: value" lines (deb822(5)): Sources, Release, .dsc. Nothing is copied per field: a Stanza is views
// into bytes that somebody else owns. One StanzaReader belongs to one thread.
#pragma once

#include <QByteArray>
#include <QString>

#include <functional>
#include <vector>

class QIODevice;

namespace millrace::deb {

class Stanza
{
public:
    struct Field
    {
        QByteArrayView name;
        /// From the first to the last character that is not blank; line breaks and comments in between included.
        QByteArrayView value;
    };

    /// More fields than this make a stanza malformed: lookups are linear, and no real one comes near.
    static constexpr size_t FieldLimit = 256;

    /// The value of the first field of that name, case ignored; empty where there is none.
    QByteArrayView field(QByteArrayView name) const;
    bool has(QByteArrayView name) const;
    const std::vector<Field>& fields() const { return m_fields; }

    /// What is wrong with it ("line 3 is no field"), empty if nothing. Fields before that place are there.
    const QString& problem() const { return m_problem; }

private:
    friend class StanzaReader;
    friend Stanza parseStanza(QByteArrayView text, QByteArrayView* rest);
    void parse(QByteArrayView text);
    void setProblem(int line, const char* what);

    std::vector<Field> m_fields;
    QString m_problem;
};

/// Takes the next line of a value off @p rest, blanks around it removed, comment lines skipped; false at the end.
/// The first line of a list field ("Files:") is what follows the colon on the same line, often empty and then absent.
bool takeValueLine(QByteArrayView& rest, QByteArrayView& line);

/// The first stanza of @p text; views into it. Without any: no fields, no problem. @p rest is set to what follows it.
Stanza parseStanza(QByteArrayView text, QByteArrayView* rest = nullptr);

/// Gives up to @p size bytes into @p buffer and returns how many; 0 at the end. Throws its own errors.
using ReadCallback = std::function<qint64(char* buffer, qint64 size)>;

/// Reads from an open device; a read error is an Error "archive.index". The device must outlive the callback.
ReadCallback readFrom(QIODevice& device);

class StanzaReader
{
public:
    /// A larger stanza is no stanza: next() throws Error "archive.index".
    static constexpr qint64 SizeLimit = 16 * 1024 * 1024;

    explicit StanzaReader(ReadCallback read);

    /// Reads the next stanza; false at the end. Its views are valid until the next call.
    bool next(Stanza& stanza);

    /// Bytes consumed so far.
    qint64 position() const { return m_position; }

private:
    bool findStanza(QByteArrayView& text);
    bool fill();

    ReadCallback m_read;
    QByteArray m_buffer;
    qsizetype m_begin = 0;    ///< of the stanza being looked for
    qsizetype m_line = 0;     ///< of the line being looked at
    qsizetype m_searched = 0; ///< no line break between m_line and here
    qsizetype m_end = 0;      ///< of the bytes read
    qint64 m_position = 0;
    bool m_ended = false;
};

} // namespace millrace::deb
