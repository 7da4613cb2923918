// SPDX-License-Identifier: GPL-3.0-or-later
// RefTransaction: moves refs by compare-and-swap, all of them or none (importer.md b9). Borrows the repository.
// One object belongs to one thread; other processes, git itself among them, may update the same refs meanwhile.
#pragma once

#include "core/git/oid.h"

namespace millrace::git {

class Repository;

/// git's rule for the full name of a ref, which must start with "refs/".
bool isValidRefName(const QString& name);

enum class RefResult {
    Done,     ///< the ref has the new value: written now, or found there (a repeat after a crash)
    Conflict, ///< the ref has neither the old nor the new value
    NotMoved, ///< still at its old value, because another ref of the transaction is in conflict
};

struct RefOutcome
{
    QString ref = {};
    RefResult result = RefResult::NotMoved;
    Oid actual = {}; ///< what the ref is now; null = it does not exist
};

class RefTransaction
{
public:
    explicit RefTransaction(Repository& repository)
        : m_repository(repository)
    {
    }

    /// @p oldOid null = the ref must not exist; @p newOid null = delete it.
    /// Error "internal.ref" for a name git refuses and for a name added twice.
    void add(const QString& ref, const Oid& oldOid, const Oid& newOid);

    /// Locks every ref, compares under the lock, then writes all; outcomes in the order of add(). With a conflict
    /// nothing is written. A lock somebody else holds is waited for up to a second, then Error "state.raced".
    /// Error "state.object_missing" when a new value is not in the repository.
    QList<RefOutcome> commit();

private:
    struct Update
    {
        QString ref = {};
        Oid oldOid = {};
        Oid newOid = {};
    };
    Oid current(const Update& update) const;

    Repository& m_repository;
    QList<Update> m_updates;
};

} // namespace millrace::git
