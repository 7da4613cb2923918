// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/digest.h"
#include "core/base/process.h"
#include "core/git/reftransaction.h"
#include "core/integrity/checks.h"

#include <QFile>
#include <QSet>
#include <QTemporaryDir>

namespace millrace::integrity {

namespace {

constexpr int longestMs = 30 * 60 * 1000;

QString sha256Of(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        throw Error(QStringLiteral("internal.io"), QStringLiteral("cannot read %1: %2").arg(path, file.errorString()));
    Digest digest(Digest::Algorithm::Sha256);
    while (!file.atEnd())
        digest.add(file.read(1024 * 1024));
    return QString::fromLatin1(digest.hexResult());
}

/// A repository of its own that sees the objects of ours: the attributes of a tree count for nothing in it, as when
/// the tarball was kept (core/importer/pristinetar.h), and pristine-tar finds no bare repository by itself anyway.
void makeScratch(const CheckContext& context, const QString& path, const git::Oid& pristine)
{
    git::Repository::create(path, QStringLiteral("none"));
    const auto write = [](const QString& name, const QByteArray& text) {
        QFile file(name);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            throw Error(QStringLiteral("internal.io"), QStringLiteral("cannot write %1").arg(name));
    };
    write(path + QLatin1String("/objects/info/alternates"), context.repository.path().toUtf8() + "/objects\n");
    write(path + QLatin1String("/info/attributes"), "* -text -eol -crlf -ident -filter -working-tree-encoding "
                                                    "-export-ignore -export-subst\n");
    git::Repository scratch = git::Repository::open(path);
    git::RefTransaction refs(scratch);
    refs.add(QStringLiteral("refs/heads/pristine-tar"), {}, pristine);
    refs.commit();
}

void compareTarball(const CheckContext& context, const git::Oid& pristine, const RecordedTarball& tarball,
                    const QString& version)
{
    // pristine-tar hands paths to a shell without quoting them: a folder with a plain name, then.
    QTemporaryDir folder;
    if (!folder.isValid())
        throw Error(QStringLiteral("internal.io"), folder.errorString());
    makeScratch(context, folder.filePath(QStringLiteral("git")), pristine);
    const QString path = folder.filePath(tarball.name);
    ProcessRequest request;
    request.program = QStringLiteral("pristine-tar");
    request.arguments = {QStringLiteral("checkout"), QLatin1String("./") + tarball.name};
    request.folder = folder.path();
    request.bareEnvironment = true;
    request.environment = {{QStringLiteral("GIT_DIR"), folder.filePath(QStringLiteral("git"))},
                           {QStringLiteral("HOME"), folder.path()},
                           {QStringLiteral("TMPDIR"), folder.path()},
                           {QStringLiteral("GIT_CONFIG_NOSYSTEM"), QStringLiteral("1")}};
    request.timeoutMs = longestMs;
    const ProcessResult result = runProcess(request);
    Finding finding;
    finding.subject = tarball.name;
    finding.version = version;
    finding.advice = QStringLiteral("import the package anew; the archive has the tarball");
    finding.expected = {{QStringLiteral("sha256"), tarball.sha256}};
    if (result.exitCode != 0) {
        finding.code = QStringLiteral("tarball.lost");
        finding.message = QStringLiteral("%1 does not come out of the pristine-tar branch").arg(tarball.name);
        finding.actual = {{QStringLiteral("stderr"), QString::fromUtf8(result.errorOutput.right(4000))}};
        context.found(finding);
        return;
    }
    const QString is = sha256Of(path);
    if (is == tarball.sha256)
        return;
    finding.code = QStringLiteral("tarball.differs");
    finding.message = QStringLiteral("%1 comes out of the pristine-tar branch with another content").arg(tarball.name);
    finding.actual = {{QStringLiteral("sha256"), is}};
    context.found(finding);
}

} // namespace

CheckOutcome checkTarballs(const CheckContext& context)
{
    const VerifySpec& spec = context.spec;
    CheckOutcome outcome;
    outcome.sampled =
        std::any_of(spec.imports.cbegin(), spec.imports.cend(), [](const RecordedImport& one) { return !one.sampled; });
    const std::optional<git::Oid> branch = context.repository.resolve(QStringLiteral("refs/heads/pristine-tar"));
    if (!branch) {
        outcome.state = CheckOutcome::State::NotApplicable;
        outcome.note = QStringLiteral("tarballs are not kept: there is no pristine-tar branch");
        return outcome;
    }
    QSet<QByteArray> kept;
    for (const git::TreeEntry& entry : context.repository.tree(context.repository.treeOf(*branch)))
        kept.insert(entry.name);
    QSet<QString> looked;
    for (qsizetype i = 0; i < spec.imports.size(); ++i) {
        const importer::KnownImport& import = spec.job.imports.at(i);
        for (const RecordedTarball& tarball : spec.tarballs) {
            if (!spec.imports.at(i).sampled || tarball.upstreamId != import.upstreamId ||
                !kept.contains(tarball.name.toUtf8() + ".delta") || looked.contains(tarball.name))
                continue;
            context.cancellation.throwIfCancelled();
            looked.insert(tarball.name);
            context.guarded(tarball.name, import.version,
                            [&] { compareTarball(context, *branch, tarball, import.version); });
        }
    }
    outcome.subjects = QStringList(looked.cbegin(), looked.cend());
    outcome.looked = static_cast<int>(looked.size());
    return outcome;
}

} // namespace millrace::integrity
