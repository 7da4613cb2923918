-- SPDX-License-Identifier: GPL-3.0-or-later
-- Several engines may be on one host: a service, a console, an import by hand. Each has a row while it lives; what the
-- table host says of their host is the sum.
CREATE TABLE engine (
    identity TEXT PRIMARY KEY,                 -- as leases name their holder
    host TEXT NOT NULL,
    jobs INTEGER NOT NULL DEFAULT 0,
    parallel INTEGER NOT NULL DEFAULT 0,
    heartbeat INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL
);
CREATE INDEX engine_host ON engine(host);
