// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/archive/signature.h"

#include "core/archive/keyring.h"
#include "core/base/error.h"
#include "core/base/process.h"
#include "core/base/step.h"

#include <QFile>
#include <QTemporaryDir>

namespace millrace::archive {

namespace {

struct Verdict
{
    QStringList good = {}; ///< fingerprints
    bool bad = false;
    QStringList unknown = {}; ///< key ids we have no key for
    QStringList useless = {}; ///< "EXPKEYSIG …": why a signature did not count
};

/// Status lines as GnuPG's doc/DETAILS describes them: a verdict line (GOODSIG, EXPKEYSIG, …), then, where the
/// signature itself is mathematically right, VALIDSIG with fingerprint, algorithms and the primary key's fingerprint.
Verdict readStatus(const QByteArray& status, const QStringList& allowed)
{
    Verdict verdict;
    QString last;
    for (const QByteArray& line : status.split('\n')) {
        if (!line.startsWith("[GNUPG:] "))
            continue;
        const QStringList words = QString::fromUtf8(line.mid(9)).split(QLatin1Char(' '));
        const QString& keyword = words.first();
        if (keyword == QLatin1String("NEWSIG")) {
            last.clear();
        } else if (keyword == QLatin1String("BADSIG")) {
            verdict.bad = true;
        } else if (keyword == QLatin1String("NO_PUBKEY")) {
            verdict.unknown.append(words.value(1));
        } else if (keyword == QLatin1String("GOODSIG")) {
            last = keyword;
        } else if (keyword == QLatin1String("EXPSIG") || keyword == QLatin1String("EXPKEYSIG") ||
                   keyword == QLatin1String("REVKEYSIG")) {
            last = keyword;
            verdict.useless.append(words.mid(0, 2).join(QLatin1Char(' ')));
        } else if (keyword == QLatin1String("VALIDSIG") && last == QLatin1String("GOODSIG")) {
            // Words: fingerprint, date, time, expiry, version, reserved, key algorithm, digest, class, primary.
            const int digest = words.value(8).toInt();
            const bool weak = digest == 1 || digest == 2 || digest == 3; // RFC 4880, 9.4: MD5, SHA-1, RIPE-MD/160
            const bool mayCount =
                allowed.isEmpty() || allowed.contains(words.value(1)) || allowed.contains(words.value(10));
            if (!weak && mayCount)
                verdict.good.append(words.value(1));
            else
                verdict.useless.append((weak ? QStringLiteral("weak digest, ") : QStringLiteral("key not allowed, ")) +
                                       words.value(1));
        }
    }
    return verdict;
}

QString reason(const Verdict& verdict)
{
    if (verdict.bad)
        return QStringLiteral("a signature does not match the content");
    if (!verdict.useless.isEmpty())
        return QStringLiteral("its signatures do not count (%1)").arg(verdict.useless.join(QLatin1String("; ")));
    if (!verdict.unknown.isEmpty())
        return QStringLiteral("it is signed by keys we do not have (%1)")
            .arg(verdict.unknown.join(QLatin1String(", ")));
    return QStringLiteral("it has no signature");
}

void writeFile(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        throw Error(QStringLiteral("internal.io"), QStringLiteral("cannot write %1: %2").arg(path, file.errorString()));
}

} // namespace

SignedPayload verifyInRelease(const QByteArray& bytes, const QStringList& keyrings)
{
    Step step("verify signature", {{QStringLiteral("bytes"), bytes.size()}});
    const Keyring keyring = loadKeyring(keyrings);
    const QTemporaryDir folder;
    if (!folder.isValid())
        throw Error(QStringLiteral("internal.io"),
                    QStringLiteral("cannot make a temporary folder: %1").arg(folder.errorString()));
    const QString payload = folder.filePath(QStringLiteral("payload"));
    const QString signedFile = folder.filePath(QStringLiteral("InRelease"));
    writeFile(signedFile, bytes);
    QStringList arguments{QStringLiteral("--homedir"),   folder.path(),
                          QStringLiteral("--status-fd"), QStringLiteral("1"),
                          QStringLiteral("--output"),    payload};
    if (!keyring.keys.isEmpty()) {
        writeFile(folder.filePath(QStringLiteral("keys.gpg")), keyring.keys);
        arguments << QStringLiteral("--keyring") << folder.filePath(QStringLiteral("keys.gpg"));
    }
    for (const QString& keybox : keyring.keyboxes)
        arguments << QStringLiteral("--keyring") << keybox;
    const ProcessResult gpgv = runProcess({QStringLiteral("gpgv"), arguments << signedFile});

    const Verdict verdict = readStatus(gpgv.output, keyring.fingerprints);
    QFile text(payload);
    // Signed text only counts if it is all there is: a file with two signed messages has no one meaning.
    const bool oneMessage = bytes.startsWith("-----BEGIN PGP SIGNED MESSAGE-----") &&
                            bytes.count("-----BEGIN PGP SIGNED MESSAGE-----") == 1;
    if (verdict.bad || verdict.good.isEmpty() || !oneMessage || !text.open(QIODevice::ReadOnly))
        throw Error(QStringLiteral("archive.signature"),
                    QStringLiteral("the archive's InRelease file cannot be trusted: %1").arg(reason(verdict)),
                    {{QStringLiteral("status"), QString::fromUtf8(gpgv.output.left(4000))},
                     {QStringLiteral("stderr"), QString::fromUtf8(gpgv.errorOutput.left(4000))}})
            .withAdvice(QStringLiteral("check the archive's keyring; retry later if a proxy changes pages on the way"));
    return {text.readAll(), verdict.good};
}

} // namespace millrace::archive
