// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/archive/suitereader.h"

#include "core/archive/archiveurl.h"
#include "core/archive/decompressor.h"
#include "core/archive/indexfetch.h"
#include "core/archive/releasefetch.h"
#include "core/archive/signature.h"
#include "core/archive/suitename.h"
#include "core/base/digest.h"
#include "core/base/json.h"
#include "core/base/readahead.h"
#include "core/base/step.h"
#include "core/deb/sourceindex.h"

#include <QFile>

#include <algorithm>

namespace millrace::archive {

namespace {

net::Settings withProxies(net::Settings settings, const AptSettings& apt)
{
    settings.proxies = apt.proxies;
    return settings;
}

QJsonObject whatIsRead(const SuiteRequest& request)
{
    return {{QStringLiteral("archive"), request.base.toString(QUrl::RemovePassword)},
            {QStringLiteral("suite"), request.suite}};
}

QJsonObject times(const SuiteIndex& index, qint64 nowMs)
{
    return {{QStringLiteral("date"), isoTime(index.dateMs)},
            {QStringLiteral("validUntil"), isoTime(index.validUntilMs)},
            {QStringLiteral("now"), isoTime(nowMs)}};
}

/// The earlier of Valid-Until and Date + Acquire::Max-ValidTime (apt.conf(5)).
qint64 validUntil(const Release& release, const AptSettings& apt)
{
    const qint64 maxS = apt.maxValidOfLabel.value(release.label, apt.maxValidS);
    if (maxS <= 0)
        return release.validUntilMs;
    const qint64 byAge = release.dateMs + maxS * 1000;
    return release.validUntilMs > 0 ? std::min(release.validUntilMs, byAge) : byAge;
}

void checkTimes(SuiteIndex& index, const SuiteRequest& request, qint64 nowMs)
{
    if (request.previous && index.dateMs < request.previous->releaseDateMs)
        throw Error(QStringLiteral("archive.rollback"),
                    QStringLiteral("the archive shows an older %1 than it did before").arg(request.suite),
                    {{QStringLiteral("date"), isoTime(index.dateMs)},
                     {QStringLiteral("previous"), isoTime(request.previous->releaseDateMs)}})
            .withAdvice(QStringLiteral("another mirror behind the same name is probably behind: retry later"));
    if (request.apt.checkDate && index.dateMs > nowMs + request.apt.maxFutureS * 1000)
        throw Error(QStringLiteral("archive.future"),
                    QStringLiteral("the Release file of %1 is of a time to come").arg(request.suite),
                    times(index, nowMs))
            .withAdvice(QStringLiteral("check this machine's clock"));
    if (index.validUntilMs == 0 || nowMs <= index.validUntilMs)
        return;
    if (request.apt.checkValidUntil)
        throw Error(QStringLiteral("archive.expired"),
                    QStringLiteral("the Release file of %1 is past its Valid-Until").arg(request.suite),
                    times(index, nowMs))
            .withAdvice(QStringLiteral("use a mirror that is kept up to date, or set apt's Acquire::Check-Valid-Until "
                                       "to false for archives that are old on purpose"));
    index.stale = true;
    index.warnings.append(QStringLiteral("stale mirror: %1 was valid until %2; this machine's apt does not check that")
                              .arg(request.suite, isoTime(index.validUntilMs).toString()));
}

/// apt warns in this case, too: a mirror may serve another suite's signed file under this name.
void checkName(SuiteIndex& index, const QString& suite)
{
    const QString bare = suite.section(QLatin1Char('/'), -1);
    if (suite != index.suite && suite != index.codename && bare != index.suite && bare != index.codename)
        index.warnings.append(QStringLiteral("the archive calls what it serves as %1 \"%2\" (%3)")
                                  .arg(suite, index.suite, index.codename));
}

/// What the components' indexes are, as one digest.
QByteArray digestOf(const QList<IndexFile>& files)
{
    Digest digest(Digest::Algorithm::Sha256);
    for (const IndexFile& file : files)
        digest.add(file.component.toUtf8() + ' ' + file.sha256 + '\n');
    return digest.hexResult();
}

QList<IndexFile> pickIndexes(SuiteIndex& index, const Release& release, const SuiteRequest& request)
{
    QStringList components = request.components.isEmpty() ? release.components : request.components;
    components.sort();
    components.removeDuplicates();
    QList<IndexFile> files;
    for (const QString& component : components) {
        if (const std::optional<IndexFile> file = pickIndex(release, component)) {
            files.append(*file);
            index.components.append(component);
        } else if (!request.components.isEmpty()) {
            index.warnings.append(
                QStringLiteral("%1 has no source packages in component %2").arg(request.suite, component));
        }
    }
    if (files.isEmpty())
        throw Error(QStringLiteral("archive.nosource"),
                    QStringLiteral("%1 has no source packages in its components").arg(request.suite),
                    {{QStringLiteral("components"), toJsonArray(components)}});
    return files;
}

void readIndex(SuiteIndex& index, const IndexFile& file, const QString& path, const RecordSink& take,
               const Cancellation& cancellation)
{
    Step step("read source index", {{QStringLiteral("path"), file.path}});
    Decompressor content(path, file.contentLimit);
    ReadAhead ahead([&content](char* buffer, qsizetype room) { return std::pair(content.read(buffer, room), 0); });
    ReadAhead::Block block;
    qsizetype used = 0;
    const auto read = [&](char* buffer, qint64 size) -> qint64 {
        if (used == block.bytes.size()) {
            cancellation.throwIfCancelled();
            block = ahead.next();
            used = 0;
        }
        const qsizetype count = std::min<qsizetype>(size, block.bytes.size() - used);
        std::copy_n(block.bytes.constData() + used, count, buffer);
        used += count;
        return count;
    };
    const deb::SourceIndexSummary summary =
        deb::readSources(read, [&](deb::SourceRecord&& record) { take(std::move(record), file.component); });
    index.records += summary.records;
    index.skipped += summary.skipped;
    if (summary.skipped > 0)
        index.warnings.append(QStringLiteral("%1: %2 records are malformed; the first: %3")
                                  .arg(file.path)
                                  .arg(summary.skipped)
                                  .arg(summary.firstProblem));
}

} // namespace

SuiteReading::SuiteReading(SuiteRequest request, QString cacheFolder, Cancellation cancellation, const Clock& clock)
    : m_request(std::move(request))
    , m_cacheFolder(std::move(cacheFolder))
    , m_cancellation(std::move(cancellation))
    , m_clock(&clock)
{
    const Step step(Stage::Archive, "look at suite", whatIsRead(m_request));
    m_request.network = withProxies(m_request.network, m_request.apt);
    fetchRelease();
    m_files = pickIndexes(m_index, m_release, m_request);
    m_index.sourcesDigest = digestOf(m_files);
    m_index.unchanged = m_request.previous && m_request.previous->sourcesDigest == m_index.sourcesDigest;
}

void SuiteReading::fetchRelease()
{
    const Step step("fetch Release file", {{QStringLiteral("suite"), m_request.suite}});
    const QUrl suiteUrl = fileUrl(m_request.base, QLatin1String("dists/") + m_request.suite);
    ReleaseCache cache(m_cacheFolder, fileUrl(suiteUrl, QStringLiteral("InRelease")));
    net::Transfer transfer(m_request.network, m_cancellation, *m_clock);
    const SignedPayload payload = verifyInRelease(cache.fetch(transfer), m_request.keyrings);
    m_release = parseRelease(payload.text);
    m_index.origin = m_release.origin;
    m_index.label = m_release.label;
    m_index.suite = m_release.suite;
    m_index.codename = m_release.codename;
    m_index.rank = suiteRank(m_release.version, m_release.suite, m_release.codename);
    m_index.dateMs = m_release.dateMs;
    m_index.validUntilMs = validUntil(m_release, m_request.apt);
    m_index.signers = payload.signers;
    checkTimes(m_index, m_request, m_clock->nowMs());
    checkName(m_index, m_request.suite);
    cache.keep();
}

SuiteReading::~SuiteReading()
{
    for (const QString& path : std::as_const(m_fetched))
        QFile::remove(path);
}

QString SuiteReading::fetchOne(net::Transfer& transfer, const IndexFile& file)
{
    const QUrl suiteUrl = fileUrl(m_request.base, QLatin1String("dists/") + m_request.suite);
    const QString path = fetchIndex(transfer, suiteUrl, m_release, file, m_cacheFolder);
    m_fetched.append(path);
    return path;
}

void SuiteReading::fetch()
{
    const Step step(Stage::Archive, "fetch indexes of suite", whatIsRead(m_request));
    net::Transfer transfer(m_request.network, m_cancellation, *m_clock);
    for (const IndexFile& file : std::as_const(m_files))
        fetchOne(transfer, file);
}

void SuiteReading::read(const RecordSink& take)
{
    const Step step(Stage::Archive, "read suite", whatIsRead(m_request));
    net::Transfer transfer(m_request.network, m_cancellation, *m_clock);
    for (const IndexFile& file : std::as_const(m_files)) {
        // It asks nobody for what is complete already.
        readIndex(m_index, file, fetchOne(transfer, file), take, m_cancellation);
    }
}

SuiteIndex readSuite(const SuiteRequest& request, const QString& cacheFolder, const RecordSink& take,
                     const Cancellation& cancellation, const Clock& clock)
{
    SuiteReading reading(request, cacheFolder, cancellation, clock);
    if (!reading.index().unchanged)
        reading.read(take);
    return reading.index();
}

} // namespace millrace::archive
