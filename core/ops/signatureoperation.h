// SPDX-License-Identifier: GPL-3.0-or-later
// What Operations on signatures and rules share: finding the signature, snapshots before and after. Header only, for
// the few files of this folder that derive from it. Thread rule: Operation's.
#pragma once

#include "core/base/error.h"
#include "core/ops/operations.h"
#include "core/ops/snapshot.h"
#include "core/ops/subjects.h"

namespace millrace::ops {

class SignatureOperation : public Operation
{
protected:
    /// Does it, for the frozen preview.
    virtual void decide(store::StateStore& store, const Preview& preview) const = 0;

    QJsonObject change(store::StateStore& store, const Preview& preview) const override
    {
        const Snapshot before = Snapshot::before(store, preview);
        decide(store, preview);
        const Snapshot after = Snapshot::after(store, preview);
        return {{QStringLiteral("before"), before.toJson()}, {QStringLiteral("after"), after.toJson()}};
    }

    /// The row of a signature that has failures of its own; says in the preview why it is left out where there is
    /// none, or where it was merged or split.
    static std::optional<store::SignatureRow> usable(store::StateStore& store, const QString& sig, Preview& preview)
    {
        const std::optional<store::SignatureRow> row = store.signatures.bySig(sig);
        if (!row)
            preview.refusals.append(QStringLiteral("%1: there is no such signature").arg(sig));
        else if (!row->mergedInto.isEmpty())
            preview.refusals.append(QStringLiteral("%1: is merged into %2").arg(sig, row->mergedInto));
        else if (!row->splitBy.isEmpty())
            preview.refusals.append(
                QStringLiteral("%1: is split by %2; choose one of its parts").arg(sig, row->splitBy));
        else
            return row;
        return std::nullopt;
    }
};

} // namespace millrace::ops
