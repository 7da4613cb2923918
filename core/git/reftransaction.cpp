// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/reftransaction.h"

#include "core/base/error.h"
#include "core/base/step.h"
#include "core/git/refguard.h"
#include "core/git/repository.h"

#include <QThread>

#include <git2.h>

namespace millrace::git {

namespace {
constexpr int lockTries = 50;
constexpr unsigned long lockPauseMs = 20;

void lockRef(git_transaction* transaction, const QString& ref)
{
    const QByteArray name = ref.toUtf8();
    for (int attempt = 1;; ++attempt) {
        const int result = git_transaction_lock_ref(transaction, name.constData());
        if (result != GIT_ELOCKED)
            return check(result, "lock the ref", {{QStringLiteral("ref"), ref}});
        if (attempt == lockTries)
            throw Error(QStringLiteral("state.raced"),
                        QStringLiteral("another program has held the lock of %1 for a second").arg(ref),
                        {{QStringLiteral("ref"), ref}})
                .withAdvice(
                    QStringLiteral("If no program works on this repository, a crashed one left the lock: remove "
                                   "the file %1.lock in it.")
                        .arg(ref));
        QThread::msleep(lockPauseMs);
    }
}
} // namespace

bool isValidRefName(const QString& name)
{
    startLibgit();
    int valid = 0;
    return name.startsWith(QLatin1String("refs/")) && !name.contains(QChar(u'\0')) &&
           git_reference_name_is_valid(&valid, name.toUtf8().constData()) == 0 && valid == 1;
}

void RefTransaction::add(const QString& ref, const Oid& oldOid, const Oid& newOid)
{
    if (!isValidRefName(ref))
        throw Error(QStringLiteral("internal.ref"), QStringLiteral("git refuses the ref name \"%1\"").arg(ref));
    if (std::any_of(m_updates.cbegin(), m_updates.cend(), [&ref](const Update& u) { return u.ref == ref; }))
        throw Error(QStringLiteral("internal.ref"), QStringLiteral("the ref %1 is moved twice at once").arg(ref));
    m_updates.append({ref, oldOid, newOid});
}

Oid RefTransaction::current(const Update& update) const
{
    return m_repository.resolve(update.ref).value_or(Oid());
}

QList<RefOutcome> RefTransaction::commit()
{
    const Step step("move refs", {{QStringLiteral("refs"), m_updates.size()}});
    for (const Update& update : std::as_const(m_updates)) {
        if (!update.newOid.isNull() && !m_repository.exists(update.newOid))
            throw Error(QStringLiteral("state.object_missing"),
                        QStringLiteral("%1 cannot move to an object that is not in the repository").arg(update.ref),
                        {{QStringLiteral("ref"), update.ref}, {QStringLiteral("oid"), update.newOid.toHex()}});
    }

    // Everybody who locks in the order of names can wait for each other without a deadlock.
    QStringList names;
    for (const Update& update : std::as_const(m_updates))
        names.append(update.ref);
    names.sort();

    // Deleting a ref rewrites packed-refs.
    const RefGuard guard(m_repository.path(), names + QStringList{QStringLiteral("packed-refs")});
    const auto transaction =
        obtain<git_transaction>("begin a ref transaction", git_transaction_new, m_repository.handle());
    for (const QString& name : std::as_const(names))
        lockRef(transaction.get(), name);

    QList<RefOutcome> outcomes;
    bool conflict = false;
    for (const Update& update : std::as_const(m_updates)) {
        const Oid actual = current(update);
        RefResult result = RefResult::NotMoved;
        if (actual == update.newOid)
            result = RefResult::Done;
        else if (actual != update.oldOid)
            result = RefResult::Conflict;
        conflict = conflict || result == RefResult::Conflict;
        outcomes.append({update.ref, result, actual});
    }
    if (conflict)
        return outcomes;

    for (qsizetype i = 0; i < m_updates.size(); ++i) {
        const Update& update = m_updates[i];
        if (outcomes[i].result == RefResult::Done)
            continue;
        const QByteArray name = update.ref.toUtf8();
        if (update.newOid.isNull()) {
            check(git_transaction_remove(transaction.get(), name.constData()), "remove the ref",
                  {{QStringLiteral("ref"), update.ref}});
        } else {
            const git_oid target = toGit(update.newOid);
            check(git_transaction_set_target(transaction.get(), name.constData(), &target, nullptr, nullptr),
                  "set the ref", {{QStringLiteral("ref"), update.ref}});
        }
        outcomes[i] = {update.ref, RefResult::Done, update.newOid};
    }
    check(git_transaction_commit(transaction.get()), "move the refs");
    return outcomes;
}

} // namespace millrace::git
