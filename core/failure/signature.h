// SPDX-License-Identifier: GPL-3.0-or-later
// The signature of a failure: equal for equal causes in different packages, hosts and builds (importer.md b11).
// Pure; any thread.
#pragma once

#include "core/base/error.h"

#include <QString>
#include <QStringList>

namespace millrace::failure {

/// Changes whenever the rules below change; stored beside every signature, so that old groups stay as they are.
inline constexpr int signatureAlgorithm = 1;

struct Signature
{
    QString id = {};        ///< 16 hex digits
    QStringList lines = {}; ///< what it was computed from, for "why grouped"
    QString title = {};     ///< for people: the rule's title, or the normalised message where that says more
};

/// The newest @p count frames of our own code as file:function, the innermost first, without line numbers: an edit
/// above a function must not split a group.
QStringList innermostFrames(const Traceback& trace, int count);

/// Computes it from class, phase, code, the normalised message and the three innermost own frames (file:function,
/// never line numbers).
Signature computeSignature(const Error& error, const QString& package, const QString& version);

} // namespace millrace::failure
