// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/verifyplan.h"

#include "core/base/clock.h"
#include "core/engine/engineidentity.h"
#include "core/engine/jobplanner.h"
#include "core/store/recordedhistory.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QSet>

#include <csignal>

namespace millrace::engine {

namespace {

/// Longer than any verification may take.
constexpr qint64 leftForGoodMs = 24LL * 60 * 60 * 1000;

QString scratchOfAll(const Paths& paths)
{
    return paths.repositories + QLatin1String("/.verify");
}

/// Each place's own: another one cannot tell which of our processes live.
QString scratchRoot(const Paths& paths)
{
    return scratchOfAll(paths) + QLatin1Char('/') + thisHost() + QLatin1Char('.') + thisPlace();
}

bool isGone(pid_t process)
{
    return process <= 0 || (::kill(process, 0) != 0 && errno == ESRCH);
}

/// Publications with their uploads, each upload once. Returns upload id → index.
QHash<qint64, qsizetype> addPublications(integrity::VerifySpec& spec, const store::RecordedHistory& history,
                                         const QHash<qint64, qsizetype>& importIndex)
{
    QHash<qint64, qsizetype> uploadIndex;
    for (const store::RecordedPublication& recorded : history.publications) {
        const store::WaitingPublication& publication = recorded.publication;
        // A suite that was never polled has no branch yet.
        if (publication.branch.isEmpty())
            continue;
        auto it = uploadIndex.constFind(publication.upload.id);
        if (it == uploadIndex.constEnd()) {
            it = uploadIndex.insert(publication.upload.id, spec.job.uploads.size());
            spec.job.uploads.append({publication.upload.id, publication.upload.version, publication.upload.format,
                                     publication.upload.dscSha256, folderUrl(publication), publication.upload.files,
                                     mirrorUrls(publication)});
        }
        spec.job.publications.append({publication.id, it.value(), publication.suite, publication.branch,
                                      publication.vendor, publication.archiveRank});
        spec.publications.append({importIndex.value(recorded.importId, -1), recorded.importId > 0, recorded.commit,
                                  recorded.skipped, recorded.overdue});
    }
    return uploadIndex;
}

} // namespace

std::optional<integrity::VerifySpec> planVerification(store::StateStore& store, const store::VerifiablePackage& package,
                                                      const Paths& paths, int sample, const QString& repository)
{
    const store::RecordedHistory history = store::readHistory(store.database(), package.id);
    if (history.running)
        return std::nullopt;
    integrity::VerifySpec spec;
    spec.job.package = package.name;
    spec.job.repository = repository.isEmpty() ? paths.repository(package.name) : repository;
    spec.job.quarantine = scratchRoot(paths) + QLatin1Char('/') + package.name + QLatin1Char('.') +
                          QString::number(QCoreApplication::applicationPid());
    spec.job.blobs = paths.blobs;
    spec.quarantineRoot = quarantineRoot(paths);
    spec.lastAttempt = history.lastAttempt;
    for (const qint64 attempt : history.endedAttempts)
        spec.endedAttempts.append(QString::number(attempt));
    for (const store::RecordedBranch& branch : history.branches)
        spec.branches.append({branch.branch, branch.good});

    const QList<store::Import> imports = store.imports.ofPackage(package.id);
    QHash<qint64, qsizetype> importIndex;
    for (qsizetype i = 0; i < imports.size(); ++i)
        importIndex.insert(imports.at(i).id, i);
    const QHash<qint64, qsizetype> uploadIndex = addPublications(spec, history, importIndex);
    spec.job.imports = knownImports(store, package.id);
    for (const store::Archive& archive : store.archives.all())
        spec.job.vendors.insert(archive.vendor, archive.rank);
    for (const store::Override& decision : store.overrides.ofPackage(package.id))
        spec.job.overrides.append({decision.version, decision.what, decision.value});
    QList<qint64> wanted = store.findings.importsToExtract(package.id);
    if (sample != everyVersion)
        wanted = wanted.mid(0, sample);
    for (const store::Import& import : imports)
        spec.imports.append({import.id, import.engine, import.kind, import.parents, import.emptyDirectories,
                             uploadIndex.value(import.uploadId, -1), wanted.contains(import.id)});
    for (const store::Upstream& upstream : store.imports.upstreamsOf(package.id)) {
        spec.job.upstreams.append({upstream.id, upstream.version, upstream.commit, upstream.tree, upstream.tag});
        for (const QJsonValue& tarball : upstream.tarballs)
            spec.tarballs.append(
                {upstream.id, tarball[QLatin1String("name")].toString(), tarball[QLatin1String("sha256")].toString()});
    }
    store.findings.begin(package.id);
    return spec;
}

bool recordVerification(store::StateStore& store, qint64 packageId, const integrity::VerifySpec& spec,
                        const VerifyResult& result)
{
    QList<store::Finding> findings;
    for (const integrity::Finding& found : result.findings) {
        store::Finding finding;
        finding.check = found.check;
        finding.code = found.code;
        finding.subject = found.subject;
        finding.severity = integrity::severityName(found.severity);
        finding.version = found.version;
        finding.message = found.message;
        finding.advice = found.advice;
        finding.expected = found.expected;
        finding.actual = found.actual;
        findings.append(finding);
    }
    QList<store::LookedAt> looked;
    QList<qint64> extracted;
    for (const integrity::CheckOutcome& outcome : result.checks) {
        if (outcome.state == integrity::CheckOutcome::State::Incomplete)
            continue;
        looked.append({outcome.check, !outcome.sampled, outcome.subjects});
        if (outcome.check != QLatin1String("I4"))
            continue;
        for (const integrity::RecordedImport& import : spec.imports) {
            if (import.sampled)
                extracted.append(import.id);
        }
    }
    if (result.error) {
        store::Finding finding;
        finding.check = QStringLiteral("run");
        finding.code = result.error->code();
        finding.subject = QStringLiteral("verification");
        finding.severity = QStringLiteral("error");
        finding.message = result.error->message();
        finding.advice = QStringLiteral("run millracectl verify %1 and read what it says").arg(spec.job.package);
        finding.actual = result.error->evidence();
        findings.append(finding);
    } else {
        looked.append({QStringLiteral("run"), true, {}});
    }
    bool recorded = false;
    store.transaction([&] {
        recorded = store::lastAttempt(store.database(), packageId) == spec.lastAttempt &&
                   !store::isRunning(store.database(), packageId);
        if (recorded)
            store.findings.record(packageId, findings, looked, extracted);
    });
    return recorded;
}

void sweepVerifications(const Paths& paths)
{
    const QString ours = scratchRoot(paths);
    for (const QFileInfo& place : QDir(scratchOfAll(paths)).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        for (const QFileInfo& one : QDir(place.filePath()).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            // Of other places, and of this machine before its last start, only the age can tell.
            const bool over = place.filePath() == ours
                                  ? isGone(one.fileName().section(QLatin1Char('.'), -1).toInt())
                                  : Clock::system().nowMs() - one.lastModified().toMSecsSinceEpoch() > leftForGoodMs;
            if (over)
                QDir(one.filePath()).removeRecursively();
        }
        if (place.filePath() != ours)
            QDir().rmdir(place.filePath()); // unless something is in it
    }
}

} // namespace millrace::engine
