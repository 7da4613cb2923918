// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/archiveoptions.h"

#include "core/base/error.h"

#include <QUrl>

namespace millrace::ctl {

namespace {

/// --NAME, --no-NAME, or as it was.
void choose(const QCommandLineParser& parser, const char* option, bool& value)
{
    const QString name = QLatin1String(option);
    const bool yes = parser.isSet(name);
    const bool no = parser.isSet(QLatin1String("no-") + name);
    if (yes && no)
        throw Error(QStringLiteral("usage.arguments"), QStringLiteral("--%1 and --no-%1 exclude each other").arg(name));
    value = yes || (value && !no);
}

} // namespace

void declareArchiveOptions(QCommandLineParser& parser)
{
    const auto option = [&parser](const char* name, const char* text) {
        parser.addOption({QLatin1String(name), QString::fromUtf8(text)});
    };
    option("patches-applied", "Also keep patches-applied/VENDOR/SUITE: the trees as they are built.");
    option("no-patches-applied", "No longer (set).");
    option("pristine-tar", "Also keep the branch pristine-tar, to make orig tarballs again.");
    option("no-pristine-tar", "No longer (set).");
    option("weak-digests", "Accept uploads for which only MD5 or SHA-1 vouches (the default).");
    option("no-weak-digests", "Refuse them.");
    option("zst", "Accept tarballs compressed by zstd (the default).");
    option("no-zst", "Refuse them.");
    parser.addOption({QStringLiteral("mirror"),
                      QStringLiteral("Another address to look for files that the archive lacks; again for more, in "
                                     "the order in which they are asked."),
                      QStringLiteral("URI")});
    option("no-mirror", "Forget all mirrors (set).");
}

void takeArchiveOptions(const QCommandLineParser& parser, store::Archive& archive)
{
    choose(parser, "patches-applied", archive.patchesApplied);
    choose(parser, "pristine-tar", archive.pristineTar);
    choose(parser, "weak-digests", archive.weakDigests);
    choose(parser, "zst", archive.zst);
    const QStringList mirrors = parser.values(QStringLiteral("mirror"));
    const bool none = parser.isSet(QStringLiteral("no-mirror"));
    if (none && !mirrors.isEmpty())
        throw Error(QStringLiteral("usage.arguments"), QStringLiteral("--mirror and --no-mirror exclude each other"));
    if (none || !mirrors.isEmpty())
        archive.mirrors.clear();
    for (const QString& mirror : mirrors) {
        const QString uri = archiveUri(mirror);
        if (uri != archive.baseUri && !archive.mirrors.contains(uri))
            archive.mirrors.append(uri);
    }
}

void storeArchiveOptions(store::StateStore& state, qint64 archiveId, const store::Archive& archive)
{
    state.archives.setDerivedBranches(archiveId, archive.patchesApplied, archive.pristineTar);
    state.archives.setAccepted(archiveId, archive.weakDigests, archive.zst);
    state.archives.setMirrors(archiveId, archive.mirrors);
}

QString archiveOptionsText(const store::Archive& archive)
{
    const bool applied = archive.patchesApplied;
    const bool pristine = archive.pristineTar;
    QStringList parts{QStringLiteral("imports make ") +
                      (applied && pristine ? QStringLiteral("patches-applied and pristine-tar branches")
                       : applied           ? QStringLiteral("patches-applied branches")
                       : pristine          ? QStringLiteral("a pristine-tar branch")
                                           : QStringLiteral("the branches of its suites only"))};
    if (!archive.weakDigests)
        parts.append(QStringLiteral("uploads without SHA-256 are refused"));
    if (!archive.zst)
        parts.append(QStringLiteral("tarballs compressed by zstd are refused"));
    if (!archive.mirrors.isEmpty())
        parts.append(QStringLiteral("files that it lacks are looked for at ") +
                     archive.mirrors.join(QLatin1String(", then ")));
    return parts.join(QLatin1String("; "));
}

QString archiveUri(const QString& text)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool known =
        QStringList{QStringLiteral("http"), QStringLiteral("https"), QStringLiteral("file")}.contains(url.scheme());
    if (!url.isValid() || !known)
        throw Error(QStringLiteral("usage.uri"), QStringLiteral("\"%1\" is no address of an archive").arg(text))
            .withAdvice(QStringLiteral("give the folder that holds dists/ and pool/, as http:, https: or file: URI"));
    return text.endsWith(QLatin1Char('/')) ? text : text + QLatin1Char('/');
}

} // namespace millrace::ctl
