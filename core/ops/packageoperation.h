// SPDX-License-Identifier: GPL-3.0-or-later
// PackageOperation: what all Operations on packages share. A subclass says which packages it leaves out and why, what
// the preview tells, and what happens to one package; resolving, freezing, snapshots and settling are done here once.
#pragma once

#include "core/ops/operations.h"

namespace millrace::ops {

class PackageOperation : public Operation
{
public:
    explicit PackageOperation(Subjects subjects)
        : m_subjects(std::move(subjects))
    {
    }

    QStringList commandLine() const override;
    Preview plan(store::StateStore& store) const override;

protected:
    /// Why this package is left out, to stand after its name; empty to take it in.
    virtual QString refusal(store::StateStore& store, const store::Package& package) const = 0;
    /// Completes the preview, whose subjects are those of @p packages: sentence, consequences, rows, jobs, refs.
    virtual void describe(store::StateStore& store, const QList<store::Package>& packages, Preview& preview) const = 0;
    /// Changes one package; it is settled afterwards.
    virtual void changeOne(store::StateStore& store, qint64 packageId) const;
    /// Changes all of them: one after the other, unless the Operation knows how to do it in few statements.
    virtual void changeAll(store::StateStore& store, const QList<qint64>& packageIds) const;

    const Subjects& about() const { return m_subjects; }

    QJsonObject change(store::StateStore& store, const Preview& preview) const override;

private:
    Subjects m_subjects;
};

/// Adds the branches that wait for imports of the package to the preview: what a success would move. Returns how many
/// publications wait. @p suites limits it; empty = all.
qsizetype addWaitingBranches(store::StateStore& store, const store::Package& package, const QStringList& suites,
                             Preview& preview);

/// The same for all packages of the preview, whether or not the turn of their publications has come.
void addWaitingBranches(store::StateStore& store, Preview& preview);

} // namespace millrace::ops
