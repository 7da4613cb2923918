// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/tags.h"

#include "core/git/repository.h"

namespace millrace::importer {

namespace {
constexpr int tagPrefixLength = 10; // "refs/tags/"

QString reimportTag(const QString& name, int number)
{
    return QLatin1String("reimport/") + name + QLatin1Char('/') + QString::number(number);
}
} // namespace

Tags::Tags(const git::Repository& repository)
{
    for (const git::Ref& ref : repository.refs(QStringLiteral("refs/tags/"))) {
        m_tags.insert(ref.name.mid(tagPrefixLength), ref.oid);
        m_commits.insert(ref.name.mid(tagPrefixLength), ref.peeled);
    }
}

QStringList Tags::family(const QString& name) const
{
    QStringList names;
    if (m_tags.contains(name))
        names.append(name);
    for (int number = 0; m_tags.contains(reimportTag(name, number)); ++number)
        names.append(reimportTag(name, number));
    return names;
}

QList<git::Oid> Tags::commitsOf(const QString& name) const
{
    QList<git::Oid> commits;
    for (const QString& one : family(name)) {
        const git::Oid commit = m_commits.value(one);
        if (!commits.contains(commit))
            commits.append(commit);
    }
    return commits;
}

QString Tags::nameOf(const QString& name, const git::Oid& commit) const
{
    for (const QString& one : family(name)) {
        if (m_commits.value(one) == commit)
            return one;
    }
    return {};
}

Tags::Made Tags::make(const QString& name, const git::Oid& commit, const git::Identity& tagger,
                      const QByteArray& message, git::PackWriter& writer)
{
    Made made;
    made.name = nameOf(name, commit);
    if (!made.name.isEmpty())
        return made;
    made.name = name;
    if (m_tags.contains(name)) {
        const QString original = reimportTag(name, 0);
        if (!m_tags.contains(original))
            add(made, original, m_tags.value(name), m_commits.value(name));
        int number = 1;
        while (m_tags.contains(reimportTag(name, number)))
            ++number;
        made.name = reimportTag(name, number);
    }
    const git::Oid tag = writer.write(
        git::ObjectType::Tag, git::tagContent({commit, git::ObjectType::Commit, made.name.toUtf8(), tagger, message}));
    add(made, made.name, tag, commit);
    return made;
}

Tags::Made Tags::move(const QString& name, const git::Oid& commit, const git::Identity& tagger,
                      const QByteArray& message, git::PackWriter& writer)
{
    Made made;
    made.name = name;
    const git::Oid theirs = m_tags.value(name);
    const git::Oid tag = writer.write(
        git::ObjectType::Tag, git::tagContent({commit, git::ObjectType::Commit, name.toUtf8(), tagger, message}));
    // With reimports there, the one that is moved is among them already, as /0.
    if (!m_tags.contains(reimportTag(name, 0))) {
        add(made, reimportTag(name, 0), tag, commit);
        add(made, reimportTag(name, 1), theirs, m_commits.value(name));
    }
    made.refs.append({QLatin1String("refs/tags/") + name, theirs.toHex(), tag.toHex()});
    m_tags.insert(name, tag);
    m_commits.insert(name, commit);
    return made;
}

void Tags::add(Made& made, const QString& name, const git::Oid& value, const git::Oid& commit)
{
    m_tags.insert(name, value);
    m_commits.insert(name, commit);
    made.refs.append({QLatin1String("refs/tags/") + name, {}, value.toHex()});
}

} // namespace millrace::importer
