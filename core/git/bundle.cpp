// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/bundle.h"

#include "core/base/error.h"
#include "core/base/process.h"
#include "core/base/step.h"
#include "core/git/outputfile.h"

#include <sys/resource.h>

namespace millrace::git {

namespace {

/// A ref's name is at most a path long; honest headers have some hundred lines.
constexpr qint64 longestLine = 8 * 1024;
constexpr qint64 longestHeader = 16 * 1024 * 1024;
constexpr int hashBytes = 20;

[[noreturn]] void refuse(const QString& why, const QJsonObject& evidence = {})
{
    throw Error(QStringLiteral("unpack.corrupt"), QStringLiteral("the git bundle cannot be used: ") + why, evidence);
}

/// The objects begin with "PACK"; the last 20 bytes are their SHA-1 and name the file.
Oid copyPack(QIODevice& bundle, qint64 offset, const QString& folder)
{
    if (!bundle.seek(offset))
        throwIoError("read", QStringLiteral("the bundle"));
    OutputFile file(folder);
    QByteArray last;
    for (QByteArray piece = bundle.read(1 << 18); !piece.isEmpty(); piece = bundle.read(1 << 18)) {
        file.write(piece);
        last = (last + piece).right(hashBytes);
    }
    if (last.size() < hashBytes)
        refuse(QStringLiteral("it has no objects"));
    const Oid hash = Oid::fromRaw(QByteArrayView(last));
    file.publish(folder + QStringLiteral("/pack-") + hash.toHex() + QStringLiteral(".pack"));
    return hash;
}

/// Of what we may use ourselves; more cannot be given to others.
qint64 allowedMemory(const BundleLimits& limits)
{
    rlimit own{};
    getrlimit(RLIMIT_AS, &own);
    return own.rlim_max == RLIM_INFINITY ? limits.memoryBytes
                                         : std::min<qint64>(limits.memoryBytes, static_cast<qint64>(own.rlim_max));
}

/// git checks each object as it would for a push to a strict host, and writes the index. Whether objects are missing
/// is seen when they are read: a shallow bundle lacks old history, which nobody needs here.
void checkPack(const QString& folder, const QString& pack, const BundleLimits& limits)
{
    ProcessRequest request;
    // Nothing of this machine's or this user's configuration may matter, and a delta may not unfold into all memory.
    request.program = QStringLiteral("env");
    request.arguments = QStringList{QStringLiteral("-i"),
                                    QStringLiteral("PATH=") + qEnvironmentVariable("PATH"),
                                    QStringLiteral("LC_ALL=C"),
                                    QStringLiteral("GIT_CONFIG_NOSYSTEM=1"),
                                    QStringLiteral("GIT_CONFIG_GLOBAL=/dev/null"),
                                    QStringLiteral("prlimit"),
                                    QStringLiteral("--as=%1").arg(allowedMemory(limits)),
                                    QStringLiteral("--core=0"),
                                    QStringLiteral("git"),
                                    QStringLiteral("--git-dir=") + folder,
                                    QStringLiteral("-c"),
                                    QStringLiteral("pack.threads=1"),
                                    QStringLiteral("-c"),
                                    QStringLiteral("core.packedGitWindowSize=32m"),
                                    QStringLiteral("-c"),
                                    QStringLiteral("core.packedGitLimit=256m"),
                                    QStringLiteral("index-pack"),
                                    QStringLiteral("--fsck-objects"),
                                    pack};
    request.timeoutMs = limits.milliseconds;
    const ProcessResult result = runProcess(request);
    if (result.exitCode == 0)
        return;
    const QString said = QString::fromUtf8(result.errorOutput.right(8000)).trimmed();
    const QJsonObject evidence{{QStringLiteral("git"), said}, {QStringLiteral("exitCode"), result.exitCode}};
    if (said.contains(QLatin1String("Out of memory")))
        throw Error(
            QStringLiteral("unpack.limit"),
            QStringLiteral("checking the git bundle needs more than %1 bytes of memory").arg(limits.memoryBytes),
            evidence)
            .withAdvice(QStringLiteral("look at the upload: an honest bundle has no such objects"));
    refuse(said.section(QLatin1Char('\n'), 0, 0), evidence);
}

} // namespace

BundleHeader readBundleHeader(QIODevice& bundle)
{
    const QByteArray signature = bundle.readLine(longestLine);
    const bool third = signature == "# v3 git bundle\n";
    if (!third && signature != "# v2 git bundle\n")
        refuse(QStringLiteral("it does not begin as one of version 2 or 3"));
    BundleHeader header;
    while (true) {
        const QByteArray line = bundle.readLine(longestLine);
        if (line == "\n")
            break;
        if (!line.endsWith('\n') || bundle.pos() > longestHeader)
            refuse(QStringLiteral("its header is cut off or too long"));
        if (line.startsWith('@')) {
            if (!third || line != "@object-format=sha1\n")
                refuse(QStringLiteral("it has an unknown capability"),
                       {{QStringLiteral("capability"), QString::fromUtf8(line.trimmed())}});
            continue;
        }
        if (line.startsWith('-'))
            refuse(QStringLiteral("it needs commits that it does not bring along"));
        const auto oid = Oid::fromHex(QByteArrayView(line).first(std::min<qsizetype>(line.size(), 2 * hashBytes)));
        if (!oid || line.at(2 * hashBytes) != ' ')
            refuse(QStringLiteral("its header is malformed"));
        if (line.sliced(2 * hashBytes + 1) == "HEAD\n")
            header.head = *oid;
    }
    header.packOffset = bundle.pos();
    return header;
}

Bundle openBundle(QIODevice& bundle, const QString& folder, const BundleLimits& limits)
{
    const Step step("open git bundle", {{QStringLiteral("folder"), folder}});
    const BundleHeader header = readBundleHeader(bundle);
    Repository repository = Repository::create(folder, QStringLiteral("unused"));
    const QString packs = folder + QStringLiteral("/objects/pack");
    const Oid hash = copyPack(bundle, header.packOffset, packs);
    checkPack(folder, packs + QStringLiteral("/pack-") + hash.toHex() + QStringLiteral(".pack"), limits);
    repository.refresh();
    return {header, std::move(repository)};
}

} // namespace millrace::git
