// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/workerclaims.h"

#include "core/base/error.h"
#include "core/deb/names.h"
#include "core/deb/version.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace millrace::engine {

namespace {

using importer::PublicationSpec;
using importer::Staged;

[[noreturn]] void distrust(const QString& what, const QString& said)
{
    throw Error(QStringLiteral("internal.protocol"),
                QStringLiteral("the worker reported %1 that its job does not allow").arg(what),
                {{QStringLiteral("reported"), said.left(500)}})
        .withAdvice(QStringLiteral("nothing of the job was published; report it with the job's log"));
}

void require(bool allowed, const char* what, const QString& said)
{
    if (!allowed)
        distrust(QLatin1String(what), said);
}

bool isHex(const QString& text, qsizetype length)
{
    return text.size() == length && std::all_of(text.cbegin(), text.cend(), [](QChar c) {
               return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
           });
}

bool isOid(const QString& text)
{
    return isHex(text, 40);
}

/// @p name itself, or one of its reimports.
bool isTagOf(const QString& tag, const QString& name)
{
    const QString reimport = QLatin1String("reimport/") + name + QLatin1Char('/');
    if (tag == name)
        return true;
    const QStringView number = QStringView(tag).mid(reimport.size());
    return tag.startsWith(reimport) && !number.isEmpty() && number.size() <= 9 &&
           std::all_of(number.cbegin(), number.cend(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

} // namespace

/// What one publication may write.
struct WorkerClaims::Allowed
{
    const PublicationSpec& publication;
    const importer::UploadSpec& upload;
    QString versionTag = {};
    QString upstreamVersion = {};
    QString upstreamTag = {};
    QSet<QString> heads = {}; ///< refs that may move forward; tags may only be made
};

WorkerClaims::WorkerClaims(const importer::JobSpec& job)
    : m_job(job)
{
    for (qsizetype i = 0; i < job.publications.size(); ++i)
        m_publications.insert(job.publications.at(i).id, i);
}

WorkerClaims::Allowed WorkerClaims::allowedFor(const PublicationSpec& publication) const
{
    const importer::UploadSpec& upload = m_job.uploads.at(publication.upload);
    Allowed allowed{publication, upload};
    allowed.versionTag = deb::vendorTag(publication.vendor, upload.version);
    allowed.upstreamVersion = deb::upstreamVersion(upload.version);
    allowed.upstreamTag = deb::upstreamTag(allowed.upstreamVersion);
    const QString heads = QStringLiteral("refs/heads/");
    allowed.heads = {heads + publication.branch, QLatin1String("refs/importer/good/") + publication.branch,
                     heads + QLatin1String("upstream/") + publication.vendor};
    if (publication.patchesApplied)
        allowed.heads.insert(heads + QLatin1String("patches-applied/") + publication.branch);
    if (publication.pristineTar)
        allowed.heads.insert(heads + QLatin1String("pristine-tar"));
    return allowed;
}

void WorkerClaims::check(const Staged& staged)
{
    const auto index = m_publications.constFind(staged.publicationId);
    require(index != m_publications.constEnd(), "a publication", QString::number(staged.publicationId));
    const Allowed allowed = allowedFor(m_job.publications.at(*index));
    require(!m_staged.contains(staged.publicationId), "a second result of a publication",
            QString::number(staged.publicationId));
    require(staged.uploadId == allowed.upload.id, "an upload", QString::number(staged.uploadId));
    require(staged.branch == allowed.publication.branch, "a branch", staged.branch);
    require(isOid(staged.commit), "an object id", staged.commit);
    const QString packs = m_job.quarantine + QLatin1String("/pack");
    require(staged.pack.isEmpty() || QFileInfo(QDir::cleanPath(staged.pack)).path() == QDir::cleanPath(packs), "a pack",
            staged.pack);
    if (staged.import) {
        require(!m_imported.contains(staged.uploadId), "a second import of an upload",
                QString::number(staged.uploadId));
        checkImport(*staged.import, allowed);
    }
    if (staged.upstream)
        checkUpstream(*staged.upstream, allowed);
    for (const importer::RefUpdate& update : staged.refs)
        checkRef(update, staged, allowed);
    m_staged.insert(staged.publicationId);
    if (staged.import)
        m_imported.insert(staged.uploadId);
}

void WorkerClaims::checkImport(const importer::StagedImport& import, const Allowed& allowed) const
{
    static const QStringList kinds = {QStringLiteral("synth"), QStringLiteral("adopted"), QStringLiteral("superset"),
                                      QStringLiteral("reused")};
    require(import.uploadId == allowed.upload.id, "an upload", QString::number(import.uploadId));
    require(import.vendor == allowed.publication.vendor, "a vendor", import.vendor);
    require(isOid(import.tree), "an object id", import.tree);
    require(isOid(import.commit), "an object id", import.commit);
    for (const QString& parent : import.parents)
        require(isOid(parent), "an object id", parent);
    require(import.upstreamId.isEmpty() || isHex(import.upstreamId, 64), "an upstream id", import.upstreamId);
    require(kinds.contains(import.kind), "a kind of import", import.kind);
    require(isTagOf(import.tag, allowed.versionTag), "a tag", import.tag);
}

void WorkerClaims::checkUpstream(const importer::StagedUpstream& upstream, const Allowed& allowed) const
{
    const importer::KnownUpstream& claimed = upstream.upstream;
    require(isHex(claimed.id, 64), "an upstream id", claimed.id);
    require(claimed.version == allowed.upstreamVersion, "an upstream version", claimed.version);
    require(isOid(claimed.commit), "an object id", claimed.commit);
    require(isOid(claimed.tree), "an object id", claimed.tree);
    require(isTagOf(claimed.tag, allowed.upstreamTag), "a tag", claimed.tag);
}

void WorkerClaims::checkRef(const importer::RefUpdate& update, const Staged& staged, const Allowed& allowed) const
{
    require(update.oldOid.isEmpty() || isOid(update.oldOid), "an object id", update.oldOid);
    require(isOid(update.newOid), "an object id", update.newOid);
    const QString tags = QStringLiteral("refs/tags/");
    if (update.ref.startsWith(tags)) {
        const QString tag = update.ref.mid(tags.size());
        require(isTagOf(tag, allowed.versionTag) || isTagOf(tag, allowed.upstreamTag), "a ref", update.ref);
        require(update.oldOid.isEmpty() || mayMove(tag, update.oldOid, allowed), "a move of a tag", update.ref);
        return;
    }
    require(allowed.heads.contains(update.ref), "a ref", update.ref);
    if (update.ref.startsWith(QLatin1String("refs/importer/good/")))
        require(update.newOid == staged.commit, "a position of a branch", update.newOid);
}

bool WorkerClaims::mayMove(const QString& tag, const QString& oldOid, const Allowed& allowed) const
{
    return tag == allowed.upstreamTag &&
           std::any_of(m_job.overrides.cbegin(), m_job.overrides.cend(), [&](const importer::OverrideSpec& decision) {
               return decision.what == QLatin1String("upstream") && decision.version == allowed.upstreamVersion &&
                      decision.value == QLatin1String("move:") + oldOid;
           });
}

void WorkerClaims::checkVersion(const QString& version, const QStringList& suites) const
{
    const bool known = std::any_of(m_job.uploads.cbegin(), m_job.uploads.cend(),
                                   [&](const importer::UploadSpec& upload) { return upload.version == version; });
    require(known, "a version", version);
    for (const QString& suite : suites)
        require(std::any_of(m_job.publications.cbegin(), m_job.publications.cend(),
                            [&](const PublicationSpec& publication) { return publication.suite == suite; }),
                "a suite", suite);
}

} // namespace millrace::engine
