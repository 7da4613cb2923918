// SPDX-License-Identifier: GPL-3.0-or-later
// The list of what is refused row by row; triggers.cpp makes triggers of it.
#include "core/store/postgres/guards.h"

namespace millrace::store {

namespace {

Guard guard(const char* table, const char* event, const char* refused, const char* sentence)
{
    return {QLatin1String(table), QLatin1String(event), QLatin1String(refused), QLatin1String(sentence)};
}

} // namespace

const QList<Guard>& guards()
{
    static const QList<Guard> all = {
        // Whoever previewed something would not notice that it changed since.
        guard("package", "UPDATE", "NEW.row_version < OLD.row_version", "a row's version only grows"),
        guard("signature", "UPDATE", "NEW.row_version < OLD.row_version", "a row's version only grows"),
        guard("host", "UPDATE", "NEW.row_version < OLD.row_version", "a row's version only grows"),
        guard("job", "UPDATE", "OLD.state NOT IN ('queued', 'cancelled') OR NEW.state NOT IN ('queued', 'cancelled')",
              "a job that runs or ran is the engine's"),
        guard("job", "UPDATE", "NEW.priority NOT BETWEEN 0 AND 100", "priorities are from 0 to 100"),
        guard("job", "INSERT", "NEW.priority NOT BETWEEN 0 AND 100", "priorities are from 0 to 100"),
        guard("failure", "UPDATE", "NEW.resolved_by <> OLD.resolved_by AND NEW.resolved_by IN ('auto', 'superseded')",
              "only an import resolves a failure by itself"),
        guard("publication", "UPDATE", "NEW.skipped <> 0 AND OLD.skipped = 0 AND NEW.import_id IS NOT NULL",
              "what is imported cannot be skipped"),
        guard("signature", "INSERT", "NEW.part_of = ''", "signatures are computed from failures, or parts of one"),
        guard("finding", "UPDATE", "OLD.state = 'gone' OR NEW.state = 'gone'", "only a verification closes a finding"),
        guard("host", "UPDATE", "NEW.wanted_parallel NOT BETWEEN 0 AND 1000", "that is no number of jobs"),
        // After an outage suites are polled at once; anything else about them is an admin's.
        guard("suite", "UPDATE",
              "NEW.polled_at NOT IN (OLD.polled_at, 1) AND NOT pg_has_role(session_user, 'millrace_admin', 'MEMBER')",
              "when a suite was polled is the engine's"),
        guard("change", "UPDATE", "NEW.seq < OLD.seq OR NEW.topic <> OLD.topic OR NEW.writer <> OLD.writer",
              "counters of changes only grow"),
    };
    return all;
}

} // namespace millrace::store
