// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/base/step.h"
#include "core/blobs/filedigests.h"
#include "core/git/diff.h"
#include "core/git/packwriter.h"
#include "core/importer/uploadtree.h"
#include "core/integrity/checks.h"
#include "core/unpack/rawname.h"

namespace millrace::integrity {

namespace {

constexpr qsizetype pathsShown = 20;

Finding findingAbout(const importer::KnownImport& import, const QString& code, const QString& message)
{
    Finding finding;
    finding.code = code;
    finding.subject = import.version + QLatin1Char(' ') + import.dscSha256.left(12);
    finding.version = import.version;
    finding.message = message;
    return finding;
}

/// Not on this disk any more and not in the archive either: normal for old versions.
bool isUnavailable(const Error& error)
{
    return error.code() == QLatin1String("archive.missing") || error.errorClass() == QLatin1String("net");
}

QJsonArray differingPaths(const git::Repository& repository, const git::Oid& recorded, const git::Oid& extracted)
{
    QStringList paths;
    for (const git::TreeChange& change : git::treeDiff(repository, recorded, extracted)) {
        paths.append(QString::fromUtf8(change.path));
        if (paths.size() == pathsShown)
            break;
    }
    return toJsonArray(paths);
}

/// One import taken out of its source files again.
class Extraction
{
public:
    Extraction(const CheckContext& context, const importer::KnownImport& import, const RecordedImport& recorded)
        : m_context(context)
        , m_job(context.spec.job)
        , m_import(import)
        , m_recorded(recorded)
    {
    }

    void compare()
    {
        const importer::UploadSpec& upload = m_job.uploads.at(m_recorded.upload);
        blobs::FileBlobStore blobStore(m_job.blobs);
        net::Settings network;
        network.proxies.rules = m_job.proxies;
        importer::FetchedUpload fetched;
        try {
            fetched = importer::fetchUpload(upload, m_job.package, blobStore, network, m_context.cancellation);
        } catch (const Error& error) {
            if (!isUnavailable(error))
                throw;
            Finding finding =
                findingAbout(m_import, QStringLiteral("source.unavailable"),
                             QStringLiteral("the source of %1 is no longer available, so it cannot be extracted again")
                                 .arg(m_import.version));
            finding.severity = Severity::Note;
            finding.actual = {{QStringLiteral("why"), error.message()}};
            m_context.found(finding);
            return;
        }
        if (soundBlobs(fetched, blobStore))
            compareTrees(fetched);
    }

private:
    /// Files on this disk can rot like any other; the archive's own digests tell.
    bool soundBlobs(const importer::FetchedUpload& fetched, const blobs::FileBlobStore& blobStore)
    {
        for (const unpack::InputFile& input : fetched.files) {
            const QString path = blobStore.path(input.file.sha256);
            const blobs::Verification is = blobs::verifyFile(path, input.file, m_context.cancellation);
            if (!is.mismatch)
                continue;
            Finding finding = findingAbout(m_import, QStringLiteral("source.damaged"),
                                           QStringLiteral("%1 is damaged on this disk").arg(input.file.name));
            finding.advice = QStringLiteral("delete the file; it is downloaded again when it is needed");
            finding.expected = {{QStringLiteral("sha256"), QString::fromLatin1(input.file.sha256)}};
            finding.actual = {{QStringLiteral("sha256"), QString::fromLatin1(is.sha256)},
                              {QStringLiteral("file"), path}};
            m_context.found(finding);
            return false;
        }
        return true;
    }

    void compareTrees(const importer::FetchedUpload& fetched)
    {
        git::PackWriter writer(m_job.quarantine, &m_context.repository);
        const importer::UploadTree made =
            importer::writeUploadTree(m_job, m_import.version, fetched, writer, m_context.cancellation);
        // Only what the repository lacks is in this pack: nothing, as long as all is well.
        if (writer.finish())
            m_context.repository.addObjectFolder(m_job.quarantine);

        if (made.tree.toHex() != m_import.tree)
            differ(QStringLiteral("tree.differs"),
                   QStringLiteral("the tree of %1 is not what its source gives").arg(m_import.version), m_import.tree,
                   made.tree);
        for (const importer::KnownUpstream& upstream : m_job.upstreams) {
            if (upstream.id == m_import.upstreamId && made.source.upstream && upstream.tree != made.upstream.toHex())
                differ(QStringLiteral("tree.upstream"),
                       QStringLiteral("the upstream tree of %1 is not what its tarballs give").arg(m_import.version),
                       upstream.tree, made.upstream);
        }
        const QStringList empty = unpack::shownNames(made.source.source.emptyDirectories());
        if (empty == m_recorded.emptyDirectories)
            return;
        Finding finding =
            findingAbout(m_import, QStringLiteral("tree.empty_directories"),
                         QStringLiteral("%1 has other empty directories than were recorded").arg(m_import.version));
        finding.expected = {{QStringLiteral("directories"), toJsonArray(m_recorded.emptyDirectories)}};
        finding.actual = {{QStringLiteral("directories"), toJsonArray(empty)}};
        m_context.found(finding);
    }

    void differ(const QString& code, const QString& message, const QString& recorded, const git::Oid& extracted)
    {
        Finding finding = findingAbout(m_import, code, message);
        finding.advice = QStringLiteral("open the package at this version and compare the trees");
        finding.expected = {{QStringLiteral("tree"), extracted.toHex()}, {QStringLiteral("engine"), m_recorded.engine}};
        finding.actual = {{QStringLiteral("tree"), recorded}};
        try {
            finding.actual.insert(QStringLiteral("paths"),
                                  differingPaths(m_context.repository, oidFrom(recorded), extracted));
        } catch (const Error& error) {
            // The recorded tree cannot be read: the ids say enough.
            finding.actual.insert(QStringLiteral("why"), error.message());
        }
        m_context.found(finding);
    }

    const CheckContext& m_context;
    const importer::JobSpec& m_job;
    const importer::KnownImport& m_import;
    const RecordedImport& m_recorded;
};

} // namespace

CheckOutcome checkTrees(const CheckContext& context)
{
    const VerifySpec& spec = context.spec;
    CheckOutcome outcome;
    const auto total = std::count_if(spec.imports.cbegin(), spec.imports.cend(),
                                     [](const RecordedImport& one) { return one.sampled; });
    outcome.sampled = total != spec.imports.size();
    Step step(Stage::Tree, "extract versions again", {{QStringLiteral("versions"), qint64(total)}});
    for (qsizetype i = 0; i < spec.imports.size(); ++i) {
        const RecordedImport& recorded = spec.imports.at(i);
        const importer::KnownImport& import = spec.job.imports.at(i);
        if (!recorded.sampled)
            continue;
        context.cancellation.throwIfCancelled();
        step.progress(outcome.looked, total);
        ++outcome.looked;
        const QString subject = findingAbout(import, {}, {}).subject;
        outcome.subjects.append(subject);
        if (recorded.upload < 0 || recorded.engine != importer::engineVersion) {
            Finding finding = findingAbout(
                import, QStringLiteral("source.unavailable"),
                recorded.upload < 0 ? QStringLiteral("no archive names the source of %1 any more").arg(import.version)
                                    : QStringLiteral("%1 was imported by engine %2, which this program does not have")
                                          .arg(import.version)
                                          .arg(recorded.engine));
            finding.severity = Severity::Note;
            context.found(finding);
            continue;
        }
        context.guarded(subject, import.version, [&] { Extraction(context, import, recorded).compare(); });
    }
    step.progress(outcome.looked, total);
    return outcome;
}

} // namespace millrace::integrity
