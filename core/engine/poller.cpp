// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/poller.h"

#include "core/archive/aptsources.h"
#include "core/archive/suitename.h"
#include "core/archive/suitereader.h"
#include "core/base/error.h"
#include "core/base/step.h"
#include "core/engine/engineidentity.h"
#include "core/engine/indexrecording.h"
#include "core/engine/outagerules.h"
#include "core/failure/resource.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QScopeGuard>
#include <QSet>

#include <algorithm>

namespace millrace::engine {

namespace {

archive::SuiteRequest requestFor(const store::Archive& archive, const store::Suite& suite)
{
    archive::SuiteRequest request;
    request.base = QUrl(archive.baseUri);
    request.suite = suite.name;
    request.components = archive.components;
    request.keyrings = archive.keyrings;
    request.apt = archive::readAptSettings();
    request.network.pausesMs = {1000, 3000};
    if (suite.polledAt > 0 && suite.releaseMs > 0)
        request.previous = archive::SuiteState{suite.releaseMs, suite.indexDigest.toLatin1()};
    return request;
}

/// History stays: no branch moves because a suite lost a version. Somebody should be able to see why it is ahead.
store::Event takenBackEvent(const store::TakenBack& version, const store::Suite& suite)
{
    store::Event event;
    event.actor = QStringLiteral("engine");
    event.action = QStringLiteral("publication-removed");
    event.subject = version.package;
    event.summary = version.left.isEmpty()
                        ? QStringLiteral("%1 no longer has %2 %3, nor any other version; its branch stays")
                              .arg(suite.name, version.package, version.version)
                        : QStringLiteral("%1 went back from %2 %3 to %4; its branch stays")
                              .arg(suite.name, version.package, version.version, version.left);
    event.before = {{QStringLiteral("version"), version.version}, {QStringLiteral("suite"), suite.name}};
    event.after = {{QStringLiteral("version"), version.left}, {QStringLiteral("branch"), suite.branch}};
    return event;
}

QString vendorOf(const store::Archive& archive, const archive::SuiteIndex& index)
{
    const QString vendor = archive.vendor.isEmpty() ? archive::vendorWord(index.origin) : archive.vendor;
    return vendor.isEmpty() ? archive.name : vendor;
}

/// The suite as its Release file has it. To be stored together with what its indexes have: without that, the next poll
/// would take the news for known.
store::Suite described(store::Suite suite, const store::Archive& archive, const archive::SuiteIndex& index,
                       qint64 polledAtMs)
{
    suite.codename = index.codename;
    suite.branch =
        vendorOf(archive, index) + QLatin1Char('/') + archive::branchSuite(index.suite, index.codename, suite.name);
    suite.rank = index.rank;
    suite.releaseMs = index.dateMs;
    suite.validUntilMs = index.validUntilMs;
    suite.stale = index.stale;
    suite.indexDigest = QString::fromLatin1(index.sourcesDigest);
    suite.polledAt = polledAtMs;
    suite.lastError.clear();
    return suite;
}

/// What a process that was killed had fetched and not read, and no suite may have any more.
void sweep(const QString& cacheFolder)
{
    constexpr qint64 longEnoughS = 24LL * 60 * 60;
    const QFileInfoList files = QDir(cacheFolder).entryInfoList({QStringLiteral("*.part")}, QDir::Files);
    for (const QFileInfo& file : files) {
        if (file.lastModified().secsTo(QDateTime::currentDateTime()) > longEnoughS)
            QFile::remove(file.filePath());
    }
}

} // namespace

Poller::Poller(store::StoreThread& store, QString cacheFolder, const Clock& clock)
    : m_store(store)
    , m_identity(engineIdentity(thisHost()))
    , m_cacheFolder(std::move(cacheFolder))
    , m_clock(clock)
{
}

PollResult Poller::run(const PollRequest& request, const std::function<void(const QString&)>& progress,
                       const Cancellation& cancellation)
{
    PollResult result;
    m_nowMs = m_clock.nowMs();
    // Also when it is cancelled: nobody waits for what is not being read.
    const auto release = qScopeGuard([this] {
        try {
            m_store.call([this](store::StateStore& state) { state.archives.releasePoll(m_identity); });
        } catch (const Error& error) {
            Step::note(error.message()); // it runs out by itself
        }
    });
    sweep(m_cacheFolder);
    pollAll(request, result, progress, cancellation);
    return result;
}

void Poller::pollAll(const PollRequest& request, PollResult& result,
                     const std::function<void(const QString&)>& progress, const Cancellation& cancellation)
{
    QList<Due> all = claim(request);
    // What an interrupted poll began to read keeps imports waiting from the claim on: it comes before anything else is
    // looked at.
    const auto rest =
        std::stable_partition(all.begin(), all.end(), [](const Due& due) { return due.suite.pollBegunMs > 0; });
    for (const std::span<Due> part : {std::span(all.begin(), rest), std::span(rest, all.end())})
        pollTogether(part, request, result, progress, cancellation);
}

void Poller::pollTogether(std::span<Due> suites, const PollRequest& request, PollResult& result,
                          const std::function<void(const QString&)>& progress, const Cancellation& cancellation)
{
    QMap<QString, QStringList> leftOut;
    QList<qint64> news;
    for (Due& due : suites) {
        cancellation.throwIfCancelled();
        if (!mayRead(request, due.archive)) {
            leftOut[due.archive.name].append(due.suite.name);
            continue;
        }
        progress(QStringLiteral("Looking at %1 %2").arg(due.archive.name, due.suite.name));
        guarded(due, result, [&] { look(due, result, cancellation); });
        if (due.news)
            news.append(due.suite.id);
    }
    for (auto it = leftOut.cbegin(); it != leftOut.cend(); ++it)
        result.warnings.append(
            it->size() == 1
                ? QStringLiteral("%1 %2 is not read: its archive is away").arg(it.key(), it->first())
                : QStringLiteral("%1 is away: %2 of its suites are not read").arg(it.key()).arg(it->size()));
    if (news.isEmpty())
        return;
    cancellation.throwIfCancelled();
    // One time for the whole poll: what is first seen together is ordered by version (frozen decision 6). It is written
    // down before the first suite is read, so that a poll that was killed in between gives the same order.
    const QHash<qint64, qint64> seenAtMs = m_store.call([&](store::StateStore& state) {
        QHash<qint64, qint64> begun;
        state.transaction([&] { begun = state.archives.beginPoll(news, m_identity, m_clock.nowMs()); });
        return begun;
    });
    for (const Due& due : suites) {
        if (!seenAtMs.contains(due.suite.id))
            continue;
        cancellation.throwIfCancelled();
        progress(QStringLiteral("Reading %1 %2").arg(due.archive.name, due.suite.name));
        m_store.call([this](store::StateStore& state) { state.archives.keepPolling(m_identity); });
        guarded(due, result, [&] { read(due, seenAtMs.value(due.suite.id), result); });
    }
}

bool Poller::mayRead(const PollRequest& request, const store::Archive& archive)
{
    return m_store.call([&](store::StateStore& state) {
        state.archives.keepPolling(m_identity);
        return !request.automatic || !awayArchives(state, false).ids.contains(archive.id);
    });
}

void Poller::guarded(const Due& due, PollResult& result, const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& error) {
        if (error.code() == QLatin1String("internal.cancelled"))
            throw;
        noteTrouble(due, error, result);
    }
}

