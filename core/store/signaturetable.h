// SPDX-License-Identifier: GPL-3.0-or-later
// Signatures: groups of failures with one cause. What core/failure computes can be merged and split by people; where a
// failure belongs follows from what was computed and from those decisions alone, so that they hold for all failures to
// come and can be taken back. Thread rule: StateStore's.
#pragma once

#include "core/failure/signature.h"
#include "core/failure/split.h"
#include "core/store/table.h"

#include <QList>
#include <QStringList>

#include <functional>
#include <optional>

namespace millrace::store {

struct SignatureRow
{
    QString sig = {};
    QString errorClass = {};
    QString code = {};
    QString title = {};
    QString policy = {};
    QStringList lines = {}; ///< what it was computed from; empty for a part
    int algorithm = 0;
    QString mergedInto = {}; ///< its failures belong to that one
    QString splitBy = {};    ///< its failures belong to its parts
    QString partOf = {};
    QString part = {}; ///< what its failures have in common
    qint64 addedAt = 0;
};

class SignatureTable : public Table
{
public:
    using Table::Table;

    std::optional<SignatureRow> bySig(const QString& sig) const;
    /// Where @p sig was merged to in the end; itself if it was not.
    QString mergedTo(const QString& sig) const;
    /// What is merged into @p sig.
    QStringList mergedInto(const QString& sig) const;
    QStringList partsOf(const QString& sig) const;

    /// The signature that a failure belongs to: what was computed, through merges and splits. Signatures that are new
    /// are added with the policy in force.
    QString assign(const failure::Signature& computed, const Error& error, const failure::SplitFacts& facts);

    /// Failures of @p sigs belong to @p target from now on, those that are there too. Returns how many moved.
    int merge(const QStringList& sigs, const QString& target);
    /// Failures of @p sig belong to its parts from now on, those that are there too. Returns how many moved.
    int split(const QString& sig, failure::SplitBy by);
    /// What split() would sort the failures that are there into, in order.
    QStringList partsIfSplit(const QString& sig, failure::SplitBy by) const;
    /// Puts back what merge() and split() decided about one signature; reassign() afterwards moves the failures.
    void setDecisions(const QString& sig, const QString& mergedInto, const QString& splitBy);
    /// Finds anew where the failures of @p sigs, and of the parts of these, belong. Returns how many moved.
    int reassign(const QStringList& sigs);

    /// Another number after every change of these signatures (StateVersion).
    qint64 stateVersion(const QStringList& sigs) const;
    void changed(const QString& sig);

private:
    /// Follows decisions from @p sig on; where one splits by what @p facts tell, parts are added as needed.
    QString follow(QString sig, const std::function<failure::SplitFacts()>& facts);
    QString ensurePart(const QString& sig, failure::SplitBy by, const QString& part);
    QStringList family(const QStringList& sigs) const;
};

} // namespace millrace::store
