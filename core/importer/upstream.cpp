// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/upstream.h"

#include "core/base/digest.h"
#include "core/deb/names.h"
#include "core/deb/version.h"
#include "core/git/repository.h"
#include "core/importer/commitgraph.h"

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
    : m_known(known)
    , m_repository(repository)
    , m_graph(graph)
{
}

std::optional<git::Oid> Upstreams::parentFor(const QString& version) const
{
    const QByteArray key = deb::versionSortKey(version.toUtf8());
    const KnownUpstream* best = nullptr;
    QByteArray bestKey;
    for (const KnownUpstream& one : m_known) {
        const QByteArray oneKey = deb::versionSortKey(one.version.toUtf8());
        if (oneKey < key && (!best || bestKey <= oneKey)) {
            best = &one;
            bestKey = oneKey;
        }
    }
    return best ? git::Oid::fromHex(best->commit) : std::nullopt;
}

Upstreams::Made Upstreams::make(const Request& request, Tags& tags, git::PackWriter& writer)
{
    Made made;
    const QString id = upstreamId(request.tarballs);
    for (const KnownUpstream& one : m_known) {
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
    const QString tree = request.tree.toHex();
    for (const KnownUpstream& one : m_known) {
        // A repack of the same content: contents decide, not the compression.
        if (one.version == request.version && one.tree == tree) {
            made.upstream = one;
            made.upstream.id = id;
            made.staged = StagedUpstream{made.upstream, tarballs};
            m_known.append(made.upstream);
            return made;
        }
    }

    git::CommitFields fields;
    fields.tree = request.tree;
    if (const std::optional<git::Oid> parent = parentFor(request.version))
        fields.parents.append(*parent);
    fields.author = request.identity;
    fields.committer = request.identity;
    fields.message =
        QStringLiteral("%1 upstream %2\n\nUpstream-Id: %3\n").arg(request.package, request.version, id).toUtf8();
    const git::Oid commit = writer.write(git::ObjectType::Commit, git::commitContent(fields));
    m_graph.add(commit, fields.parents);
    const Tags::Made tag =
        tags.make(deb::upstreamTag(request.version), commit, request.identity,
                  QStringLiteral("%1 upstream %2\n").arg(request.package, request.version).toUtf8(), writer);
    made.refs = tag.refs;
    made.upstream = {id, request.version, commit.toHex(), tree, tag.name};
    made.staged = StagedUpstream{made.upstream, tarballs};
    m_known.append(made.upstream);

    // The vendor's upstream branch only moves forward; an older release that appears late stays reachable by its tag.
    const QString branch = QLatin1String("refs/heads/upstream/") + request.vendor;
    if (!m_heads.contains(request.vendor)) {
        const std::optional<git::Oid> head = m_repository.resolve(branch);
        m_heads.insert(request.vendor, head ? head->toHex() : QString());
    }
    QString& head = m_heads[request.vendor];
    const std::optional<git::Oid> old = git::Oid::fromHex(head);
    if (!old || m_graph.isAncestorOrEqual(*old, commit)) {
        made.refs.append({branch, head, commit.toHex()});
        head = commit.toHex();
    }
    return made;
}

} // namespace millrace::importer