void Poller::noteTrouble(const Due& due, const Error& error, PollResult& result)
{
    store::Suite suite = due.suite;
    suite.polledAt = m_nowMs;
    suite.lastError = error.message();
    m_store.call([&](store::StateStore& state) {
        state.transaction([&] {
            if (!state.archives.keepPoll(suite.id, m_identity))
                return; // another process knows better by now
            state.archives.updateSuite(suite);
            notePollFailure(state, due.archive.name, suite.name, error);
            // That it does not have the file is an answer, too.
            if (!failure::resourceOf(error) && error.evidence().contains(QLatin1String("status")))
                noteReached(state, failure::resourceOf(QUrl(due.archive.baseUri)));
        });
    });
    if (error.code() == QLatin1String("archive.nosource"))
        result.warnings.append(
            QStringLiteral("%1 %2 has no sources; it is left out").arg(due.archive.name, suite.name));
    else
        result.errors.append(error);
}

QList<Poller::Due> Poller::claim(const PollRequest& request)
{
    return m_store.call([&](store::StateStore& state) {
        QList<Due> suites;
        state.transaction([&] {
            suites.clear();
            const QList<qint64> away = request.automatic ? awayArchives(state, false).ids : QList<qint64>();
            for (const store::Archive& archive : state.archives.all()) {
                const bool asked =
                    request.archives.isEmpty() ? archive.enabled : request.archives.contains(archive.name);
                const qint64 intervalS = request.everyS > 0 ? request.everyS : archive.pollIntervalS;
                for (const store::Suite& suite : archive.suites) {
                    const bool wanted = asked && suite.state == QLatin1String("active") && !away.contains(archive.id) &&
                                        (request.suites.isEmpty() || request.suites.contains(suite.name)) &&
                                        (!request.onlyDue || suite.polledAt + intervalS * 1000 <= m_nowMs);
                    if (wanted && state.archives.claimPoll(suite.id, m_identity, !request.automatic))
                        suites.append({archive, suite});
                }
            }
        });
        return suites;
    });
}

