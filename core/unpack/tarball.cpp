// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unpack/tarball.h"

#include "core/base/error.h"
#include "core/unpack/rawname.h"

namespace millrace::unpack {

namespace {

[[noreturn]] void throwTraversal(const QByteArray& name, const QString& why)
{
    throw Error(QStringLiteral("unpack.traversal"), QStringLiteral("the tar member %1 %2").arg(shownName(name), why),
                {{QStringLiteral("member"), shownName(name)}})
        .withAdvice(QStringLiteral("the upload tries to write outside its own folder; do not import it unseen"));
}

/// The normalised path of a member or of a hard link's target.
QByteArray checkedPath(const QByteArray& name, const UnpackBudget& budget)
{
    if (name.startsWith('/'))
        throwTraversal(name, QStringLiteral("has an absolute name"));
    const QList<QByteArray> parts = pathParts(name);
    if (parts.contains(QByteArrayLiteral("..")))
        throwTraversal(name, QStringLiteral("has a name that leads upwards"));
    for (const QByteArray& part : parts)
        budget.checkName(part);
    return joinParts(parts);
}

/// Every directory above @p path must be one, or be missing; returns how many are missing. One walk from the root, so
/// that a path of a thousand folders costs a thousand steps.
qint64 checkParents(const SourceTree& tree, const QByteArray& path)
{
    const SourceTree::Node* folder = &tree.root();
    qsizetype start = 0;
    for (qsizetype slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
        const auto child = folder->children().find(path.mid(start, slash - start));
        if (child == folder->children().end())
            return path.sliced(start).count('/');
        folder = &child->second;
        if (folder->isSymlink())
            throwTraversal(path, QStringLiteral("leads through the symlink %1").arg(shownName(path.left(slash))));
        start = slash + 1;
    }
    return 0;
}

/// dpkg's tar options `--anchored --no-wildcards-match-slash --exclude '*/.pc' --exclude .pc` on the name as stored.
bool isExcludedPc(const QByteArray& name)
{
    const QList<QByteArray> parts = name.split('/');
    return parts.value(0) == ".pc" || parts.value(1) == ".pc";
}

} // namespace

TarballReading::TarballReading(ContentSink& sink, UnpackBudget& budget, const Cancellation& cancellation)
    : m_sink(sink)
    , m_budget(budget)
    , m_cancellation(cancellation)
{
}

void TarballReading::flag(const QString& word)
{
    if (!m_flags.contains(word))
        m_flags << word;
}

bool TarballReading::isKept(const QByteArray& path) const
{
    // Whether a top directory will be stripped is known only at the end.
    return m_keep.contains(path) || m_keep.contains(path.mid(path.indexOf('/') + 1));
}

const QByteArray* TarballReading::bytesOf(const ContentId& content) const
{
    const auto found = m_kept.find(content);
    return found == m_kept.end() ? nullptr : &found->second;
}

SourceTree TarballReading::read(const InputFile& input, const TarballRules& rules)
{
    Step step("read tarball", {{QStringLiteral("file"), input.file.name}});
    Decompressor source(input, m_budget, step, m_cancellation);
    TarReader reader(source, m_budget, input.file.name);
    SourceTree tree;
    TarMember member;
    while (reader.next(member)) {
        m_cancellation.throwIfCancelled();
        if (rules.excludePc && isExcludedPc(member.name))
            continue;
        addMember(tree, member, checkedPath(member.name, m_budget), reader);
    }
    if (rules.stripTop)
        tree.stripTopDirectory();
    return tree;
}

void TarballReading::addMember(SourceTree& tree, const TarMember& member, const QByteArray& path, TarReader& reader)
{
    if (path.isEmpty()) {
        if (member.type != TarMember::Type::Directory)
            throwTraversal(member.name, QStringLiteral("has no name"));
        return;
    }
    // Folders that nobody lists cost memory as those that are listed.
    m_budget.addMember(checkParents(tree, path));
    const SourceTree::Node* there = tree.find(path);
    if (member.type == TarMember::Type::Directory) {
        if (there && !there->isDirectory())
            tree.remove(path);
        tree.makeDirectory(path);
        return;
    }
    if (there && there->isDirectory() && !there->children().empty())
        throw Error(QStringLiteral("unpack.conflict"),
                    QStringLiteral("the tar member %1 would replace a directory with content").arg(shownName(path)),
                    {{QStringLiteral("member"), shownName(path)}});
    switch (member.type) {
    case TarMember::Type::File: {
        const bool wanted = isKept(path);
        if (wanted)
            m_budget.addKept(member.size);
        QByteArray bytes;
        const ContentId content = m_sink.store(
            member.size, [&reader](char* buffer, qsizetype room) { return reader.read(buffer, room); },
            wanted ? &bytes : nullptr);
        if (wanted)
            m_kept[content] = bytes;
        tree.insert(path, SourceTree::file(content, member.size, member.executable));
        return;
    }
    case TarMember::Type::Symlink:
        m_budget.addKept(member.linkTarget.size());
        tree.insert(path, SourceTree::symlink(m_sink.storeBytes(member.linkTarget), member.linkTarget));
        return;
    case TarMember::Type::HardLink: {
        const QByteArray target = checkedPath(member.linkTarget, m_budget);
        checkParents(tree, target);
        const SourceTree::Node* node = tree.find(target);
        if (!node || node->isDirectory())
            throw Error(QStringLiteral("unpack.link"),
                        QStringLiteral("the hard link %1 names %2, which is no file before it in the tarball")
                            .arg(shownName(path), shownName(member.linkTarget)),
                        {{QStringLiteral("member"), shownName(path)},
                         {QStringLiteral("target"), shownName(member.linkTarget)}});
        tree.insert(path, SourceTree::Node(*node));
        return;
    }
    case TarMember::Type::Special:
        tree.remove(path);
        // Said once: a tarball may have a million of them.
        if (!m_flags.contains(QLatin1String("special.dropped")))
            Step::note(QStringLiteral("%1 is a device, FIFO or socket and was left out").arg(shownName(path)));
        flag(QStringLiteral("special.dropped"));
        return;
    case TarMember::Type::Directory:
        return;
    }
}

void TarballReading::keepContents(const QList<InputFile>& inputs, const std::map<ContentId, qint64>& wanted)
{
    QSet<qint64> sizes;
    for (const auto& [content, size] : wanted) {
        sizes.insert(size);
        m_budget.addKept(size);
    }
    for (const InputFile& input : inputs) {
        Step step("read tarball again for linked files", {{QStringLiteral("file"), input.file.name}});
        Decompressor source(input, m_budget, step, m_cancellation);
        TarReader reader(source, m_budget, input.file.name);
        TarMember member;
        while (reader.next(member)) {
            m_cancellation.throwIfCancelled();
            if (member.type != TarMember::Type::File || !sizes.contains(member.size))
                continue;
            QByteArray bytes;
            const ContentId content = m_sink.store(
                member.size, [&reader](char* buffer, qsizetype room) { return reader.read(buffer, room); }, &bytes);
            if (wanted.contains(content))
                m_kept[content] = bytes;
        }
    }
}

} // namespace millrace::unpack
