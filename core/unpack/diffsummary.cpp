// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unpack/diffsummary.h"

#include "core/base/error.h"
#include "core/unpack/rawname.h"

#include <QRegularExpression>

namespace millrace::unpack {

namespace {

/// A line is read whole. The longest honest ones are files that somebody minified.
constexpr qint64 longestLine = 64LL << 20;
/// All names of a diff, with what each of them costs beside its bytes.
constexpr qint64 nameMemory = 256LL << 20;
constexpr qint64 costOfAName = 100;
constexpr qsizetype longestName = 4096; // PATH_MAX of Linux: patch could not open it

[[noreturn]] void refuse(const QString& code, const QString& name, qint64 line, const QString& why)
{
    throw Error(code, QStringLiteral("%1 %2").arg(name, why),
                {{QStringLiteral("file"), name}, {QStringLiteral("line"), line}});
}

/// Lines of a diff, without their ends.
class Lines
{
public:
    Lines(QIODevice& diff, const QString& name)
        : m_diff(diff)
        , m_name(name)
    {
    }

    /// Goes to the next line; false at the end.
    bool next()
    {
        m_line.resize(0);
        do {
            const qint64 got = m_diff.readLine(m_buffer.data(), m_buffer.size());
            if (got <= 0)
                break;
            m_line.append(m_buffer.constData(), got);
            if (m_line.size() > longestLine)
                exceeded("lineBytes", longestLine);
        } while (!m_line.endsWith('\n'));
        m_valid = !m_line.isEmpty();
        if (!m_valid)
            return false;
        ++m_number;
        if (m_line.endsWith('\n'))
            m_line.chop(1);
        if (m_line.endsWith('\r'))
            m_line.chop(1);
        return true;
    }
    bool valid() const { return m_valid; }
    const QByteArray& line() const { return m_line; }
    qint64 number() const { return m_number; }
    [[noreturn]] void malformed(const QString& why) const
    {
        refuse(QStringLiteral("patch.malformed"), m_name, m_number, why);
    }
    /// Names are kept until the diff is applied: a diff of nothing but names may not fill the memory.
    void countName(const QByteArray& name)
    {
        m_names += name.size() + costOfAName;
        if (m_names > nameMemory)
            exceeded("nameMemory", nameMemory);
    }
    [[noreturn]] void exceeded(const char* limit, qint64 value) const
    {
        throw Error(QStringLiteral("unpack.limit"),
                    QStringLiteral("%1 has lines or names that need too much memory").arg(m_name),
                    {{QStringLiteral("file"), m_name},
                     {QStringLiteral("line"), m_number},
                     {QStringLiteral("limit"), QString::fromLatin1(limit)},
                     {QStringLiteral("value"), value}});
    }
    [[noreturn]] void insecure(const QByteArray& path) const
    {
        refuse(QStringLiteral("patch.insecure"), m_name, m_number,
               QStringLiteral("names a path that leads upwards: %1").arg(shownName(path)));
    }

private:
    QIODevice& m_diff;
    const QString& m_name;
    QByteArray m_buffer = QByteArray(64 * 1024, Qt::Uninitialized);
    QByteArray m_line;
    qint64 m_number = 0;
    qint64 m_names = 0;
    bool m_valid = false;
};

bool isBlank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/// The name in a "---" or "+++" line: up to a tab if there is one, else up to the first blank.
QByteArray nameIn(Lines& lines)
{
    QByteArray text = lines.line().mid(4);
    qsizetype start = 0;
    while (start < text.size() && isBlank(text[start]))
        ++start;
    text = text.mid(start);
    if (text.startsWith('"'))
        lines.malformed(QStringLiteral("has a quoted file name"));
    const qsizetype tab = text.indexOf('\t');
    text.truncate(tab >= 0 ? tab : std::find_if(text.begin(), text.end(), isBlank) - text.begin());
    if (text.size() > longestName)
        lines.malformed(QStringLiteral("has a file name of %1 bytes").arg(text.size()));
    text.squeeze();
    lines.countName(text);
    return text;
}

/// What `patch -p1` leaves of @p path; empty when there is no slash in it.
std::optional<QByteArray> stripped(const QByteArray& path)
{
    qsizetype at = path.indexOf('/');
    if (at < 0 || path == "/dev/null")
        return std::nullopt;
    while (at < path.size() && path[at] == '/')
        ++at;
    return path.mid(at);
}

/// Old and new line counts of a hunk's header; empty when the line is none.
std::optional<std::pair<qint64, qint64>> hunkSize(const QByteArray& line)
{
    if (!line.startsWith("@@ -"))
        return std::nullopt;
    static const QRegularExpression header(
        QStringLiteral("^@@ -[0-9]+(?:,([0-9]+))? \\+[0-9]+(?:,([0-9]+))? @@(?: .*)?\\z"),
        QRegularExpression::DotMatchesEverythingOption);
    const QRegularExpressionMatch match = header.match(QString::fromLatin1(line));
    if (!match.hasMatch())
        return std::nullopt;
    return std::pair(match.hasCaptured(1) ? match.captured(1).toLongLong() : 1,
                     match.hasCaptured(2) ? match.captured(2).toLongLong() : 1);
}

void skipHunk(Lines& lines, qint64 oldLines, qint64 newLines)
{
    while (oldLines > 0 || newLines > 0) {
        if (!lines.next()) {
            // dpkg forgives lost blank lines at the end.
            if (oldLines == newLines && oldLines < 3)
                return;
            lines.malformed(QStringLiteral("ends in the middle of a hunk"));
        }
        const char mark = lines.line().isEmpty() ? ' ' : lines.line()[0];
        if (lines.line().startsWith("\\ "))
            continue;
        if (mark != ' ' && mark != '-' && mark != '+')
            lines.malformed(QStringLiteral("has a line in a hunk that is neither context nor change"));
        oldLines -= mark != '+';
        newLines -= mark != '-';
        // As in dpkg, where a count that passes 0 never ends well.
        if (oldLines < 0 || newLines < 0)
            lines.malformed(QStringLiteral("has a hunk whose length is not what its header says"));
    }
}

void skipHunks(Lines& lines)
{
    int hunks = 0;
    while (lines.next()) {
        if (lines.line().startsWith("\\ "))
            continue;
        const auto size = hunkSize(lines.line());
        if (!size)
            break;
        skipHunk(lines, size->first, size->second);
        ++hunks;
    }
    if (hunks == 0)
        lines.malformed(QStringLiteral("names a file but has no hunk for it"));
}

void noteOtherNames(Lines& lines, QSet<QByteArray>& names)
{
    const QByteArray& line = lines.line();
    if (line.size() > 2 * longestName)
        return;
    for (const QByteArrayView prefix :
         {"Index:", "diff --git ", "rename from ", "rename to ", "copy from ", "copy to "}) {
        if (!line.startsWith(prefix))
            continue;
        // A name may hold blanks: every piece is a candidate, with and without its first part. Too many do no harm.
        const QByteArray rest = line.mid(prefix.size()).trimmed();
        for (const QByteArray& piece : rest.split(' ') + QList<QByteArray>{rest}) {
            lines.countName(piece);
            names.insert(piece);
            if (const auto name = stripped(piece))
                names.insert(*name);
        }
    }
}

DiffedFile readNames(Lines& lines)
{
    DiffedFile file;
    file.line = lines.number();
    if (!lines.line().startsWith("--- "))
        lines.malformed(QStringLiteral("has a hunk or a new name without an old name before it"));
    const QByteArray oldPath = nameIn(lines);
    if (oldPath.endsWith(".dpkg-orig"))
        lines.malformed(QStringLiteral("changes a file whose name ends in .dpkg-orig"));
    if (!lines.next() || !lines.line().startsWith("+++ "))
        lines.malformed(QStringLiteral("has an old name without a new name after it"));
    const QByteArray newPath = nameIn(lines);
    file.oldName = stripped(oldPath);
    file.newName = stripped(newPath);
    file.removes = newPath == "/dev/null";
    if (!file.oldName && !file.newName)
        lines.malformed(QStringLiteral("has no usable file name"));
    if (file.removes && !file.oldName)
        lines.malformed(QStringLiteral("removes a file without saying which"));
    for (const QByteArray& path : {oldPath, newPath}) {
        // patch and the system would see another, shorter name than the one that is checked here.
        if (path.contains('\0'))
            lines.malformed(QStringLiteral("has a zero byte in a file name"));
        if (path.contains("/../"))
            lines.insecure(path);
    }
    for (const auto& name : {file.oldName, file.newName}) {
        if (name && pathParts(*name).contains(QByteArrayLiteral("..")))
            lines.insecure(*name);
    }
    return file;
}

} // namespace

QSet<QByteArray> DiffSummary::candidates() const
{
    QSet<QByteArray> paths;
    const auto add = [&paths](const QByteArray& name) {
        const QList<QByteArray> parts = pathParts(name);
        if (!parts.isEmpty() && !parts.contains(QByteArrayLiteral("..")) && !name.contains('\0'))
            paths.insert(joinParts(parts));
    };
    for (const DiffedFile& file : files) {
        for (const auto& name : {file.oldName, file.newName}) {
            if (name)
                add(*name);
        }
    }
    for (const QByteArray& name : otherNames)
        add(name);
    return paths;
}

DiffSummary summarizeDiff(QIODevice& diff, const QString& name)
{
    DiffSummary summary;
    Lines lines(diff, name);
    lines.next();
    while (lines.valid()) {
        const QByteArray& line = lines.line();
        if (line.startsWith("--- ") || line.startsWith("+++ ") || line.startsWith("@@ -")) {
            summary.files << readNames(lines);
            skipHunks(lines);
        } else {
            noteOtherNames(lines, summary.otherNames);
            lines.next();
        }
    }
    return summary;
}

namespace {

/// dpkg's guess at which of the two names GNU patch takes: the one that exists, else the one with fewer parts, the
/// shorter last part, the shorter name, the old one.
QByteArray likelierName(const DiffedFile& file, const SourceTree& tree)
{
    if (!file.oldName || !file.newName)
        return file.oldName ? *file.oldName : *file.newName;
    const bool oldExists = tree.find(*file.oldName) != nullptr;
    const bool newExists = tree.find(*file.newName) != nullptr;
    if (oldExists != newExists)
        return oldExists ? *file.oldName : *file.newName;
    const QList<QByteArray> oldParts = file.oldName->split('/');
    const QList<QByteArray> newParts = file.newName->split('/');
    const auto count = [](const QList<QByteArray>& parts) {
        return parts.size() - parts.sliced(1).count(QByteArray());
    };
    if (count(oldParts) != count(newParts))
        return count(oldParts) < count(newParts) ? *file.oldName : *file.newName;
    if (oldParts.last().size() != newParts.last().size())
        return oldParts.last().size() < newParts.last().size() ? *file.oldName : *file.newName;
    return file.newName->size() < file.oldName->size() ? *file.newName : *file.oldName;
}

} // namespace

QByteArray checkedTarget(const DiffedFile& file, const SourceTree& tree, const QString& name)
{
    for (const auto& path : {file.oldName, file.newName}) {
        QByteArray walked;
        for (const QByteArray& part : path ? pathParts(*path) : QList<QByteArray>()) {
            walked += (walked.isEmpty() ? "" : "/") + part;
            const SourceTree::Node* node = tree.find(walked);
            if (node && node->isSymlink())
                refuse(QStringLiteral("patch.symlink"), name, file.line,
                       QStringLiteral("changes %1 through the symlink %2").arg(shownName(*path), shownName(walked)));
        }
    }
    const QByteArray target = joinParts(pathParts(likelierName(file, tree)));
    const SourceTree::Node* node = tree.find(target);
    if (node && !node->isFile())
        refuse(QStringLiteral("patch.malformed"), name, file.line,
               QStringLiteral("changes %1, which is a directory").arg(shownName(target)));
    return target;
}

} // namespace millrace::unpack
