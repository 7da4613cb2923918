// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/failure/signature.h"

#include "core/base/digest.h"
#include "core/failure/errorrule.h"
#include "core/failure/normalise.h"

namespace millrace::failure {

QStringList innermostFrames(const Traceback& trace, int count)
{
    QStringList frames;
    for (auto it = trace.crbegin(); it != trace.crend() && frames.size() < count; ++it) {
        if (it->file.startsWith(QLatin1String("core/")) || it->file.startsWith(QLatin1String("app/")))
            frames.append(it->file + QLatin1Char(':') + it->function);
    }
    return frames;
}

Signature computeSignature(const Error& error, const QString& package, const QString& version)
{
    const QString message = normaliseMessage(error.message(), package, version);
    // A crash has no C++ exception; what stands in its place is how the process ended.
    const QString type = error.evidence()[QLatin1String("signal")].toString(QStringLiteral("Error"));
    Signature signature;
    signature.lines = QStringList{error.errorClass(), error.stage() ? stageName(*error.stage()) : QStringLiteral("-"),
                                  error.code(), type, message} +
                      innermostFrames(error.trace(), 3);
    signature.id = QString::fromLatin1(
        Digest::hex(Digest::Algorithm::Sha256, signature.lines.join(QLatin1Char('\n')).toUtf8()).left(16));
    const ErrorRule& rule = ruleFor(error.code());
    signature.title = rule.code == error.code() ? rule.title + QLatin1String(": ") + message : message;
    return signature;
}

} // namespace millrace::failure