void Poller::look(Due& due, PollResult& result, const Cancellation& cancellation)
{
    const Step step(Stage::Archive, "poll a suite",
                    {{QStringLiteral("archive"), due.archive.name}, {QStringLiteral("suite"), due.suite.name}});
    due.reading = std::make_shared<archive::SuiteReading>(requestFor(due.archive, due.suite), m_cacheFolder,
                                                          cancellation, m_clock);
    const archive::SuiteIndex& index = due.reading->index();
    if (!index.unchanged)
        due.reading->fetch();
    m_store.call([&](store::StateStore& state) {
        state.transaction([&] {
            noteReached(state, failure::resourceOf(QUrl(due.archive.baseUri)));
            if (index.unchanged && state.archives.keepPoll(due.suite.id, m_identity))
                state.archives.updateSuite(described(due.suite, due.archive, index, m_nowMs));
        });
    });
    due.news = !index.unchanged;
    if (index.unchanged)
        noteRead(due, index, result);
}

void Poller::read(const Due& due, qint64 seenAtMs, PollResult& result)
{
    const Step step(Stage::Archive, "poll a suite",
                    {{QStringLiteral("archive"), due.archive.name}, {QStringLiteral("suite"), due.suite.name}});
    IndexRecording recording(m_store, due.suite);
    due.reading->read([&](const deb::SourceRecord& record, const QString&) { recording.take(record); });
    if (record(due, recording.finish(), seenAtMs, result))
        noteRead(due, due.reading->index(), result);
}

void Poller::noteRead(const Due& due, const archive::SuiteIndex& index, PollResult& result)
{
    for (const QString& warning : index.warnings)
        result.warnings.append(due.archive.name + QLatin1Char(' ') + due.suite.name + QLatin1String(": ") + warning);
    ++(index.unchanged ? result.suitesUnchanged : result.suitesRead);
}

bool Poller::record(const Due& due, const QList<store::IndexEntry>& entries, qint64 seenAtMs, PollResult& result)
{
    const store::Suite suite = described(due.suite, due.archive, due.reading->index(), m_nowMs);
    const QString vendor = vendorOf(due.archive, due.reading->index());
    int jobsQueued = 0;
    bool ours = false;
    const store::RecordResult recorded = m_store.call([&](store::StateStore& state) {
        store::RecordResult changes;
        // On no snapshot: engines settle packages all the while, and so long a work would never get through.
        state.transaction(
            [&] {
                jobsQueued = 0;
                ours = state.archives.keepPoll(suite.id, m_identity);
                if (!ours)
                    return;
                if (due.archive.vendor.isEmpty())
                    state.archives.setVendor(due.archive.id, vendor);
                changes = state.publications.record(suite, entries, seenAtMs);
                for (const store::TakenBack& version : std::as_const(changes.takenBack))
                    state.events.append(takenBackEvent(version, suite));
                for (const qint64 package : changes.packages) {
                    const queue::PackageState now = state.packages.settle(package);
                    // A held package stays held when new uploads arrive, and they wait behind the failure, unless a
                    // person wanted it otherwise for failures of this kind. A decision stops its own branch only.
                    const bool free = now == queue::PackageState::Ok || now == queue::PackageState::Queued ||
                                      now == queue::PackageState::Running || now == queue::PackageState::Decision ||
                                      (now == queue::PackageState::Held && state.failures.retryForNewUpload(package));
                    if (!free)
                        continue;
                    state.jobs.enqueue(package, queue::JobType::New, queue::priority::newUpload,
                                       QStringLiteral("new in %1").arg(suite.name));
                    state.packages.settle(package);
                    ++jobsQueued;
                }
            },
            store::Isolation::Newest);
        return changes;
    });
    result.jobsQueued += jobsQueued;
    result.publicationsAdded += recorded.added;
    result.publicationsRemoved += recorded.removed;
    return ours;
}

} // namespace millrace::engine
