// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unpack/sourcetree.h"

#include "core/base/error.h"
#include "core/unpack/rawname.h"

namespace millrace::unpack {

namespace {

/// As many links as Linux follows before it says ELOOP.
constexpr int maximalLinks = 40;

[[noreturn]] void throwConflict(const QByteArray& path, const QByteArray& obstacle)
{
    throw Error(QStringLiteral("unpack.conflict"),
                QStringLiteral("%1 cannot be unpacked: %2 is in its way").arg(shownName(path), shownName(obstacle)),
                {{QStringLiteral("member"), shownName(path)}});
}

void collect(const SourceTree::Node& directory, const QByteArray& prefix, QList<SourceTree::Entry>& entries)
{
    for (const auto& [name, node] : directory.children()) {
        if (node.isDirectory())
            collect(node, prefix + name + '/', entries);
        else
            entries.append({prefix + name, &node});
    }
}

void collectEmpty(const SourceTree::Node& directory, const QByteArray& prefix, QList<QByteArray>& paths)
{
    for (const auto& [name, node] : directory.children()) {
        if (!node.isDirectory())
            continue;
        if (node.children().empty())
            paths << prefix + name;
        else
            collectEmpty(node, prefix + name + '/', paths);
    }
}

void merge(SourceTree::Node& below, const SourceTree::Node& above, const QByteArray& prefix)
{
    SourceTree::Children& children = below.ownChildren();
    for (const auto& [name, node] : above.children()) {
        const auto there = children.find(name);
        if (there == children.end()) {
            children.emplace(name, node);
            continue;
        }
        if (there->second.isDirectory() && node.isDirectory()) {
            merge(there->second, node, prefix + name + '/');
            continue;
        }
        if (there->second.isDirectory() && !there->second.children().empty())
            throwConflict(prefix + name, prefix + name);
        there->second = node;
    }
}

} // namespace

struct SourceTree::Node::Apart
{
    Children children = {};
    QByteArray target = {};
};

const SourceTree::Children& SourceTree::Node::children() const
{
    static const Children none;
    return m_apart ? m_apart->children : none;
}

QByteArray SourceTree::Node::target() const
{
    return m_apart ? m_apart->target : QByteArray();
}

SourceTree::Children& SourceTree::Node::ownChildren()
{
    if (!m_apart)
        m_apart = std::make_shared<Apart>();
    else if (m_apart.use_count() > 1)
        m_apart = std::make_shared<Apart>(*m_apart);
    return m_apart->children;
}

SourceTree::Node SourceTree::file(const ContentId& content, qint64 size, bool executable)
{
    Node node;
    node.kind = Kind::File;
    node.content = content;
    node.size = size;
    node.executable = executable;
    return node;
}

SourceTree::Node SourceTree::symlink(const ContentId& content, const QByteArray& target)
{
    Node node;
    node.kind = Kind::Symlink;
    node.content = content;
    node.size = target.size();
    node.m_apart = std::make_shared<Node::Apart>();
    node.m_apart->target = target;
    return node;
}

const SourceTree::Node* SourceTree::find(const QByteArray& path) const
{
    const Node* node = &m_root;
    for (const QByteArray& part : pathParts(path)) {
        const auto child = node->children().find(part);
        if (child == node->children().end())
            return nullptr;
        node = &child->second;
    }
    return node;
}

std::optional<QByteArray> SourceTree::resolve(const QByteArray& path) const
{
    QList<QByteArray> done;
    QList<QByteArray> todo = pathParts(path);
    int links = 0;
    while (!todo.isEmpty()) {
        const QByteArray part = todo.takeFirst();
        if (part == "..") {
            if (done.isEmpty())
                return std::nullopt;
            done.removeLast();
            continue;
        }
        const Node* node = find(joinParts(done + QList<QByteArray>{part}));
        if (node && node->isSymlink()) {
            if (++links > maximalLinks || node->target().startsWith('/'))
                return std::nullopt;
            todo = pathParts(node->target()) + todo;
            continue;
        }
        if ((!node || !node->isDirectory()) && !todo.isEmpty())
            return std::nullopt;
        done << part;
    }
    return joinParts(done);
}

SourceTree::Node& SourceTree::ownDirectory(const QByteArray& path, bool create)
{
    Node* node = &m_root;
    QByteArray walked;
    for (const QByteArray& part : pathParts(path)) {
        walked += (walked.isEmpty() ? "" : "/") + part;
        Children& children = node->ownChildren();
        auto child = children.find(part);
        if (child == children.end()) {
            if (!create)
                throwConflict(path, walked);
            child = children.emplace(part, Node()).first;
        }
        if (!child->second.isDirectory())
            throwConflict(path, walked);
        node = &child->second;
    }
    return *node;
}

void SourceTree::insert(const QByteArray& path, Node node)
{
    const QList<QByteArray> parts = pathParts(path);
    if (parts.isEmpty())
        throwConflict(path, path);
    ownDirectory(joinParts(parts.first(parts.size() - 1)), true)
        .ownChildren()
        .insert_or_assign(parts.last(), std::move(node));
}

void SourceTree::makeDirectory(const QByteArray& path)
{
    ownDirectory(path, true);
}

void SourceTree::setExecutable(const QByteArray& path, bool executable)
{
    const Node* node = find(path);
    if (!node || !node->isFile() || node->executable == executable)
        return;
    Node changed = *node;
    changed.executable = executable;
    insert(path, std::move(changed));
}

bool SourceTree::remove(const QByteArray& path)
{
    const QList<QByteArray> parts = pathParts(path);
    if (parts.isEmpty() || !find(path))
        return false;
    return ownDirectory(joinParts(parts.first(parts.size() - 1)), false).ownChildren().erase(parts.last()) > 0;
}

bool SourceTree::stripTopDirectory()
{
    if (m_root.children().size() != 1 || !m_root.children().begin()->second.isDirectory())
        return false;
    m_root = Node(m_root.children().begin()->second);
    return true;
}

void SourceTree::graft(const QByteArray& path, const SourceTree& tree)
{
    const QList<QByteArray> parts = pathParts(path);
    ownDirectory(joinParts(parts.first(parts.size() - 1)), true)
        .ownChildren()
        .insert_or_assign(parts.last(), tree.m_root);
}

void SourceTree::overlay(const SourceTree& tree)
{
    merge(m_root, tree.root(), {});
}

QList<SourceTree::Entry> SourceTree::files() const
{
    QList<Entry> entries;
    collect(m_root, {}, entries);
    return entries;
}

QList<QByteArray> SourceTree::emptyDirectories() const
{
    QList<QByteArray> paths;
    collectEmpty(m_root, {}, paths);
    return paths;
}

} // namespace millrace::unpack
