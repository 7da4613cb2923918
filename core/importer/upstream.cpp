// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/upstream.h"

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/deb/names.h"
#include "core/deb/version.h"
#include "core/git/repository.h"
#include "core/importer/commitgraph.h"
#include "core/importer/foreigncommits.h"

#include <QJsonArray>

namespace millrace::importer {

QString upstreamId(const QList<unpack::TarballInfo>& tarballs)
{
    QList<QByteArray> lines;
    for (const unpack::TarballInfo& tarball : tarballs)
        lines.append(tarball.component.toUtf8() + ' ' + tarball.sha256 + '\n');
    std::sort(lines.begin(), lines.end());
    return QString::fromLatin1(Digest::hex(Digest::Algorithm::Sha256, lines.join()));
}

Upstreams::Upstreams(const QList<KnownUpstream>& known, const git::Repository& repository, CommitGraph& graph)
    : m_repository(repository)
    , m_graph(graph)
{
    for (const KnownUpstream& one : known)
        add(one);
}

void Upstreams::add(const KnownUpstream& upstream)
{
    m_known.append(upstream);
    m_commits.insert(upstream.commit);
}

std::optional<git::Oid> Upstreams::commitOf(const QString& id) const
{
    for (const KnownUpstream& one : m_known) {
        if (one.id == id)
            return git::Oid::fromHex(one.commit);
    }
    return std::nullopt;
}

std::optional<git::Oid> Upstreams::parentFor(const Request& request) const
{
    const QByteArray key = deb::versionSortKey(request.version.toUtf8());
    QString best;
    QByteArray bestKey;
    for (const KnownUpstream& one : m_known) {
        const QByteArray oneKey = deb::versionSortKey(one.version.toUtf8());
        if (oneKey < key && bestKey <= oneKey) {
            best = one.commit;
            bestKey = oneKey;
        }
    }
    if (request.native) {
        const QByteArray oneKey = deb::versionSortKey(deb::upstreamVersion(request.native->version).toUtf8());
        if (oneKey <= key && bestKey < oneKey)
            best = request.native->commit;
    }
    return git::Oid::fromHex(best);
}

std::optional<KnownUpstream> Upstreams::sameContent(const Request& request, const Tags& tags) const
{
    const QString tree = request.tree.toHex();
    for (const KnownUpstream& one : m_known) {
        // A repack of the same content: contents decide, not the compression.
        if (one.version == request.version && one.tree == tree)
            return one;
    }
    const QString name = deb::upstreamTag(request.version);
    const QList<git::Oid> tagged = tags.commitsOf(name);
    for (const git::Oid& commit : tagged) {
        const std::optional<git::CommitFields> fields = commitIfAny(m_repository, commit);
        if (fields && fields->tree == request.tree)
            return KnownUpstream{{}, request.version, commit.toHex(), tree, tags.nameOf(name, commit)};
    }
    return std::nullopt;
}

bool Upstreams::isForeign(const QString& tag, const Tags& tags) const
{
    const QList<git::Oid> tagged = tags.commitsOf(tag);
    return !tagged.isEmpty() && !isKnown(tagged.constFirst());
}

bool Upstreams::movesTag(const Request& request, const Tags& tags) const
{
    const QString name = deb::upstreamTag(request.version);
    if (!isForeign(name, tags))
        return false;
    const QString value = tags.valueOf(name).toHex();
    const QString decision = request.decision.value_or(QString());
    if (decision == QLatin1String("keep"))
        return false;
    if (decision == QLatin1String("move:") + value)
        return true;
    const git::Oid commit = tags.commitsOf(name).constFirst();
    const std::optional<git::CommitFields> theirs = commitIfAny(m_repository, commit);
    const QString since = decision.isEmpty() ? QString()
                          : decision == QLatin1String("adopt")
                              ? QStringLiteral(", so that it cannot be adopted")
                              : QStringLiteral(", and it has moved since somebody decided about it");
    throw Error(QStringLiteral("state.upstream_conflict"),
                QStringLiteral("the tag %1 is somebody else's and has other files than the tarball%2").arg(name, since),
                {{QStringLiteral("tag"), name},
                 {QStringLiteral("upstream version"), request.version},
                 {QStringLiteral("value of the tag"), value},
                 {QStringLiteral("commit"), commit.toHex()},
                 {QStringLiteral("tree of the tag"), theirs ? theirs->tree.toHex() : QString()},
                 {QStringLiteral("tree of the tarball"), request.tree.toHex()}})
        .withAdvice(QStringLiteral("decide what becomes of it: millracectl decide %1 %2 keep, adopt or move")
                        .arg(request.package, request.version));
}

Upstreams::Made Upstreams::make(const Request& request, Tags& tags, git::PackWriter& writer)
{
    Made made;
    const QString id = upstreamId(request.tarballs);
    for (const KnownUpstream& one : std::as_const(m_known)) {
        if (one.id == id) {
            made.upstream = one;
            return made;
        }
    }
    QJsonArray tarballs;
    for (const unpack::TarballInfo& tarball : request.tarballs)
        tarballs.append(QJsonObject{{QStringLiteral("component"), tarball.component},
                                    {QStringLiteral("name"), tarball.name},
                                    {QStringLiteral("sha256"), QString::fromLatin1(tarball.sha256)}});
    if (const std::optional<KnownUpstream> same = sameContent(request, tags)) {
        made.upstream = *same;
        made.upstream.id = id;
        made.staged = StagedUpstream{made.upstream, tarballs};
        add(made.upstream);
        return made;
    }

    const bool moves = movesTag(request, tags);
    git::CommitFields fields;
    fields.tree = request.tree;
    if (const std::optional<git::Oid> parent = parentFor(request))
        fields.parents.append(*parent);
    fields.author = request.identity;
    fields.committer = request.identity;
    fields.message =
        QStringLiteral("%1 upstream %2\n\nUpstream-Id: %3\n").arg(request.package, request.version, id).toUtf8();
    const git::Oid commit = writer.write(git::ObjectType::Commit, git::commitContent(fields));
    m_graph.add(commit, fields.parents);
    const QString name = deb::upstreamTag(request.version);
    const QByteArray message = QStringLiteral("%1 upstream %2\n").arg(request.package, request.version).toUtf8();
    const Tags::Made tag = moves ? tags.move(name, commit, request.identity, message, writer)
                                 : tags.make(name, commit, request.identity, message, writer);
    made.refs = tag.refs;
    made.upstream = {id, request.version, commit.toHex(), request.tree.toHex(), tag.name};
    made.staged = StagedUpstream{made.upstream, tarballs};
    add(made.upstream);
    return made;
}

QList<RefUpdate> Upstreams::advance(const QString& vendor, const QString& id)
{
    const std::optional<git::Oid> commit = commitOf(id);
    if (!commit)
        return {};
    const QString branch = QLatin1String("refs/heads/upstream/") + vendor;
    if (!m_heads.contains(vendor)) {
        const std::optional<git::Oid> head = m_repository.resolve(branch);
        m_heads.insert(vendor, head ? head->toHex() : QString());
    }
    QString& head = m_heads[vendor];
    const std::optional<git::Oid> old = git::Oid::fromHex(head);
    if (old && (*old == *commit || !m_graph.isAncestorOrEqual(*old, *commit)))
        return {};
    const QString before = std::exchange(head, commit->toHex());
    return {{branch, before, head}};
}

} // namespace millrace::importer
