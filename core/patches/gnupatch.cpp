// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/patches/gnupatch.h"

#include "core/base/process.h"
#include "core/unpack/rawname.h"

#include <QRegularExpression>

namespace millrace::patches {

namespace {

constexpr int secondsPerPatch = 120;
constexpr qint64 largestFile = 1LL << 30;
constexpr qint64 mostMemory = 4LL << 30;
constexpr qint64 mostWords = 16 * 1024 * 1024;

ProcessResult run(const QByteArray& patch, const QStringList& options, const ScratchTree& scratch)
{
    // The same in every locale and under every user's settings; PATCH_GET=0 keeps it away from version control.
    ProcessRequest request;
    request.program = QStringLiteral("patch");
    request.arguments = options;
    request.input = patch;
    request.folder = scratch.folder();
    request.bareEnvironment = true;
    request.environment = {{QStringLiteral("LC_ALL"), QStringLiteral("C")},
                           {QStringLiteral("LANG"), QStringLiteral("C")},
                           {QStringLiteral("PATCH_GET"), QStringLiteral("0")},
                           {QStringLiteral("TMPDIR"), scratch.folder()}};
    request.timeoutMs = secondsPerPatch * 1000;
    request.outputLimit = mostWords;
    request.fileSizeLimit = largestFile;
    request.memoryLimit = mostMemory;
    return runProcess(request);
}

QStringList options(const QString& fuzz)
{
    return {QStringLiteral("-t"), QStringLiteral("-F"),   fuzz,
            QStringLiteral("-N"), QStringLiteral("-p1"),  QStringLiteral("-u"),
            QStringLiteral("-V"), QStringLiteral("never")};
}

/// The beginning and the end of what a tool said; the middle of a long one tells nothing new.
QString shortened(const QByteArray& words)
{
    constexpr qsizetype room = 8000;
    if (words.size() <= 2 * room)
        return QString::fromUtf8(words);
    return QString::fromUtf8(words.left(room)) + QStringLiteral("\n[…]\n") + QString::fromUtf8(words.right(room));
}

} // namespace

PatchRun runPatch(const QByteArray& patch, Style style, int number, const ScratchTree& scratch)
{
    PatchRun result;
    QStringList arguments = options(QStringLiteral("0"));
    arguments << QStringLiteral("-E") << QStringLiteral("-b");
    if (style == Style::Quilt) {
        // Backups go where quilt keeps them, under a number: the patch's own name is not ours to trust.
        result.backups = QByteArray::number(number);
        arguments << QStringLiteral("-B") << QStringLiteral(".pc/%1/").arg(number) << QStringLiteral("--reject-file=-");
    } else {
        arguments << QStringLiteral("-z") << QStringLiteral(".dpkg-orig");
    }
    const ProcessResult process = run(patch, arguments, scratch);
    result.applied = process.exitCode == 0;
    const QByteArray words = process.output + process.errorOutput;
    static const QRegularExpression offset(QStringLiteral("^Hunk #[0-9]+ succeeded at [0-9]+ \\(offset"),
                                           QRegularExpression::MultilineOption);
    const QString text = QString::fromUtf8(words);
    result.moved = offset.match(text).hasMatch();
    if (result.applied)
        return result;
    static const QRegularExpression failure(QStringLiteral("^Hunk (#[0-9]+ (?:FAILED|ignored) at [0-9]+)"),
                                            QRegularExpression::MultilineOption);
    const QRegularExpressionMatch hunk = failure.match(text);
    if (hunk.hasMatch()) {
        result.hunk = hunk.captured(1);
        const QString marker = QStringLiteral("patching file ");
        const qsizetype file = text.lastIndexOf(marker, hunk.capturedStart());
        if (file >= 0)
            result.file = text.mid(file + marker.size()).section(QLatin1Char('\n'), 0, 0);
    }
    result.words = shortened(words);
    return result;
}

bool wouldApplyWithFuzz(const QByteArray& patch, const ScratchTree& scratch)
{
    const QStringList arguments = options(QStringLiteral("2"));
    return run(patch, arguments + QStringList{QStringLiteral("--dry-run")}, scratch).exitCode == 0;
}

} // namespace millrace::patches
