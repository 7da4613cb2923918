// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobplanner.h"

#include "core/engine/reimporter.h"

namespace millrace::engine {

namespace {

/// A local upload has no archive: its files are in one folder and nowhere else.
bool isLocal(const store::WaitingPublication& publication)
{
    return publication.upload.location.startsWith(QLatin1String("file:"));
}

QString folderBelow(QString base, const QString& location)
{
    while (base.endsWith(QLatin1Char('/')))
        base.chop(1);
    return base + QLatin1Char('/') + location;
}

} // namespace

QString folderUrl(const store::WaitingPublication& publication)
{
    return isLocal(publication) ? publication.upload.location
                                : folderBelow(publication.baseUri, publication.upload.location);
}

QStringList mirrorUrls(const store::WaitingPublication& publication)
{
    QStringList urls;
    for (const QString& base : isLocal(publication) ? QStringList() : publication.mirrors)
        urls.append(folderBelow(base, publication.upload.location));
    return urls;
}

QString quarantineRoot(const Paths& paths)
{
    return paths.repositories + QStringLiteral("/.quarantine");
}

QString quarantineOf(const Paths& paths, qint64 attemptId)
{
    return quarantineRoot(paths) + QLatin1Char('/') + QString::number(attemptId);
}

QList<importer::KnownImport> knownImports(store::StateStore& store, qint64 packageId)
{
    QHash<QString, int> ranks;
    for (const store::Archive& archive : store.archives.all())
        ranks.insert(archive.vendor, archive.rank);
    QList<importer::KnownImport> imports;
    for (const store::Import& import : store.imports.ofPackage(packageId))
        imports.append({import.version, import.vendor, import.dscSha256, import.commit, import.tree, import.upstreamId,
                        import.tag, ranks.value(import.vendor, store::defaultRank(import.vendor))});
    return imports;
}

importer::JobSpec emptySpec(store::StateStore& store, const store::Job& job, const Paths& paths)
{
    importer::JobSpec spec;
    spec.package = job.package;
    spec.repository = paths.repository(job.package);
    spec.quarantine = quarantineOf(paths, job.attemptId);
    spec.blobs = paths.blobs;
    for (const store::Archive& archive : store.archives.all())
        spec.vendors.insert(archive.vendor, archive.rank);
    for (const store::Override& decision : store.overrides.ofPackage(job.packageId))
        spec.overrides.append({decision.version, decision.what, decision.value});
    return spec;
}

void addPublications(store::StateStore& store, const QList<store::WaitingPublication>& publications,
                     importer::JobSpec& spec)
{
    QHash<QString, store::Archive> archiveOf; // branch → its archive
    for (const store::Archive& archive : store.archives.all()) {
        for (const store::Suite& suite : archive.suites)
            archiveOf.insert(suite.branch, archive);
    }
    QHash<qint64, qsizetype> uploadIndex;
    for (const store::WaitingPublication& publication : publications) {
        auto it = uploadIndex.constFind(publication.upload.id);
        if (it == uploadIndex.constEnd()) {
            it = uploadIndex.insert(publication.upload.id, spec.uploads.size());
            spec.uploads.append({publication.upload.id, publication.upload.version, publication.upload.format,
                                 publication.upload.dscSha256, folderUrl(publication), publication.upload.files,
                                 mirrorUrls(publication)});
        }
        const store::Archive archive = archiveOf.value(publication.branch);
        spec.publications.append({publication.id, it.value(), publication.suite, publication.branch, publication.vendor,
                                  publication.archiveRank, archive.patchesApplied, archive.pristineTar,
                                  archive.weakDigests, archive.zst});
    }
}

importer::JobSpec planJob(store::StateStore& store, const store::Job& job, const Paths& paths)
{
    if (isReimport(job))
        return planReimport(store, job, paths);
    importer::JobSpec spec = emptySpec(store, job, paths);
    addPublications(store, store.publications.waiting(job.packageId, job.suites), spec);
    spec.imports = knownImports(store, job.packageId);
    for (const store::Upstream& upstream : store.imports.upstreamsOf(job.packageId))
        spec.upstreams.append({upstream.id, upstream.version, upstream.commit, upstream.tree, upstream.tag});
    return spec;
}

} // namespace millrace::engine
