// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/blobs/verifiedfetch.h"

#include "core/base/step.h"
#include "core/blobs/filedigests.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QLockFile>

#include <algorithm>
#include <atomic>
#include <vector>

namespace millrace::blobs {

namespace {

/// One file on its way.
struct Pending
{
    qsizetype index = 0; ///< in the list asked for
    QString part = {};
    bool resumable = true;                ///< the part file's name is found again by the next try
    std::unique_ptr<QLockFile> lock = {}; ///< of the part file, among processes
    qsizetype nextUrl = 0;
    int mismatches = 0;
    QJsonArray tried = {};           ///< {url, code, message} of each download that gave nothing
    std::optional<Error> first = {}; ///< what the first of these said
    std::optional<Error> error = {};
    bool done = false;
};

/// The part file's name comes from a digest, never from the archive's file name. Two processes that want the same
/// file must not write into one: the second gets a file of its own.
void choosePart(Pending& pending, const deb::SourceFile& file, const QString& folder)
{
    const auto [digest, length] = !file.sha256.isEmpty() ? std::pair(file.sha256, 64)
                                  : !file.sha1.isEmpty() ? std::pair(file.sha1, 40)
                                                         : std::pair(file.md5, 32);
    if (!isHexDigest(digest, length))
        throw Error(QStringLiteral("dsc.nodigest"), QStringLiteral("no usable checksum is known for %1").arg(file.name),
                    {{QStringLiteral("digest"), QString::fromLatin1(digest.left(80))}});
    const QString base = folder + QLatin1Char('/') + QString::fromLatin1(digest);
    pending.lock = std::make_unique<QLockFile>(base + QLatin1String(".lock"));
    pending.lock->setStaleLockTime(0); // stale only if its process is gone
    pending.part = base + QLatin1String(".part");
    if (!pending.lock->tryLock(0) && pending.lock->error() == QLockFile::LockFailedError) {
        static std::atomic<int> counter = 0;
        pending.resumable = false;
        pending.part = QStringLiteral("%1-%2-%3.part").arg(base).arg(QCoreApplication::applicationPid()).arg(++counter);
    }
}

bool isUnfinished(const Pending& pending)
{
    return !pending.done && !pending.error;
}

/// After trouble with one URL: picks the next one, or the same again where wrong bytes may have come from a cache on
/// the way; else the trouble is the file's error.
void tryElsewhere(Pending& pending, const QList<QUrl>& urls, Error problem)
{
    pending.tried.append(QJsonObject{{QStringLiteral("url"), urls.at(pending.nextUrl).toString(QUrl::RemovePassword)},
                                     {QStringLiteral("code"), problem.code()},
                                     {QStringLiteral("message"), problem.message()}});
    const bool wrongContent = problem.code() == QLatin1String("archive.checksum");
    if (wrongContent || !pending.resumable)
        QFile::remove(pending.part);
    // A full disk is full for every URL.
    const bool local =
        problem.errorClass() == QLatin1String("limit") || problem.errorClass() == QLatin1String("internal");
    const bool hasOtherUrl = pending.nextUrl + 1 < urls.size();
    if (local || !(hasOtherUrl || (wrongContent && pending.mismatches == 0))) {
        // The archive's own answer says what the trouble is; that no mirror could help is its evidence.
        if (local || !pending.first || urls.size() == 1)
            pending.error = std::move(problem);
        else
            pending.error = std::move(*pending.first).withEvidence(QStringLiteral("tried"), pending.tried);
        return;
    }
    if (!pending.first)
        pending.first = problem;
    pending.mismatches += wrongContent ? 1 : 0;
    pending.nextUrl += hasOtherUrl ? 1 : 0;
    Step::note(QStringLiteral("%1; downloading it again").arg(problem.message()));
}

} // namespace

VerifiedFetch::VerifiedFetch(BlobStore& store, net::Settings settings, Cancellation cancellation, qint64 sizeLimit)
    : m_store(store)
    , m_settings(std::move(settings))
    , m_cancellation(std::move(cancellation))
    , m_sizeLimit(sizeLimit)
{
}

QList<FetchedFile> VerifiedFetch::fetch(const QList<WantedFile>& wanted)
{
    Step step("fetch source files", {{QStringLiteral("files"), wanted.size()}});
    QList<FetchedFile> fetched;
    std::vector<Pending> pendings;
    qint64 total = 0;
    for (const WantedFile& want : wanted) {
        if (want.urls.isEmpty())
            throw Error(QStringLiteral("archive.missing"),
                        QStringLiteral("no place is known to download %1 from").arg(want.file.name));
        total += qMax<qint64>(0, want.file.size);
        fetched.append({want.file.name, want.file.sha256, want.file.size});
        if (want.file.sha256.isEmpty() || m_store.size(want.file.sha256) != want.file.size)
            pendings.push_back({.index = fetched.size() - 1});
    }
    if (total > m_sizeLimit)
        throw Error(QStringLiteral("limit.size"),
                    QStringLiteral("the source files have %1 bytes together, more than the %2 allowed")
                        .arg(total)
                        .arg(m_sizeLimit));
    for (Pending& pending : pendings)
        choosePart(pending, wanted[pending.index].file, m_store.stagingFolder());

    net::Transfer transfer(m_settings, m_cancellation);
    while (std::any_of(pendings.begin(), pendings.end(), isUnfinished)) {
        QList<net::Request> requests;
        std::vector<Pending*> asked;
        for (Pending& pending : pendings) {
            if (!isUnfinished(pending))
                continue;
            const WantedFile& want = wanted[pending.index];
            asked.push_back(&pending);
            requests.append(
                {.url = want.urls[pending.nextUrl], .target = pending.part, .expectedSize = want.file.size});
        }
        const QList<net::Outcome> outcomes = transfer.getAll(requests);
        for (size_t i = 0; i < asked.size(); ++i) {
            const WantedFile& want = wanted[asked[i]->index];
            std::optional<Error> problem = outcomes[static_cast<qsizetype>(i)].error;
            if (!problem)
                problem = takeIn(want.file, asked[i]->part, fetched[asked[i]->index]);
            if (problem)
                tryElsewhere(*asked[i], want.urls, std::move(*problem));
            else
                asked[i]->done = true;
        }
    }
    for (const Pending& pending : pendings) {
        if (pending.error)
            throw *pending.error;
    }
    return fetched;
}

std::optional<Error> VerifiedFetch::takeIn(const deb::SourceFile& file, const QString& part, FetchedFile& result)
{
    const Verification verification = verifyFile(part, file, m_cancellation);
    if (verification.mismatch)
        return verification.mismatch;
    m_store.adopt(part, verification.sha256);
    result.sha256 = verification.sha256;
    result.weak = verification.weak;
    result.downloaded = true;
    return std::nullopt;
}

} // namespace millrace::blobs
