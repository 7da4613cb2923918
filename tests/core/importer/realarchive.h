// SPDX-License-Identifier: GPL-3.0-or-later
// Source packages of this machine's own archive, by name: found in its signed index, downloaded and verified as an
// import would. Blocking; the test's thread.
#pragma once

#include "core/archive/suitereader.h"
#include "core/base/error.h"
#include "core/deb/sourcerecord.h"

#include <QMap>
#include <QStringList>

namespace millrace::test {

class RealArchive
{
public:
    /// Reads the index of the first suite of the archive named "debian" for @p packages. Error where this machine's
    /// apt knows none, the archive cannot be reached, or lacks one of them.
    RealArchive(const QString& cacheFolder, const QStringList& packages);

    const deb::SourceRecord& record(const QString& package) const { return m_records.find(package).value(); }
    /// A mirror can lack files that its index names; nothing is known of that package then.
    static bool lacks(const Error& error) { return error.code() == QLatin1String("archive.missing"); }
    /// Puts the package's files into @p folder; returns the path of the .dsc. Error archive.missing, see lacks().
    QString fetch(const QString& package, const QString& folder) const;

private:
    QString m_cache;
    archive::SuiteRequest m_suite;
    QMap<QString, deb::SourceRecord> m_records;
};

} // namespace millrace::test
