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

/// The node to write to: a copy of its own when other trees share it.
SourceTree::Node& own(std::shared_ptr<SourceTree::Node>& node)
{
    if (node.use_count() > 1)
        node = std::make_shared<SourceTree::Node>(*node);
    return *node;
}

void collect(const SourceTree::Node& directory, const QByteArray& prefix, QList<SourceTree::Entry>& entries)
{
    for (const auto& [name, node] : directory.children) {
        if (node->isDirectory())
            collect(*node, prefix + name + '/', entries);
        else
            entries.append({prefix + name, node.get()});
    }
}

void collectEmpty(const SourceTree::Node& directory, const QByteArray& prefix, QList<QByteArray>& paths)
{
    for (const auto& [name, node] : directory.children) {
        if (!node->isDirectory())
            continue;
        if (node->children.empty())
            paths << prefix + name;
        else
            collectEmpty(*node, prefix + name + '/', paths);
    }
}

void merge(SourceTree::Node& below, const SourceTree::Node& above, const QByteArray& prefix)
{
    for (const auto& [name, node] : above.children) {
        const auto there = below.children.find(name);
        if (there == below.children.end()) {
            below.children.emplace(name, node);
            continue;
        }
        if (there->second->isDirectory() && node->isDirectory()) {
            merge(own(there->second), *node, prefix + name + '/');
            continue;
        }
        if (there->second->isDirectory() && !there->second->children.empty())
            throwConflict(prefix + name, prefix + name);
        there->second = node;
    }
}

} // namespace

SourceTree::SourceTree()
    : m_root(std::make_shared<Node>())
{
}

SourceTree::Node SourceTree::file(const ContentId& content, qint64 size, bool executable)
{
    return {Kind::File, content, size, executable};
}

SourceTree::Node SourceTree::symlink(const ContentId& content, const QByteArray& target)
{
    return {Kind::Symlink, content, target.size(), false, target};
}

const SourceTree::Node* SourceTree::find(const QByteArray& path) const
{
    const Node* node = m_root.get();
    for (const QByteArray& part : pathParts(path)) {
        const auto child = node->children.find(part);
        if (child == node->children.end())
            return nullptr;
        node = child->second.get();
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
            if (++links > maximalLinks || node->target.startsWith('/'))
                return std::nullopt;
            todo = pathParts(node->target) + todo;
            continue;
        }
        if ((!node || !node->isDirectory()) && !todo.isEmpty())
            return std::nullopt;
        done << part;
    }
    return joinParts(done);
}

SourceTree::Node& SourceTree::ownRoot()
{
    return own(m_root);
}

SourceTree::Node& SourceTree::ownDirectory(const QByteArray& path, bool create)
{
    Node* node = &ownRoot();
    QByteArray walked;
    for (const QByteArray& part : pathParts(path)) {
        walked += (walked.isEmpty() ? "" : "/") + part;
        auto child = node->children.find(part);
        if (child == node->children.end()) {
            if (!create)
                throwConflict(path, walked);
            child = node->children.emplace(part, std::make_shared<Node>()).first;
        }
        if (!child->second->isDirectory())
            throwConflict(path, walked);
        node = &own(child->second);
    }
    return *node;
}

void SourceTree::insert(const QByteArray& path, Node node)
{
    const QList<QByteArray> parts = pathParts(path);
    if (parts.isEmpty())
        throwConflict(path, path);
    ownDirectory(joinParts(parts.first(parts.size() - 1)), true)
        .children.insert_or_assign(parts.last(), std::make_shared<Node>(std::move(node)));
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
    return ownDirectory(joinParts(parts.first(parts.size() - 1)), false).children.erase(parts.last()) > 0;
}

bool SourceTree::stripTopDirectory()
{
    if (m_root->children.size() != 1 || !m_root->children.begin()->second->isDirectory())
        return false;
    m_root = NodePtr(m_root->children.begin()->second);
    return true;
}

void SourceTree::graft(const QByteArray& path, const SourceTree& tree)
{
    const QList<QByteArray> parts = pathParts(path);
    ownDirectory(joinParts(parts.first(parts.size() - 1)), true).children.insert_or_assign(parts.last(), tree.m_root);
}

void SourceTree::overlay(const SourceTree& tree)
{
    merge(ownRoot(), tree.root(), {});
}

QList<SourceTree::Entry> SourceTree::files() const
{
    QList<Entry> entries;
    collect(*m_root, {}, entries);
    return entries;
}

QList<QByteArray> SourceTree::emptyDirectories() const
{
    QList<QByteArray> paths;
    collectEmpty(*m_root, {}, paths);
    return paths;
}

} // namespace millrace::unpack
