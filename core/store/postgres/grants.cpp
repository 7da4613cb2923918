// SPDX-License-Identifier: GPL-3.0-or-later
// The one place that says which role may write what. A migration that adds a table adds its rows here; the test
// tst_store_roles finds those that are missing.
#include "core/store/postgres/roles.h"

namespace millrace::store {

namespace {

Grant grant(const char* table, const char* role, const char* rights)
{
    return {QLatin1String(table), QLatin1String(role), QLatin1String(rights)};
}

} // namespace

const QList<Grant>& grants()
{
    static const char* const event = "INSERT(at, actor, action, subject, summary, reason, before_json, after_json, "
                                     "undoes), UPDATE(undone_by)";
    static const QList<Grant> all = {
        // Operations are made of functions (operatorfunctions.h); beside them there is only the change feed.
        grant("change", "operator", "INSERT, UPDATE"),
        // Archives: app/ctl/archive.cpp
        grant("archive", "admin", "INSERT, UPDATE, DELETE"),
        grant("suite", "admin", "INSERT, UPDATE, DELETE"),
        grant("token", "admin", "SELECT, INSERT, UPDATE, DELETE"),
        // Polls
        grant("archive", "worker", "UPDATE(vendor, rank)"),
        grant("suite", "worker", "UPDATE"),
        grant("package", "worker", "INSERT, UPDATE"),
        grant("upload", "worker", "INSERT"),
        grant("publication", "worker", "INSERT, UPDATE"),
        // Jobs and what they bring
        grant("job", "worker", "INSERT, UPDATE"),
        grant("attempt", "worker", "INSERT, UPDATE"),
        grant("import", "worker", "INSERT, UPDATE"),
        grant("upstream", "worker", "INSERT, UPDATE, DELETE"),
        grant("branch_state", "worker", "INSERT, UPDATE, DELETE"),
        grant("reimport", "worker", "INSERT, UPDATE"),
        grant("refop", "worker", "INSERT, UPDATE"),
        grant("signature", "worker", "INSERT, UPDATE(row_version)"),
        grant("signature_day", "worker", "INSERT, UPDATE"),
        grant("spurious", "worker", "INSERT, UPDATE"),
        grant("failure", "worker", "INSERT, UPDATE"),
        grant("failure_evidence", "worker", "INSERT, UPDATE"),
        grant("finding", "worker", "INSERT, UPDATE"),
        grant("outage", "worker", "INSERT, UPDATE"),
        grant("outage_evidence", "worker", "INSERT, UPDATE, DELETE"),
        grant("host", "worker", "INSERT, UPDATE"),
        grant("engine", "worker", "INSERT, UPDATE, DELETE"),
        grant("history", "worker", "INSERT, DELETE"),
        grant("event", "worker", event),
        grant("change", "worker", "INSERT, UPDATE"),
    };
    return all;
}

} // namespace millrace::store
