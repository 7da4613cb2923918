// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/upstreamsignature.h"

#include "core/base/error.h"
#include "core/base/process.h"
#include "core/base/step.h"
#include "core/deb/armour.h"

#include <QFile>
#include <QTemporaryDir>

namespace millrace::importer {

namespace {

enum class Worth { Good, Unchecked, Bad };

void write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        throw Error(QStringLiteral("internal.io"), QStringLiteral("cannot write %1: %2").arg(path, file.errorString()));
}

/// Status lines as GnuPG's doc/DETAILS describes them.
Worth worthOf(const QByteArray& status)
{
    bool good = false;
    bool bad = false;
    for (const QByteArray& line : status.split('\n')) {
        if (!line.startsWith("[GNUPG:] "))
            continue;
        const QByteArray keyword = line.mid(9).split(' ').constFirst();
        good = good || keyword == "GOODSIG" || keyword == "EXPKEYSIG" || keyword == "EXPSIG";
        bad = bad || keyword == "BADSIG";
    }
    // Of several signers one that we know is enough; one that is wrong is too many.
    return bad ? Worth::Bad : good ? Worth::Good : Worth::Unchecked;
}

Worth verify(const QString& signature, const QString& tarball, const QString& keys, const QString& folder)
{
    ProcessRequest request;
    request.program = QStringLiteral("gpgv");
    request.arguments = QStringList{QStringLiteral("--homedir"),
                                    folder,
                                    QStringLiteral("--status-fd"),
                                    QStringLiteral("1"),
                                    QStringLiteral("--keyring"),
                                    keys,
                                    signature,
                                    tarball};
    request.bareEnvironment = true;
    request.timeoutMs = 600'000; // a kernel's tarball takes seconds
    const ProcessResult result = runProcess(request);
    const Worth worth = worthOf(result.output);
    if (worth != Worth::Good)
        Step::note(QString::fromUtf8(result.errorOutput.left(2000)).simplified());
    return worth;
}

const deb::SourceFile* fileNamed(const QList<deb::SourceFile>& files, const QString& name)
{
    for (const deb::SourceFile& file : files) {
        if (file.name == name)
            return &file;
    }
    return nullptr;
}

} // namespace

QStringList signatureFlags(const SignedUpload& upload, const blobs::FileBlobStore& store)
{
    const QString suffix = QStringLiteral(".asc");
    Worth worst = Worth::Good;
    bool any = false;
    for (const deb::SourceFile& signature : upload.files) {
        const deb::SourceFile* tarball =
            signature.name.endsWith(suffix) ? fileNamed(upload.files, signature.name.chopped(suffix.size())) : nullptr;
        if (!tarball)
            continue;
        any = true;
        const Step step("verify upstream's signature", {{QStringLiteral("file"), tarball->name}});
        Worth worth = Worth::Unchecked;
        if (upload.keys.isEmpty()) {
            Step::note(QStringLiteral("the package has no keys of its upstream"));
        } else {
            try {
                const QTemporaryDir folder(upload.scratchFolder + QLatin1String("/signature"));
                const QString keys = folder.filePath(QStringLiteral("keys.gpg"));
                write(keys, deb::isArmoured(upload.keys) ? deb::removeArmour(upload.keys) : upload.keys);
                worth = verify(store.path(signature.sha256), store.path(tarball->sha256), keys, folder.path());
            } catch (const Error& error) {
                if (error.code() == QLatin1String("limit.disk") || error.code() == QLatin1String("internal.cancelled"))
                    throw;
                Step::note(error.message());
            }
        }
        worst = std::max(worst, worth);
    }
    if (!any)
        return {};
    return {worst == Worth::Bad         ? QStringLiteral("upstream-signature.bad")
            : worst == Worth::Unchecked ? QStringLiteral("upstream-signature.unchecked")
                                        : QStringLiteral("upstream-signature.good")};
}

} // namespace millrace::importer
