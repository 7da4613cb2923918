// SPDX-License-Identifier: GPL-3.0-or-later
// Operation: everything a person can change. Buttons, verbs and undo are three faces of the same classes.
// An Operation is a small value; preview(), apply() and undo run on the store's thread (StoreThread::run).
#pragma once

#include "core/store/forecast.h"
#include "core/store/statestore.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

namespace millrace::ops {

/// A ref that applying the Operation would move, as far as it is known beforehand.
struct RefChange
{
    QString repository = {};
    QString ref = {};
    QString oldOid = {};
    QString newOid = {}; ///< empty = known only after the import
};

/// Jobs that applying queues, one for each package.
struct QueuedWork
{
    QList<qint64> packageIds = {};
    int priority = 0; ///< core/queue/job.h
};

/// What applying would do, in words and as data. Frozen: apply() acts on exactly these subjects.
struct Preview
{
    QString operation = {};    ///< "retry"
    QStringList subjects = {}; ///< package names
    /// The packages of these names, in the same order, as they were: apply() compares their row versions.
    QList<store::Package> packages = {};
    QStringList signatures = {};   ///< signatures that it is about
    QStringList codes = {};        ///< error codes and classes whose rule it is about
    QString sentence = {};         ///< "Retry 3 packages: bash, dash and zlib"
    QStringList consequences = {}; ///< one sentence each: "3 failures become resolved", "2 jobs are queued"
    QStringList refusals = {};     ///< subjects left out and why: "dash: runs right now"
    QMap<QString, int> rows = {};  ///< table → rows touched
    QList<RefChange> refs = {};
    int jobs = 0;                                 ///< jobs queued
    QueuedWork work = {};                         ///< what a forecast is worth making for
    std::optional<store::Forecast> forecast = {}; ///< of work: when it and the queue are done
    qint64 stateVersion = 0;                      ///< pass it to apply()
    QList<qint64> ids() const;                    ///< of the packages
    void add(const store::Package& package);      ///< as one of the subjects
    bool empty() const { return subjects.isEmpty() && signatures.isEmpty() && codes.isEmpty(); }

    /// As cli.md describes `--dry-run --json`.
    QJsonObject toJson() const;
};

struct Applied
{
    Preview preview = {};
    qint64 event = 0; ///< the audit event; undo takes it
};

class Operation
{
public:
    virtual ~Operation() = default;
    virtual QString name() const = 0;
    /// The plan, all that there is to say about it, and a forecast for the jobs that it queues.
    Preview preview(store::StateStore& store) const;
    /// Checks that the subjects are as the preview saw them, then changes them in one transaction with one event.
    /// Throws Error "refused.moved" if the state moved, "refused.nothing" if nothing is left to do.
    Applied apply(store::StateStore& store, qint64 expectedStateVersion, const QString& actor) const;
    /// The same in one go: preview and apply in one transaction, for callers that showed no preview.
    Applied applyNow(store::StateStore& store, const QString& actor) const;
    /// Builds the Operation that takes event @p eventId back. Throws Error "refused.undo" with the reason if it cannot
    /// (already undone, an import has run since, no such event).
    static std::unique_ptr<Operation> inverse(store::StateStore& store, qint64 eventId);
    /// The command line that does the same: {"millracectl", "retry", "bash", …}.
    virtual QStringList commandLine() const = 0;

    /// The event that this one takes back; 0 for everything but undo.
    virtual qint64 undoes() const { return 0; }

    QString reason() const { return m_reason; }
    void setReason(const QString& reason) { m_reason = reason; }

protected:
    /// What applying would do to whom: all that apply() needs.
    virtual Preview plan(store::StateStore& store) const = 0;
    /// Adds what only a reader of the preview has use for, and what costs as much as the change itself does: counts and
    /// refs of thousands of packages. Nothing of it may decide what apply() does.
    virtual void tellMore(store::StateStore& store, Preview& preview) const;
    /// Does it, inside the transaction; returns {"before": …, "after": …} for the event and for undo.
    virtual QJsonObject change(store::StateStore& store, const Preview& preview) const = 0;
    /// Who applies it; known inside change() only.
    const QString& actor() const { return m_actor; }

private:
    Applied applyInTransaction(store::StateStore& store, const QString& actor,
                               std::optional<qint64> expectedStateVersion) const;
    QString m_reason;
    mutable QString m_actor = {};
};

} // namespace millrace::ops
