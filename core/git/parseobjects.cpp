// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/git/objects.h"

namespace millrace::git {

namespace {
[[noreturn]] void throwMalformed(const char* kind, QByteArrayView content)
{
    throw Error(
        QStringLiteral("internal.object"),
        QStringLiteral("a %1 in the repository is malformed").arg(QString::fromLatin1(kind)),
        {{QStringLiteral("start"), QString::fromLatin1(content.first(std::min<qsizetype>(content.size(), 200)))}});
}

/// One "key value" line of a header.
struct HeaderLine
{
    QByteArrayView key = {};
    QByteArrayView value = {};
};

/// Takes the next line off @p rest; nothing at the empty line that ends the header.
std::optional<HeaderLine> takeLine(QByteArrayView& rest)
{
    qsizetype end = rest.indexOf('\n');
    if (end < 0)
        end = rest.size();
    const QByteArrayView line = rest.first(end);
    rest = rest.sliced(std::min(end + 1, rest.size()));
    if (line.isEmpty())
        return std::nullopt;
    const qsizetype space = line.indexOf(' ');
    if (space < 0)
        return HeaderLine{line, {}};
    return HeaderLine{line.first(space), line.sliced(space + 1)};
}

Oid takeOid(QByteArrayView hex, const char* kind, QByteArrayView content)
{
    const auto oid = Oid::fromHex(hex);
    if (!oid)
        throwMalformed(kind, content);
    return *oid;
}

/// Forgiving: branches that people pushed hold identities git itself only warns about.
Identity parseIdentity(QByteArrayView line)
{
    Identity identity;
    const qsizetype open = line.lastIndexOf('<');
    const qsizetype close = line.lastIndexOf('>');
    if (open < 0 || close < open) {
        identity.name = line.toByteArray();
        return identity;
    }
    identity.name = line.first(open).toByteArray();
    if (identity.name.endsWith(' '))
        identity.name.chop(1);
    identity.mail = line.sliced(open + 1, close - open - 1).toByteArray();
    const QByteArrayList date = line.sliced(close + 1).toByteArray().trimmed().split(' ');
    identity.seconds = std::max<qint64>(0, date.constFirst().toLongLong());
    if (date.size() > 1) {
        const int zone = date[1].toInt();
        identity.offsetMinutes = zone / 100 * 60 + zone % 100;
    }
    return identity;
}
} // namespace

QList<TreeEntry> parseTree(QByteArrayView content)
{
    QList<TreeEntry> entries;
    for (QByteArrayView rest = content; !rest.isEmpty();) {
        const qsizetype space = rest.indexOf(' ');
        const qsizetype end = rest.indexOf('\0');
        if (space < 0 || end < space || end + 20 >= rest.size())
            throwMalformed("tree", content);
        bool ok = false;
        const uint mode = rest.first(space).toByteArray().toUInt(&ok, 8);
        if (!ok)
            throwMalformed("tree", content);
        entries.append({rest.sliced(space + 1, end - space - 1).toByteArray(), static_cast<FileMode>(mode),
                        Oid::fromRaw(rest.sliced(end + 1, 20))});
        rest = rest.sliced(end + 21);
    }
    return entries;
}

CommitFields parseCommit(QByteArrayView content)
{
    CommitFields fields;
    QByteArrayView rest = content;
    bool hasTree = false;
    while (const auto line = takeLine(rest)) {
        if (line->key == QByteArrayView("tree")) {
            fields.tree = takeOid(line->value, "commit", content);
            hasTree = true;
        } else if (line->key == QByteArrayView("parent")) {
            fields.parents.append(takeOid(line->value, "commit", content));
        } else if (line->key == QByteArrayView("author")) {
            fields.author = parseIdentity(line->value);
        } else if (line->key == QByteArrayView("committer")) {
            fields.committer = parseIdentity(line->value);
        }
    }
    if (!hasTree)
        throwMalformed("commit", content);
    fields.message = rest.toByteArray();
    return fields;
}

TagFields parseTag(QByteArrayView content)
{
    TagFields fields;
    QByteArrayView rest = content;
    bool hasTarget = false;
    while (const auto line = takeLine(rest)) {
        if (line->key == QByteArrayView("object")) {
            fields.target = takeOid(line->value, "tag", content);
            hasTarget = true;
        } else if (line->key == QByteArrayView("type")) {
            for (const ObjectType type : {ObjectType::Commit, ObjectType::Tree, ObjectType::Blob, ObjectType::Tag})
                if (line->value == QByteArrayView(objectTypeName(type)))
                    fields.targetType = type;
        } else if (line->key == QByteArrayView("tag")) {
            fields.name = line->value.toByteArray();
        } else if (line->key == QByteArrayView("tagger")) {
            fields.tagger = parseIdentity(line->value);
        }
    }
    if (!hasTarget)
        throwMalformed("tag", content);
    fields.message = rest.toByteArray();
    return fields;
}

} // namespace millrace::git
