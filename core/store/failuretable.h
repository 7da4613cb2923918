// SPDX-License-Identifier: GPL-3.0-or-later
// Failures and their signatures. Recording one applies the retry policy (core/failure). Thread rule: StateStore's.
#pragma once

#include "core/base/error.h"
#include "core/failure/retrypolicy.h"
#include "core/store/table.h"

#include <QHash>
#include <QList>
#include <QSet>

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

/// How far the retries of an open failure are: what an Operation changes of it, and undo puts back.
struct RetryState
{
    qint64 id = 0;
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
    /// Everything open is resolved and the retry counters start anew. @p resolvedBy: "auto" = the import succeeded,
    /// which ends the retries that were under way; "manual", "spurious" = a retry begins.
    void resolveAll(qint64 packageId, const QString& resolvedBy, const QString& resolution);
    /// The same for many packages.
    void resolveAll(const QList<qint64>& packageIds, const QString& resolvedBy, const QString& resolution);
    /// A new upload gives held failures another try, if the rules of all of them allow that: they are set aside as
    /// superseded, with their counters. False where one of them must wait for a person.
    bool retryForNewUpload(qint64 packageId);
    /// The same for one failure.
    void resolve(qint64 failureId, const QString& resolvedBy);
    /// Takes resolveAll() or a retry back: puts failures into a former state.
    void restore(const QList<qint64>& failureIds, const QString& state, int autoRetries, qint64 nextRetryAt);

    QList<Failure> open(qint64 packageId) const;
    /// Those of the open failures of many packages, by package and in order; packages without any are missing.
    QHash<qint64, QList<RetryState>> retryStates(const QList<qint64>& packageIds) const;
    /// How many that is.
    int countOpen(const QList<qint64>& packageIds) const;
    std::optional<Failure> byId(qint64 id) const;
    /// Packages with an open failure of this signature, or of the one that it was merged into.
    QStringList packagesOf(const QString& signature) const;
    /// Packages all of whose open failures wait for a retry that is due.
    QList<qint64> dueRetries() const;
    /// When the next of those is due; 0 = none.
    qint64 nextRetryAt() const;

private:
    struct Recorded
    {
        qint64 id = 0;
        QString signature = {};
    };
    /// @p retried: signatures that the attempt was a retry of.
    Recorded recordOne(qint64 packageId, const QString& package, qint64 attemptId, const NewFailure& failure,
                       const QSet<QString>& retried);
    void writeEvidence(qint64 failureId, const Error& error);
    /// Takes the signatures whose retry the package's attempt was; they are not under way any more.
    QSet<QString> takePending(qint64 packageId);
};

} // namespace millrace::store
