// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fault/hostilehome.h"

#include "core/base/paths.h"
#include "core/base/process.h"
#include "tests/core/git/gitoracle.h"
#include "tests/core/unpack/oracle.h"
#include "tests/core/unpack/tarwriter.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTest>

namespace millrace::test {

namespace {

// AddressSanitizer keeps 256 MiB of freed memory back: what a process then has is no measure of what it needs.
#ifdef __SANITIZE_ADDRESS__
constexpr bool memoryIsOurs = false;
#else
constexpr bool memoryIsOurs = true;
#endif

QByteArray changelog(const char* version)
{
    return QByteArray("sample (") + version +
           ") unstable; urgency=low\n\n  * Change.\n\n -- Ada Example <ada@example.org>  "
           "Mon, 06 Jan 2020 10:00:00 +0100\n";
}

} // namespace

bool hasRawControls(const QByteArray& bytes)
{
    const QString text = QString::fromUtf8(bytes);
    return std::any_of(text.begin(), text.end(),
                       [](QChar c) { return c.category() == QChar::Other_Control && c != QLatin1Char('\n'); });
}

HostileHome::HostileHome()
{
    const QString honest = m_home.path(QStringLiteral("honest"));
    const QByteArray tar = TarWriter()
                               .file("t/debian/changelog", changelog("0.9"))
                               .file("t/debian/rules", "#!/usr/bin/make -f\n")
                               .finished();
    const QString dsc = writeDsc(honest, QStringLiteral("3.0 (native)"), QStringLiteral("0.9"),
                                 {{QStringLiteral("sample_0.9.tar.gz"), compressed(QStringLiteral("gzip"), tar)}});
    const CtlResult result = import(dsc);
    if (result.exitCode != 0)
        QTest::qFail(result.errors.constData(), __FILE__, __LINE__);
    QDir().mkpath(sources());
    QDir().mkpath(m_home.path(QStringLiteral("outside")));
    writeFile(m_home.path(QStringLiteral("outside/canary")), "as it was");
    m_refs = m_home.refs();
    m_listing = listing();
}

CtlResult HostileHome::import(const QString& dsc) const
{
    return m_home.ctl({QStringLiteral("import"), QStringLiteral("--dsc"), dsc, QStringLiteral("--suite"),
                       QStringLiteral("sid"), QStringLiteral("--json")});
}

QByteArray HostileHome::listing() const
{
    const Paths paths = Paths::below(m_home.path(QStringLiteral("home")));
    const QStringList expected{m_home.store(), paths.blobs + QLatin1Char('/'), paths.logs() + QLatin1Char('/'),
                               sources() + QLatin1Char('/')};
    QStringList lines;
    QDirIterator all(m_home.path(), QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                     QDirIterator::Subdirectories);
    while (all.hasNext()) {
        const QString path = all.next();
        const bool mayChange =
            std::any_of(expected.cbegin(), expected.cend(), [&](const QString& one) { return path.startsWith(one); });
        if (mayChange)
            continue;
        const QFileInfo info = all.fileInfo();
        lines.append(
            QStringLiteral("%1 %2 %3").arg(path).arg(info.isDir() ? 0 : info.size()).arg(info.symLinkTarget()));
    }
    lines.sort();
    return lines.join(QLatin1Char('\n')).toUtf8();
}

QStringList HostileHome::harm(qint64 memoryKib) const
{
    QStringList found = m_home.disorder();
    if (m_home.refs() != m_refs)
        found.append(QStringLiteral("refs moved"));
    const QList<QByteArray> before = m_listing.split('\n');
    for (const QByteArray& line : listing().split('\n')) {
        if (!before.contains(line))
            found.append(QLatin1String("new: ") + QString::fromUtf8(line));
    }
    QFile canary(m_home.path(QStringLiteral("outside/canary")));
    if (!canary.open(QIODevice::ReadOnly) || canary.readAll() != "as it was")
        found.append(QStringLiteral("the canary was touched"));
    const qint64 used = m_home.value(QStringLiteral("SELECT max(peak_rss_kib) FROM attempt")).toLongLong();
    if (memoryIsOurs && used > memoryKib)
        found.append(QStringLiteral("used %1 KiB of memory").arg(used));
    return found;
}

QStringList HostileHome::rawText(const CtlResult& result) const
{
    QStringList found;
    if (hasRawControls(result.output))
        found.append(QStringLiteral("stdout"));
    if (hasRawControls(result.errors))
        found.append(QStringLiteral("stderr"));
    for (const QStringList& verb :
         QList<QStringList>{{QStringLiteral("show"), QStringLiteral("sample")},
                            {QStringLiteral("status")},
                            {QStringLiteral("failures")},
                            {QStringLiteral("show"), QStringLiteral("sample"), QStringLiteral("--json")}}) {
        const CtlResult shown = m_home.ctl(verb);
        if (hasRawControls(shown.output) || hasRawControls(shown.errors))
            found.append(verb.join(QLatin1Char(' ')));
    }
    QDirIterator logs(Paths::below(m_home.path(QStringLiteral("home"))).logs(), QDir::Files,
                      QDirIterator::Subdirectories);
    while (logs.hasNext()) {
        QFile log(logs.next());
        if (!log.open(QIODevice::ReadOnly) || hasRawControls(log.readAll()))
            found.append(log.fileName());
    }
    for (const QString& repository : m_home.repositories()) {
        const QByteArray commits =
            askGit(repository, {QStringLiteral("log"), QStringLiteral("--all"), QStringLiteral("--format=raw%x00")})
                .output;
        for (const QByteArray& commit : commits.split('\0')) {
            if (hasRawControls(commit.left(commit.indexOf("\n\n"))))
                found.append(QStringLiteral("commit header"));
        }
    }
    return found;
}

} // namespace millrace::test
