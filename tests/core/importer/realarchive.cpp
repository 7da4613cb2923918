// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/importer/realarchive.h"

#include "core/archive/aptsources.h"
#include "core/base/error.h"
#include "core/base/paths.h"
#include "core/importer/uploadfetch.h"
#include "tests/core/unpack/oracle.h"

#include <QUrl>

namespace millrace::test {

RealArchive::RealArchive(const QString& cacheFolder, const QStringList& packages)
    : m_cache(cacheFolder)
{
    const archive::AptSettings settings = archive::readAptSettings();
    for (const archive::DetectedArchive& archive : archive::detectArchives(settings)) {
        if (archive.name != QLatin1String("debian"))
            continue;
        m_suite.base = archive.baseUri;
        m_suite.suite = archive.suites.first().name;
        m_suite.components = QStringList{QStringLiteral("main")};
        m_suite.keyrings = archive.keyrings;
        m_suite.apt = settings;
        archive::readSuite(m_suite, m_cache, [&](deb::SourceRecord&& record, const QString&) {
            if (packages.contains(record.package))
                m_records.insert(record.package, record);
        });
    }
    if (m_records.size() != packages.size())
        throw Error(QStringLiteral("internal.test"),
                    QStringLiteral("this machine's apt knows no Debian archive with %1: run apt-get update, or see "
                                   "apt-get indextargets")
                        .arg(packages.join(QLatin1Char(' '))));
}

QString RealArchive::fetch(const QString& package, const QString& folder) const
{
    const deb::SourceRecord record = m_records.value(package);
    ensureFolder(folder);
    blobs::FileBlobStore store(m_cache + QLatin1String("/blobs"));
    importer::UploadSpec upload;
    upload.version = record.version;
    upload.format = record.format;
    upload.dscSha256 = QString::fromLatin1(record.dscSha256);
    upload.base = m_suite.base.toString(QUrl::StripTrailingSlash) + QLatin1Char('/') + record.directory;
    upload.files = record.files;
    net::Settings network;
    network.proxies = m_suite.apt.proxies;
    importer::fetchUpload(upload, package, store, network, {});
    for (const deb::SourceFile& file : record.files) {
        const QByteArray key = file.name.endsWith(QLatin1String(".dsc")) ? record.dscSha256 : file.sha256;
        writeFile(folder + QLatin1Char('/') + file.name, store.open(key)->readAll());
    }
    return folder + QLatin1Char('/') + record.files.constFirst().name;
}

} // namespace millrace::test
