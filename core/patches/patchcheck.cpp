// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/patches/patchcheck.h"

#include "core/base/error.h"
#include "core/patches/patchnames.h"
#include "core/unpack/rawname.h"

#include <QRegularExpression>

#include <algorithm>

namespace millrace::patches {

namespace {

/// A file name header longer than this names nothing that Linux could open.
constexpr qsizetype longestName = 8 * 1024;

struct Line
{
    QByteArrayView text = {};
    bool there = false;
};

class Lines
{
public:
    explicit Lines(const QByteArray& bytes)
        : m_bytes(bytes)
    {
    }
    /// Without its end, be it LF or CR LF.
    Line next()
    {
        if (m_at >= m_bytes.size())
            return {};
        qsizetype end = m_bytes.indexOf('\n', m_at);
        if (end < 0)
            end = m_bytes.size();
        QByteArrayView text = QByteArrayView(m_bytes).sliced(m_at, end - m_at);
        m_at = end + 1;
        ++number;
        if (text.endsWith('\r'))
            text.chop(1);
        return {text, true};
    }
    qint64 number = 0;

private:
    const QByteArray& m_bytes;
    qsizetype m_at = 0;
};

[[noreturn]] void refuse(const char* code, const QString& why, const Lines& lines, QByteArrayView text)
{
    throw Error(
        QLatin1String("patch.") + QLatin1String(code), why,
        {{QStringLiteral("line"), lines.number},
         {QStringLiteral("text"), unpack::shownName(text.first(std::min(text.size(), qsizetype(200))).toByteArray())}});
}

/// The name in a header: up to a tab if there is one, else up to white space.
QByteArray headerName(QByteArrayView header, const Lines& lines)
{
    QByteArray name = header.first(std::min(header.size(), longestName)).toByteArray();
    while (!name.isEmpty() && (name.front() == ' ' || (name.front() >= '\t' && name.front() <= '\r')))
        name.remove(0, 1);
    if (name.startsWith('"'))
        refuse("malformed", QStringLiteral("the patch names a file in quotes, which dpkg-source does not read"), lines,
               header);
    qsizetype end = name.indexOf('\t');
    for (qsizetype at = 0; end < 0 && at < name.size(); ++at) {
        if (name.at(at) == ' ' || (name.at(at) >= '\t' && name.at(at) <= '\r'))
            end = at;
    }
    return end < 0 ? name : name.left(end);
}

struct Target
{
    QByteArray header = {}; ///< as written
    QByteArray path = {};   ///< below the root; empty when the header names no file
};

Target target(QByteArrayView header, const Lines& lines, const ScratchTree& scratch)
{
    Target one;
    one.header = headerName(header, lines);
    if (one.header.endsWith(".dpkg-orig"))
        refuse("malformed",
               QStringLiteral("the patch changes a file named .dpkg-orig, which dpkg-source keeps for itself"), lines,
               header);
    if (one.header == "/dev/null" || !one.header.contains('/'))
        return one;
    one.path = strippedPath(one.header, 1);
    if (one.path.isEmpty())
        refuse(
            "insecure",
            QStringLiteral("the patch names a file outside the source, or none: %1").arg(unpack::shownName(one.header)),
            lines, header);
    if (const QByteArray link = scratch.linkIn(one.path); !link.isEmpty())
        refuse("symlink",
               QStringLiteral("the patch changes %1 through the symbolic link %2")
                   .arg(unpack::shownName(one.path), unpack::shownName(link)),
               lines, header);
    return one;
}

/// The one of two names that patch takes: the one that exists, else the shorter by folders, base name, length.
QByteArray chosen(const QByteArray& before, const QByteArray& after, const ScratchTree& scratch)
{
    if (before.isEmpty() || after.isEmpty())
        return before.isEmpty() ? after : before;
    const bool haveBefore = scratch.kind(before) != ScratchTree::Kind::Missing;
    const bool haveAfter = scratch.kind(after) != ScratchTree::Kind::Missing;
    if (haveBefore != haveAfter)
        return haveBefore ? before : after;
    const auto measure = [](const QByteArray& path) {
        return std::tuple(path.count('/'), path.size() - path.lastIndexOf('/'), path.size());
    };
    return measure(after) < measure(before) ? after : before;
}

bool isFileHeader(QByteArrayView line)
{
    return line.startsWith("--- ") || line.startsWith("+++ ") || line.startsWith("@@ -");
}

struct Counts
{
    qint64 before = 0;
    qint64 after = 0;
};

std::optional<Counts> hunkHeader(QByteArrayView line)
{
    // More digits than a count of lines can have: dpkg-source would wait for lines until the patch ends.
    static const QRegularExpression form(
        QStringLiteral("\\A@@ -[0-9]+(?:,([0-9]{1,18}))? \\+[0-9]+(?:,([0-9]{1,18}))? @@(?: |\\z)"));
    const QRegularExpressionMatch match =
        form.match(QString::fromLatin1(line.first(std::min(line.size(), qsizetype(200)))));
    if (!match.hasMatch())
        return std::nullopt;
    return Counts{match.hasCaptured(1) ? match.captured(1).toLongLong() : 1,
                  match.hasCaptured(2) ? match.captured(2).toLongLong() : 1};
}

void readHunk(Lines& lines, Counts left)
{
    while (left.before != 0 || left.after != 0) {
        const Line line = lines.next();
        if (!line.there) {
            // Patches whose last empty context lines an editor has cut off are common, and patch takes them.
            if (left.before == left.after && left.before < 3)
                return;
            refuse("malformed", QStringLiteral("the patch ends in the middle of a hunk"), lines, {});
        }
        if (line.text.startsWith("\\ "))
            continue;
        if (line.text.isEmpty() || line.text.startsWith(' ')) {
            --left.before;
            --left.after;
        } else if (line.text.startsWith('-')) {
            --left.before;
        } else if (line.text.startsWith('+')) {
            --left.after;
        } else {
            refuse("malformed", QStringLiteral("a line in a hunk begins with neither blank, + nor -"), lines,
                   line.text);
        }
    }
}

} // namespace

PatchCheck checkPatch(const QByteArray& patch, const ScratchTree& scratch)
{
    PatchCheck check;
    std::set<QByteArray> files;
    std::set<QByteArray> folders;
    Lines lines(patch);
    Line line = lines.next();
    while (true) {
        while (line.there && !isFileHeader(line.text))
            line = lines.next();
        if (!line.there)
            break;
        if (!line.text.startsWith("--- "))
            refuse("malformed", QStringLiteral("a +++ or @@ line has no --- line before it"), lines, line.text);
        const Target before = target(line.text.sliced(4), lines, scratch);
        line = lines.next();
        if (!line.there || !line.text.startsWith("+++ "))
            refuse("malformed", QStringLiteral("the line after a --- line is no +++ line"), lines, line.text);
        const Target after = target(line.text.sliced(4), lines, scratch);
        if (before.path.isEmpty() && after.path.isEmpty())
            refuse("malformed", QStringLiteral("neither the --- nor the +++ line names a file"), lines, line.text);

        const QByteArray file = chosen(before.path, after.path, scratch);
        const ScratchTree::Kind kind = scratch.kind(file);
        if (kind != ScratchTree::Kind::Missing && kind != ScratchTree::Kind::File)
            refuse("target",
                   QStringLiteral("the patch changes %1, which is no plain file").arg(unpack::shownName(file)), lines,
                   line.text);
        if (files.insert(file).second)
            check.files.append(file);
        const QByteArray folder = unpack::parentPath(file);
        if (!folder.isEmpty() && scratch.kind(folder) != ScratchTree::Kind::Folder && folders.insert(folder).second)
            check.folders.append(folder);

        bool any = false;
        while ((line = lines.next()).there) {
            if (line.text.startsWith("\\ "))
                continue;
            const std::optional<Counts> counts = hunkHeader(line.text);
            if (!counts)
                break;
            readHunk(lines, *counts);
            any = true;
        }
        if (!any)
            refuse("malformed", QStringLiteral("no @@ line follows the --- and +++ lines"), lines, line.text);
    }
    return check;
}

} // namespace millrace::patches
