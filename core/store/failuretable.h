// SPDX-License-Identifier: GPL-3.0-or-later
// Failures and their signatures. Recording one applies the retry policy (core/failure). Thread rule: StateStore's.
#pragma once

#include "core/base/error.h"
#include "core/failure/retrypolicy.h"
#include "core/store/table.h"

#include <QList>

#include <optional>

namespace millrace::store {

struct Failure
{
    qint64 id = 0;
    qint64 packageId = 0;
    QString code = {};
    QString signature = {};
    QString version = {};
    QString suite = {};
    QString state = {};
    int autoRetries = 0;
    qint64 nextRetryAt = 0;
};

/// One thing that went wrong in an attempt.
struct NewFailure
{
    Error error;
    QString version = {}; ///< empty = the job as a whole
    QString suite = {};
};

class FailureTable : public Table
{
public:
    using Table::Table;

    /// Records what an attempt ran into: known open failures of the package count up, new ones are added, and open
    /// ones that did not happen again are resolved ("superseded"; their retry counters stay). Returns the ids in order.
    QList<qint64> recordAttempt(qint64 packageId, const QString& package, qint64 attemptId,
                                const QList<NewFailure>& failures);
    /// The import succeeded: everything open is resolved and the retry counters start anew.
    void resolveAll(qint64 packageId, const QString& resolvedBy, const QString& resolution);
    /// The same for one failure.
    void resolve(qint64 failureId, const QString& resolvedBy);
    /// Takes resolveAll() or a retry back: puts failures into a former state.
    void restore(qint64 failureId, const QString& state, int autoRetries, qint64 nextRetryAt);

    QList<Failure> open(qint64 packageId) const;
    std::optional<Failure> byId(qint64 id) const;
    /// Packages with an open failure of this signature.
    QStringList packagesOf(const QString& signature) const;
    /// Packages all of whose open failures wait for a retry that is due.
    QList<qint64> dueRetries() const;
    /// When the next of those is due; 0 = none.
    qint64 nextRetryAt() const;

private:
    qint64 recordOne(qint64 packageId, const QString& package, qint64 attemptId, const NewFailure& failure);
};

} // namespace millrace::store
