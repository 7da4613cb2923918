// SPDX-License-Identifier: GPL-3.0-or-later
// WorkTimes: how long jobs will take, from what was measured of attempts that succeeded: a package's own times, stage
// by stage and per version, and those of all packages where it has none. Read on the store's thread.
#pragma once

#include "core/queue/stagetimes.h"

#include <QList>
#include <QString>

#include <optional>

namespace millrace::store {

class Database;

class WorkTimes
{
public:
    struct Waiting
    {
        qint64 jobs = 0;
        qint64 measured = 0; ///< of these, jobs of packages with times of their own
        queue::Work work = {};

        Waiting& operator+=(const Waiting& other);
    };

    explicit WorkTimes(Database& database);

    /// False before the first attempt was measured: then everything below is 0.
    bool known() const { return m_usual.known(); }

    /// The jobs that wait, but for those of packages that a person put aside; with @p priority only those that are not
    /// behind a job of this one.
    Waiting queue(std::optional<int> priority = {}) const;
    /// One job for each of the packages.
    Waiting packages(const QList<qint64>& packageIds) const;
    /// What is left of a job that runs.
    queue::EtaRange leftOf(qint64 jobId, qint64 nowMs) const;
    /// What is left of all that run, each on a worker of its own.
    queue::Work running(qint64 nowMs) const;

private:
    /// @p source: a query with a column package_id, one row per job.
    Waiting workOf(const QString& source) const;
    QList<queue::StageTimes> measured(const QString& condition, const QVariantList& values) const;

    Database& m_database;
    queue::StageRange m_usual;
};

} // namespace millrace::store
