// SPDX-License-Identifier: GPL-3.0-or-later
// What a signature can be split by when it holds more than one cause. A part's id follows from the signature that was
// split and from what its failures have in common, so that new failures find their part on every host and for ever.
// Pure; any thread.
#pragma once

#include "core/base/traceframe.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>

namespace millrace::failure {

enum class SplitBy {
    Message, ///< all lines of the message, normalised; the signature itself has the first one only
    Trace,   ///< all own frames; the signature itself has the innermost three
    Host,    ///< the host of the URL in the evidence
    Package,
    Version,
};

/// "message", "trace", "host", "package", "version".
QString splitName(SplitBy by);
std::optional<SplitBy> splitFromName(const QString& name);
QStringList splitNames();

/// A failure as far as splitting looks at it.
struct SplitFacts
{
    QString package = {};
    QString version = {};
    QString message = {};
    Traceback trace = {};
    QJsonObject evidence = {};
};

/// What the failures of a part have in common; "-" where the failure has nothing of the kind.
QString partOf(SplitBy by, const SplitFacts& facts);

/// 16 hex digits: the part of @p signature with this in common.
QString partId(const QString& signature, SplitBy by, const QString& part);

} // namespace millrace::failure
