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
    const auto known = m_commits.constFind(name);
    if (known != m_commits.constEnd()) {
        const QString original = reimportTag(name, 0);
        if (!m_tags.contains(original)) {
            made.refs.append({QLatin1String("refs/tags/") + original, {}, m_tags.value(name).toHex()});
            m_tags.insert(original, m_tags.value(name));
            m_commits.insert(original, m_commits.value(name));
        }
        int number = 1;
        while (m_tags.contains(reimportTag(name, number)))
            ++number;
        made.name = reimportTag(name, number);
    }
    const git::Oid tag = writer.write(
        git::ObjectType::Tag, git::tagContent({commit, git::ObjectType::Commit, made.name.toUtf8(), tagger, message}));
    m_tags.insert(made.name, tag);
    m_commits.insert(made.name, commit);
    made.refs.append({QLatin1String("refs/tags/") + made.name, {}, tag.toHex()});
    return made;
}

} // namespace millrace::importer
