// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/tags.h"

#include "core/git/repository.h"

namespace millrace::importer {

namespace {
constexpr int tagPrefixLength = 10; // "refs/tags/"
} // namespace

Tags::Tags(const git::Repository& repository)
{
    for (const git::Ref& ref : repository.refs(QStringLiteral("refs/tags/"))) {
        m_tags.insert(ref.name.mid(tagPrefixLength), ref.oid);
        m_commits.insert(ref.name.mid(tagPrefixLength), ref.peeled);
    }
}

Tags::Made Tags::make(const QString& name, const git::Oid& commit, const git::Identity& tagger,
                      const QByteArray& message, git::PackWriter& writer)
{
    Made made;
    made.name = name;
    const auto known = m_commits.constFind(name);
    if (known != m_commits.constEnd() && known.value() == commit)
        return made;
    if (known != m_commits.constEnd()) {
        const QString base = QLatin1String("reimport/") + name + QLatin1Char('/');
        if (!m_tags.contains(base + QLatin1Char('0'))) {
            made.refs.append({QLatin1String("refs/tags/") + base + QLatin1Char('0'), {}, m_tags.value(name).toHex()});
            m_tags.insert(base + QLatin1Char('0'), m_tags.value(name));
            m_commits.insert(base + QLatin1Char('0'), known.value());
        }
        int number = 1;
        while (m_tags.contains(base + QString::number(number)))
            ++number;
        made.name = base + QString::number(number);
    }
    const git::Oid tag = writer.write(
        git::ObjectType::Tag, git::tagContent({commit, git::ObjectType::Commit, made.name.toUtf8(), tagger, message}));
    m_tags.insert(made.name, tag);
    m_commits.insert(made.name, commit);
    made.refs.append({QLatin1String("refs/tags/") + made.name, {}, tag.toHex()});
    return made;
}

} // namespace millrace::importer
