// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deb/filelist.h"

#include "core/deb/ascii.h"
#include "core/deb/names.h"

#include <QHash>

namespace millrace::deb {

namespace {

struct List
{
    const char* field;
    QByteArray SourceFile::*digest;
    qsizetype digestSize;
};

constexpr List Lists[] = {{"Files", &SourceFile::md5, 32},
                          {"Checksums-Sha1", &SourceFile::sha1, 40},
                          {"Checksums-Sha256", &SourceFile::sha256, 64}};

// The largest real uploads have some dozens; whoever fetches them holds a lock and a connection for each.
constexpr qsizetype mostFiles = 1000;

// A non-negative decimal number; -1 if it is none. 18 digits always fit.
qint64 parseSize(QByteArrayView text)
{
    if (text.empty() || text.size() > 18 || !std::all_of(text.begin(), text.end(), isDigit))
        return -1;
    qint64 size = 0;
    for (const char c : text)
        size = size * 10 + (c - '0');
    return size;
}

bool isHex(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return isDigit(c) || (lower(c) >= 'a' && lower(c) <= 'f'); });
}

QString sentence(const char* text, const List& list, QByteArrayView offender)
{
    // The offender is a stranger's: at most a line of it, as Latin-1 so that nothing in it is lost.
    return QLatin1String(text).arg(QLatin1String(list.field),
                                   QString::fromLatin1(offender.first(std::min<qsizetype>(offender.size(), 200))));
}

class Merger
{
public:
    // False once there is a problem.
    bool add(const List& list, QByteArrayView value)
    {
        const bool first = m_result.files.isEmpty();
        qsizetype count = 0;
        QByteArrayView line;
        for (QByteArrayView rest = value; takeValueLine(rest, line); ++count) {
            if (!addLine(list, line, first))
                return false;
        }
        if (count == 0 || count != m_result.files.size())
            return fail("%1 lists other files than the rest%2", list, {});
        return true;
    }

    FileList take() { return std::move(m_result); }

private:
    bool fail(const char* text, const List& list, QByteArrayView offender)
    {
        m_result.problem = sentence(text, list, offender);
        return false;
    }

    bool addLine(const List& list, QByteArrayView line, bool first)
    {
        QByteArrayView rest = line;
        const QByteArrayView digest = takeWord(rest);
        const qint64 size = parseSize(takeWord(rest));
        const QByteArrayView nameBytes = takeWord(rest);
        if (nameBytes.empty() || !takeWord(rest).empty() || size < 0)
            return fail("%1 has a line that is not \"digest size name\": %2", list, line);
        if (digest.size() != list.digestSize || !isHex(digest))
            return fail("%1 has a digest that is none: %2", list, line);
        const QString name = QString::fromLatin1(nameBytes);
        if (!isValidFileName(name))
            return fail("%1 has a file name that is not allowed: %2", list, nameBytes);
        auto at = m_places.constFind(name);
        if (first) {
            if (at != m_places.constEnd())
                return fail("%1 names a file twice: %2", list, nameBytes);
            at = m_places.insert(name, m_result.files.size());
            m_result.files.append({name, size, {}, {}, {}});
            if (m_result.files.size() > mostFiles)
                return fail("%1 names more files than any upload has%2", list, {});
        } else if (at == m_places.constEnd()) {
            return fail("%1 lists other files than the rest: %2", list, nameBytes);
        }
        SourceFile& file = m_result.files[*at];
        if (file.size != size)
            return fail("%1 disagrees about the size of %2", list, nameBytes);
        QByteArray& target = file.*list.digest;
        if (!target.isEmpty())
            return fail("%1 names a file twice: %2", list, nameBytes);
        target = digest.toByteArray().toLower();
        return true;
    }

    FileList m_result;
    QHash<QString, qsizetype> m_places;
};

} // namespace

FileList mergeFileLists(const Stanza& stanza)
{
    Merger merger;
    bool any = false;
    for (const List& list : Lists) {
        if (!stanza.has(list.field))
            continue;
        any = true;
        if (!merger.add(list, stanza.field(list.field)))
            break;
    }
    FileList result = merger.take();
    if (!any)
        result.problem = QStringLiteral("there is neither Files nor Checksums-Sha256");
    result.weak = std::any_of(result.files.cbegin(), result.files.cend(),
                              [](const SourceFile& file) { return file.sha256.isEmpty(); });
    return result;
}

} // namespace millrace::deb
