// SPDX-License-Identifier: GPL-3.0-or-later
// A home in which an honest version of package "sample" was imported and a hostile one is tried: what it may leave
// behind is one failure, a log and its downloaded files. The real programs; blocking; one thread.
#pragma once

#include "tests/fault/home.h"

#include <QMap>

namespace millrace::test {

class HostileHome
{
public:
    /// Imports version 0.9.
    HostileHome();

    /// Where hostile sources lie and from where links and names lead out of them.
    QString sources() const { return m_home.path(QStringLiteral("sources")); }
    const Home& home() const { return m_home; }

    CtlResult import(const QString& dsc) const;
    /// What is wrong after an import that had to fail: refs that moved, files outside the quarantine, damage, more
    /// memory than @p memoryKib. Empty = nothing.
    QStringList harm(qint64 memoryKib) const;
    /// Control characters in what the programs said, in the logs and in the commits' headers; empty = none.
    QStringList rawText(const CtlResult& result) const;

private:
    QByteArray listing() const;

    Home m_home;
    QByteArray m_refs;
    QByteArray m_listing;
};

/// Whether @p bytes have control characters other than line ends, or C1 ones in UTF-8.
bool hasRawControls(const QByteArray& bytes);

} // namespace millrace::test
