// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/pristinetar.h"

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/paths.h"
#include "core/base/process.h"
#include "core/base/step.h"
#include "core/git/packwriter.h"
#include "core/git/repository.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>

namespace millrace::importer {

namespace {

/// Far more than any delta that is worth keeping.
constexpr qint64 largestDelta = 1LL << 30;

void writeText(const QString& path, const QByteArray& text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        throw Error(QStringLiteral("internal.io"), QStringLiteral("cannot write %1: %2").arg(path, file.errorString()));
}

ProcessRequest tool(const QString& program, const QStringList& arguments, const QString& folder, int timeoutMs)
{
    ProcessRequest request;
    request.program = program;
    request.arguments = arguments;
    request.folder = folder;
    request.bareEnvironment = true;
    // Its own home, so that no one's git configuration has a say.
    request.environment = {{QStringLiteral("HOME"), folder},
                           {QStringLiteral("TMPDIR"), folder},
                           {QStringLiteral("LC_ALL"), QStringLiteral("C")},
                           {QStringLiteral("GIT_DIR"), folder + QStringLiteral("/git")},
                           {QStringLiteral("GIT_CONFIG_NOSYSTEM"), QStringLiteral("1")},
                           {QStringLiteral("GIT_AUTHOR_NAME"), QStringLiteral("x")},
                           {QStringLiteral("GIT_AUTHOR_EMAIL"), QStringLiteral("x")},
                           {QStringLiteral("GIT_COMMITTER_NAME"), QStringLiteral("x")},
                           {QStringLiteral("GIT_COMMITTER_EMAIL"), QStringLiteral("x")}};
    request.timeoutMs = timeoutMs;
    return request;
}

/// A repository without refs that sees the objects of others: pristine-tar commits into the repository it reads.
void makeRepository(const QString& path, const QStringList& objectFolders)
{
    git::Repository::create(path, QStringLiteral("none"));
    writeText(path + QStringLiteral("/objects/info/alternates"), objectFolders.join(QLatin1Char('\n')).toUtf8() + '\n');
    writeText(path + QStringLiteral("/info/attributes"), "* -text -eol -crlf -ident -filter -working-tree-encoding "
                                                         "-export-ignore -export-subst\n");
}

/// The same tar.gz with names in order and no time in it; the one inside it ("wrapper") too.
QByteArray withoutTimes(const QByteArray& delta, const QString& folder, int timeoutMs)
{
    ensureFolder(folder);
    ProcessRequest unpack = tool(QStringLiteral("tar"), {QStringLiteral("-xz")}, folder, timeoutMs);
    unpack.input = delta;
    runProcessChecked(unpack);
    const QString wrapper = folder + QStringLiteral("/wrapper");
    if (QFile file(wrapper); file.open(QIODevice::ReadOnly)) {
        const QByteArray inner = withoutTimes(file.readAll(), folder + QStringLiteral(".wrapper"), timeoutMs);
        file.close();
        writeText(wrapper, inner);
    }
    const QStringList names = QDir(folder).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    ProcessRequest pack =
        tool(QStringLiteral("tar"),
             QStringList{QStringLiteral("-c"), QStringLiteral("--format=ustar"), QStringLiteral("--mtime=@0"),
                         QStringLiteral("--owner=0"), QStringLiteral("--group=0"), QStringLiteral("--numeric-owner"),
                         QStringLiteral("--mode=0644"), QStringLiteral("--")} +
                 names,
             folder, timeoutMs);
    pack.outputLimit = largestDelta;
    ProcessRequest compress =
        tool(QStringLiteral("gzip"), {QStringLiteral("-9n"), QStringLiteral("-c")}, folder, timeoutMs);
    compress.input = runProcessChecked(pack).output;
    compress.outputLimit = largestDelta;
    return runProcessChecked(compress).output;
}

/// A new folder below @p preferred. pristine-tar hands paths to a shell without quoting them.
QString plainFolder(const QString& preferred)
{
    static const QRegularExpression plain(QStringLiteral("\\A[A-Za-z0-9/._-]+\\z"));
    for (const QString& parent : {preferred, QDir::tempPath()}) {
        if (plain.match(parent).hasMatch())
            return parent + QStringLiteral("/pristine-XXXXXX");
    }
    throw Error(QStringLiteral("pristine.failed"),
                QStringLiteral("pristine-tar cannot work in %1: there are blanks or signs in the name").arg(preferred))
        .withAdvice(QStringLiteral("set TMPDIR to a folder with a plain name"));
}

/// Has pristine-tar make the tarball again, from @p delta, in the repository that it made one for.
void tryOut(const QString& repository, const PristineRequest& request, const QByteArray& delta, const QString& folder)
{
    git::Repository made = git::Repository::open(repository);
    git::PackWriter writer(repository + QStringLiteral("/objects"), &made);
    const QByteArray name = request.name.toUtf8();
    git::CommitFields fields;
    fields.tree = writer.write(
        git::ObjectType::Tree,
        git::treeContent({{name + ".delta", git::FileMode::File, writer.write(git::ObjectType::Blob, delta)},
                          {name + ".id", git::FileMode::File,
                           writer.write(git::ObjectType::Blob, request.tree.toHexBytes() + '\n')}}));
    fields.author = fields.committer = {"x", "x", 0, 0};
    const git::Oid commit = writer.write(git::ObjectType::Commit, git::commitContent(fields));
    writer.finish();
    writeText(repository + QStringLiteral("/refs/heads/pristine-tar"), commit.toHexBytes() + '\n');

    const QString result = QStringLiteral("again/") + request.name;
    ensureFolder(folder + QStringLiteral("/again"));
    const ProcessResult process = runProcess(
        tool(QStringLiteral("pristine-tar"), {QStringLiteral("checkout"), result}, folder, request.timeoutMs));
    QFile file(folder + QLatin1Char('/') + result);
    Digest digest(Digest::Algorithm::Sha256);
    if (file.open(QIODevice::ReadOnly)) {
        while (!file.atEnd())
            digest.add(file.read(1 << 20));
    }
    if (process.exitCode != 0 || digest.hexResult() != request.sha256)
        throw Error(
            QStringLiteral("pristine.failed"),
            QStringLiteral("pristine-tar makes another %1 than the archive's").arg(request.name),
            {{QStringLiteral("output"), QString::fromUtf8((process.output + process.errorOutput).right(8000))}});
}

} // namespace

QByteArray pristineDelta(const PristineRequest& request)
{
    const Step step("make the pristine-tar delta", {{QStringLiteral("tarball"), request.name}});
    QTemporaryDir scratch(plainFolder(request.scratchFolder));
    if (!scratch.isValid())
        throw Error(QStringLiteral("internal.io"), scratch.errorString());
    const QString repository = scratch.filePath(QStringLiteral("git"));
    makeRepository(repository, request.objectFolders);
    if (!QFile::link(request.file, scratch.filePath(request.name)))
        throw Error(QStringLiteral("internal.io"), QStringLiteral("cannot link %1").arg(request.file));

    const ProcessResult result =
        runProcess(tool(QStringLiteral("pristine-tar"),
                        {QStringLiteral("commit"), QStringLiteral("./") + request.name, request.tree.toHex()},
                        scratch.path(), request.timeoutMs));
    if (result.exitCode != 0)
        throw Error(QStringLiteral("pristine.failed"),
                    QStringLiteral("pristine-tar cannot make %1 again from its files").arg(request.name),
                    {{QStringLiteral("output"), QString::fromUtf8((result.output + result.errorOutput).right(8000))}});
    const git::Repository made = git::Repository::open(repository);
    const std::optional<git::Oid> tip = made.resolve(QStringLiteral("refs/heads/pristine-tar"));
    const auto entry = tip ? made.find(made.treeOf(*tip), request.name.toUtf8() + ".delta") : std::nullopt;
    if (!entry)
        throw Error(QStringLiteral("pristine.failed"), QStringLiteral("pristine-tar made no delta"));
    const QByteArray delta = withoutTimes(made.readBlob(entry->oid, largestDelta).content,
                                          scratch.filePath(QStringLiteral("delta")), request.timeoutMs);
    tryOut(repository, request, delta, scratch.path());
    return delta;
}

} // namespace millrace::importer
