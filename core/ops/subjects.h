// SPDX-License-Identifier: GPL-3.0-or-later
// Resolves what an Operation is about into packages, once, when it is previewed. Runs on the store's thread.
#pragma once

#include "core/ops/operations.h"

namespace millrace::ops {

/// The packages, each once, by name. Names that the store does not know become refusals of @p preview.
QList<store::Package> resolve(store::StateStore& store, const Subjects& subjects, Preview& preview);

/// "bash", "bash and dash", "bash, dash and 3 more".
QString enumerate(const QStringList& names);

/// "1 job is queued" or "3 jobs are queued": the number and the phrase that fits it.
QString counted(qint64 number, const char* one, const char* many);

/// The subjects as command line arguments: names, or --signature/--filter.
QStringList arguments(const Subjects& subjects);

QList<qint64> idsOf(const QList<store::Package>& packages);

/// What apply() compares: made of the row versions of all that an Operation is about.
qint64 stateVersion(store::StateStore& store, const Preview& preview);

} // namespace millrace::ops
