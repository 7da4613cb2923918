// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/importer/packagehistory.h"

#include "core/archive/localdsc.h"
#include "core/base/paths.h"
#include "core/git/packwriter.h"
#include "core/git/reftransaction.h"
#include "tests/core/git/gitoracle.h"

#include <QDir>
#include <QFileInfo>
#include <QUrl>

namespace millrace::test {

namespace {

git::Oid oidFrom(const QString& hex)
{
    return git::Oid::fromHex(hex).value_or(git::Oid());
}

importer::UploadSpec uploadFor(const QString& dsc, qint64 id)
{
    const deb::SourceRecord record = archive::readLocalDsc(dsc).record;
    return {id,
            record.version,
            record.format,
            QString::fromLatin1(record.dscSha256),
            QUrl::fromLocalFile(QFileInfo(dsc).absolutePath()).toString(),
            record.files};
}

} // namespace

PackageHistory::PackageHistory(const QString& folder, const QString& package)
    : m_folder(folder)
    , m_package(package)
{
    ensureFolder(folder);
    git::Repository::create(repository(), QStringLiteral("debian/sid"));
}

void PackageHistory::publicationBegins(const QString& version, const QString& suite, qsizetype done, qsizetype total)
{
    if (done < total)
        m_outcome.begun.append(version + QLatin1Char(' ') + suite);
}

JobOutcome PackageHistory::stage(const QList<Publication>& publications)
{
    m_quarantine = m_folder + QStringLiteral("/quarantine/") + QString::number(++m_job);
    ensureFolder(m_quarantine);
    m_spec = {};
    m_spec.package = m_package;
    m_spec.repository = repository();
    m_spec.quarantine = m_quarantine;
    m_spec.blobs = m_folder + QLatin1String("/blobs");
    m_spec.imports = imports;
    m_spec.upstreams = upstreams;
    QHash<QString, qsizetype> known;
    for (const Publication& publication : publications) {
        if (!known.contains(publication.dsc)) {
            known.insert(publication.dsc, m_spec.uploads.size());
            m_spec.uploads.append(uploadFor(publication.dsc, m_job * 1000 + m_spec.uploads.size()));
        }
        m_spec.publications.append({m_job * 1000 + m_spec.publications.size(), known.value(publication.dsc),
                                    publication.suite, publication.vendor + QLatin1Char('/') + publication.suite,
                                    publication.vendor, publication.archiveRank, publication.patchesApplied,
                                    publication.pristineTar});
    }
    m_outcome = {};
    // Through JSON, as a worker gets it.
    importer::PackageImport(importer::JobSpec::fromJson(m_spec.toJson()), *this).run();
    return m_outcome;
}

JobOutcome PackageHistory::import(const QList<Publication>& publications)
{
    const JobOutcome outcome = stage(publications);
    publish(outcome);
    return outcome;
}

void PackageHistory::publish(const JobOutcome& outcome)
{
    git::Repository target = git::Repository::open(repository());
    const QDir packs(m_quarantine + QLatin1String("/pack"));
    for (const QString& index : packs.entryList({QStringLiteral("pack-*.idx")}, QDir::Files, QDir::Name)) {
        git::PackFile pack;
        pack.indexPath = packs.filePath(index);
        pack.packPath = packs.filePath(index.chopped(4) + QLatin1String(".pack"));
        pack.hash = oidFrom(index.mid(5).chopped(4));
        target.adoptPack(pack);
    }
    for (const importer::Staged& direct : outcome.staged) {
        const importer::Staged one = importer::Staged::fromJson(direct.toJson());
        target.refresh();
        // Publication by publication: each one's old values are what the one before has left.
        git::RefTransaction transaction(target);
        for (const importer::RefUpdate& update : one.refs)
            transaction.add(update.ref, oidFrom(update.oldOid), oidFrom(update.newOid));
        for (const git::RefOutcome& moved : transaction.commit()) {
            if (moved.result != git::RefResult::Done)
                throw Error(QStringLiteral("state.raced"), moved.ref);
        }
        if (one.upstream)
            upstreams.append(one.upstream->upstream);
        if (!one.import)
            continue;
        for (const importer::PublicationSpec& publication : std::as_const(m_spec.publications)) {
            const importer::UploadSpec& upload = m_spec.uploads.at(publication.upload);
            if (publication.id == one.publicationId)
                imports.append({upload.version, one.import->vendor, upload.dscSha256, one.import->commit,
                                one.import->tree, one.import->upstreamId, one.import->tag, publication.archiveRank});
        }
    }
    QDir(m_quarantine).removeRecursively();
}

QByteArray PackageHistory::git(const QStringList& arguments) const
{
    return millrace::test::git(repository(), arguments);
}

QByteArray PackageHistory::commit(const QString& ref) const
{
    return askGit(repository(), {QStringLiteral("rev-parse"), QStringLiteral("-q"), QStringLiteral("--verify"),
                                 ref + QLatin1String("^{commit}")})
        .output.trimmed();
}

QList<QByteArray> PackageHistory::parents(const QString& ref) const
{
    QList<QByteArray> words =
        git({QStringLiteral("rev-list"), QStringLiteral("--parents"), QStringLiteral("-n1"), ref}).split(' ');
    words.removeFirst();
    return words;
}

} // namespace millrace::test
