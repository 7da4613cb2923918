// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/archive/releasefetch.h"

#include "core/base/digest.h"
#include "core/base/json.h"
#include "core/base/paths.h"

#include <QFile>
#include <QSaveFile>

namespace millrace::archive {

namespace {

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool replace(const QString& path, const QByteArray& bytes)
{
    QSaveFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
}

QByteArray sha256(const QByteArray& bytes)
{
    return Digest::hex(Digest::Algorithm::Sha256, bytes);
}

} // namespace

ReleaseCache::ReleaseCache(const QString& folder, const QUrl& url)
    : m_url(url)
    , m_base(folder + QLatin1Char('/') + QString::fromLatin1(sha256(url.toEncoded(QUrl::RemovePassword)).left(32)))
{
    ensureFolder(folder);
}

QByteArray ReleaseCache::fetch(net::Transfer& transfer)
{
    net::Request request{.url = m_url, .maxSize = 64 * 1024 * 1024};
    const QByteArray copy = contentOf(m_base + QLatin1String(".InRelease"));
    const QByteArray note = contentOf(m_base + QLatin1String(".json"));
    if (!copy.isEmpty() && !note.isEmpty()) {
        const QJsonObject known = parseJsonObject(note, "the cache's note");
        // Two files cannot be replaced at once: the digest tells whether they belong together.
        if (known[QLatin1String("sha256")].toString().toLatin1() == sha256(copy)) {
            request.ifNoneMatch = known[QLatin1String("etag")].toString().toLatin1();
            request.ifModifiedSince = known[QLatin1String("lastModified")].toString().toLatin1();
        }
    }
    m_response = transfer.get(request);
    m_bytes = m_response.status == 304 ? copy : m_response.body;
    return m_bytes;
}

void ReleaseCache::keep()
{
    if (m_response.status == 304)
        return;
    const QJsonObject note{{QStringLiteral("url"), m_url.toString(QUrl::RemovePassword)},
                           {QStringLiteral("sha256"), QString::fromLatin1(sha256(m_bytes))},
                           {QStringLiteral("etag"), QString::fromLatin1(m_response.etag)},
                           {QStringLiteral("lastModified"), QString::fromLatin1(m_response.lastModified)}};
    // A cache that cannot be written costs a download next time, nothing else.
    if (replace(m_base + QLatin1String(".InRelease"), m_bytes))
        replace(m_base + QLatin1String(".json"), compactJson(note));
}

} // namespace millrace::archive
