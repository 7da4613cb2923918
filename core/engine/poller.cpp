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

#include <QScopeGuard>
#include <QSet>

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
    // Also when it is cancelled: nobody waits for what is not being read.
    const auto release = qScopeGuard([this] {
        try {
            m_store.call([this](store::StateStore& state) { state.archives.releasePoll(m_identity); });
        } catch (const Error& error) {
            Step::note(error.message()); // it runs out by itself
        }
    });
    readAll(request, result, progress, cancellation);
    return result;
}

void Poller::readAll(const PollRequest& request, PollResult& result,
                     const std::function<void(const QString&)>& progress, const Cancellation& cancellation)
{
    const qint64 nowMs = m_clock.nowMs();
    QMap<QString, QStringList> leftOut;
    for (const auto& [archive, suite] : begin(request, nowMs)) {
        cancellation.throwIfCancelled();
        if (!mayRead(request, archive)) {
            leftOut[archive.name].append(suite.name);
            continue;
        }
        progress(QStringLiteral("Reading %1 %2").arg(archive.name, suite.name));
        try {
            pollSuite(archive, suite, nowMs, result, cancellation);
            m_store.call([uri = archive.baseUri](store::StateStore& state) {
                state.transaction([&] { noteReached(state, failure::resourceOf(QUrl(uri))); });
            });
        } catch (const Error& error) {
            if (error.code() == QLatin1String("internal.cancelled"))
                throw;
            noteTrouble(archive, suite, error, nowMs, result);
        }
    }
    for (auto it = leftOut.cbegin(); it != leftOut.cend(); ++it)
        result.warnings.append(
            it->size() == 1
                ? QStringLiteral("%1 %2 is not read: its archive is away").arg(it.key(), it->first())
                : QStringLiteral("%1 is away: %2 of its suites are not read").arg(it.key()).arg(it->size()));
}

bool Poller::mayRead(const PollRequest& request, const store::Archive& archive)
{
    return m_store.call([&](store::StateStore& state) {
        state.archives.keepPolling(m_identity);
        return !request.automatic || !awayArchives(state, false).ids.contains(archive.id);
    });
}

void Poller::noteTrouble(const store::Archive& archive, store::Suite suite, const Error& error, qint64 nowMs,
                         PollResult& result)
{
    suite.polledAt = nowMs;
    suite.lastError = error.message();
    m_store.call([&](store::StateStore& state) {
        state.transaction([&] {
            state.archives.updateSuite(suite);
            notePollFailure(state, archive.name, suite.name, error);
            // That it does not have the file is an answer, too.
            if (!failure::resourceOf(error) && error.evidence().contains(QLatin1String("status")))
                noteReached(state, failure::resourceOf(QUrl(archive.baseUri)));
        });
    });
    if (error.code() == QLatin1String("archive.nosource"))
        result.warnings.append(QStringLiteral("%1 %2 has no sources; it is left out").arg(archive.name, suite.name));
    else
        result.errors.append(error);
}

QList<std::pair<store::Archive, store::Suite>> Poller::begin(const PollRequest& request, qint64 nowMs)
{
    // One time for the whole poll: what is first seen together is ordered by version (frozen decision 6). It is written
    // down before the first suite is read, so that a poll that was killed in between gives the same order.
    return m_store.call([&](store::StateStore& state) {
        QList<std::pair<store::Archive, store::Suite>> suites;
        state.transaction([&] {
            suites.clear();
            const QList<qint64> away = request.automatic ? awayArchives(state, false).ids : QList<qint64>();
            QSet<qint64> mine;
            for (const store::Archive& archive : state.archives.all()) {
                const bool asked =
                    request.archives.isEmpty() ? archive.enabled : request.archives.contains(archive.name);
                const qint64 intervalS = request.everyS > 0 ? request.everyS : archive.pollIntervalS;
                for (const store::Suite& suite : archive.suites) {
                    const bool wanted = asked && suite.state == QLatin1String("active") && !away.contains(archive.id) &&
                                        (request.suites.isEmpty() || request.suites.contains(suite.name)) &&
                                        (!request.onlyDue || suite.polledAt + intervalS * 1000 <= nowMs);
                    if (wanted && state.archives.beginPoll(suite.id, nowMs, m_identity, !request.automatic))
                        mine.insert(suite.id);
                }
            }
            for (const store::Archive& archive : state.archives.all()) {
                for (const store::Suite& suite : archive.suites) {
                    if (mine.contains(suite.id))
                        suites.append({archive, suite});
                }
            }
        });
        return suites;
    });
}

void Poller::pollSuite(const store::Archive& archive, store::Suite suite, qint64 nowMs, PollResult& result,
                       const Cancellation& cancellation)
{
    const Step step(Stage::Archive, "poll a suite",
                    {{QStringLiteral("archive"), archive.name}, {QStringLiteral("suite"), suite.name}});
    IndexRecording recording(m_store, suite);
    const archive::SuiteIndex index = archive::readSuite(
        requestFor(archive, suite), m_cacheFolder,
        [&](const deb::SourceRecord& record, const QString&) { recording.take(record); }, cancellation, m_clock);

    const QString vendor = archive.vendor.isEmpty() ? archive::vendorWord(index.origin) : archive.vendor;
    suite.codename = index.codename;
    suite.branch = (vendor.isEmpty() ? archive.name : vendor) + QLatin1Char('/') +
                   archive::branchSuite(index.suite, index.codename, suite.name);
    suite.rank = index.rank;
    suite.releaseMs = index.dateMs;
    suite.validUntilMs = index.validUntilMs;
    suite.stale = index.stale;
    suite.indexDigest = QString::fromLatin1(index.sourcesDigest);
    const qint64 seenAtMs = suite.pollBegunMs > 0 ? suite.pollBegunMs : nowMs;
    suite.polledAt = nowMs;
    suite.lastError.clear();
    for (const QString& warning : index.warnings)
        result.warnings.append(archive.name + QLatin1Char(' ') + suite.name + QLatin1String(": ") + warning);
    ++(index.unchanged ? result.suitesUnchanged : result.suitesRead);
    const bool newVendor = archive.vendor.isEmpty();
    const qint64 archiveId = archive.id;
    const QString vendorName = vendor.isEmpty() ? archive.name : vendor;
    if (index.unchanged) {
        m_store.call([suite](store::StateStore& state) { state.archives.updateSuite(suite); });
        return;
    }
    const QList<store::IndexEntry>& entries = recording.finish();
    int jobsQueued = 0;
    const store::RecordResult recorded = m_store.call([&](store::StateStore& state) {
        store::RecordResult changes;
        // On no snapshot: engines settle packages all the while, and so long a work would never get through.
        state.transaction(
            [&] {
                jobsQueued = 0;
                if (newVendor)
                    state.archives.setVendor(archiveId, vendorName);
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
}

} // namespace millrace::engine
