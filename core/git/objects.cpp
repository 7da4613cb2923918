// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/objects.h"

#include "core/base/error.h"
#include "core/git/reftransaction.h"

#include <unordered_set>

namespace millrace::git {

namespace {
QString readable(const QByteArray& bytes)
{
    return QString::fromLatin1(bytes.toPercentEncoding(" !#$&'()*+,/:;<=>?@[]{}|~"));
}

QByteArray octal(FileMode mode)
{
    return QByteArray::number(static_cast<quint32>(mode), 8);
}

[[noreturn]] void throwIdentity(const char* what, const Identity& identity)
{
    throw Error(QStringLiteral("internal.identity"),
                QStringLiteral("no commit can carry this %1").arg(QString::fromLatin1(what)),
                {{QStringLiteral("name"), readable(identity.name)},
                 {QStringLiteral("mail"), readable(identity.mail)},
                 {QStringLiteral("seconds"), identity.seconds},
                 {QStringLiteral("offset_minutes"), identity.offsetMinutes}});
}

bool isPlain(const QByteArray& text)
{
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return c == '\n' || c == '<' || c == '>' || c == '\0'; });
}

/// "NAME <MAIL> SECONDS +HHMM", the line of author, committer and tagger.
QByteArray identityLine(const Identity& identity)
{
    if (identity.name.isEmpty() || !isPlain(identity.name))
        throwIdentity("name", identity);
    if (!isPlain(identity.mail))
        throwIdentity("mail address", identity);
    if (identity.seconds < 0)
        throwIdentity("date", identity);
    const int offset = std::abs(identity.offsetMinutes);
    if (offset >= 100 * 60)
        throwIdentity("offset from UTC", identity);
    const QByteArray zone = QByteArray::number(offset / 60 * 100 + offset % 60).rightJustified(4, '0');
    return identity.name + " <" + identity.mail + "> " + QByteArray::number(identity.seconds) +
           (identity.offsetMinutes < 0 ? " -" : " +") + zone;
}

void checkMessage(const QByteArray& message)
{
    if (message.contains('\0'))
        throw Error(QStringLiteral("internal.message"), QStringLiteral("a commit message cannot hold a NUL byte"),
                    {{QStringLiteral("offset"), message.indexOf('\0')}});
}

void checkName(const TreeEntry& entry)
{
    if (entry.name.isEmpty() || entry.name == "." || entry.name == ".." || entry.name.contains('/') ||
        entry.name.contains('\0'))
        throw Error(QStringLiteral("tree.name"),
                    QStringLiteral("no tree can hold an entry named \"%1\"").arg(readable(entry.name)));
}
} // namespace

bool treeOrder(const TreeEntry& a, const TreeEntry& b)
{
    const qsizetype common = std::min(a.name.size(), b.name.size());
    const int order = std::memcmp(a.name.constData(), b.name.constData(), size_t(common));
    if (order != 0)
        return order < 0;
    // Behind the common part stands the next byte, or '/' at a folder's end, or nothing.
    const auto next = [common](const TreeEntry& entry) {
        if (entry.name.size() > common)
            return int(static_cast<unsigned char>(entry.name[common]));
        return entry.mode == FileMode::Folder ? int('/') : 0;
    };
    return next(a) < next(b);
}

QByteArray treeContent(QList<TreeEntry> entries)
{
    std::sort(entries.begin(), entries.end(), treeOrder);
    QByteArray out;
    out.reserve(entries.size() * 48);
    // A file and a folder of one name need not be neighbours, so neighbours are not enough to find doubles.
    std::unordered_set<std::string_view> names;
    for (const TreeEntry& entry : std::as_const(entries)) {
        checkName(entry);
        if (!names.insert(std::string_view(entry.name.constData(), size_t(entry.name.size()))).second)
            throw Error(QStringLiteral("tree.duplicate"),
                        QStringLiteral("two entries of one folder are named \"%1\"").arg(readable(entry.name)));
        out += octal(entry.mode) + ' ' + entry.name;
        out.append('\0');
        out.append(entry.oid.raw());
    }
    return out;
}

QByteArray commitContent(const CommitFields& fields)
{
    checkMessage(fields.message);
    QByteArray out = "tree " + fields.tree.toHexBytes() + '\n';
    for (const Oid& parent : fields.parents)
        out += "parent " + parent.toHexBytes() + '\n';
    out += "author " + identityLine(fields.author) + '\n';
    out += "committer " + identityLine(fields.committer) + "\n\n";
    return out + fields.message;
}

QByteArray tagContent(const TagFields& fields)
{
    checkMessage(fields.message);
    if (!isValidRefName(QStringLiteral("refs/tags/") + QString::fromUtf8(fields.name)))
        throw Error(QStringLiteral("internal.tag"),
                    QStringLiteral("git refuses the tag name \"%1\"").arg(readable(fields.name)));
    return "object " + fields.target.toHexBytes() + "\ntype " + objectTypeName(fields.targetType) + "\ntag " +
           fields.name + "\ntagger " + identityLine(fields.tagger) + "\n\n" + fields.message;
}

Oid emptyTree()
{
    static const Oid oid = hashObject(ObjectType::Tree, {});
    return oid;
}

} // namespace millrace::git
