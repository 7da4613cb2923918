-- SPDX-License-Identifier: GPL-3.0-or-later
-- What people decide about failures: rules in the place of the built-in ones, signatures merged, split and marked as
-- spurious, and what came of retrying them (importer.md b10, b11, b18).

CREATE TABLE error_rule (                      -- takes the place of the built-in rule
    code TEXT COLLATE "C" PRIMARY KEY,                     -- 'net.timeout', 'net.*', or the 16 digits of a signature
    policy TEXT COLLATE "C" NOT NULL CHECK (policy IN ('hold', 'retry')),
    cap BIGINT NOT NULL,
    delay_ms BIGINT NOT NULL,
    retry_on_new_upload BIGINT NOT NULL DEFAULT 0,
    author TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL DEFAULT '',
    at BIGINT NOT NULL
);

CREATE TABLE spurious (                        -- signatures that a person marked as spurious
    sig TEXT COLLATE "C" PRIMARY KEY REFERENCES signature(sig),
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('active', 'suspended', 'expired')),
    delay_ms BIGINT NOT NULL,
    cap BIGINT NOT NULL,
    expires_at BIGINT NOT NULL DEFAULT 0,
    author TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL DEFAULT '',
    since BIGINT NOT NULL,
    ended_at BIGINT NOT NULL DEFAULT 0,       -- when it was suspended or expired
    accepted_milli BIGINT NOT NULL DEFAULT 0  -- new failures a day when it was marked, in thousandths
);

CREATE TABLE signature_day (                   -- counters per day (days since 1970-01-01, UTC)
    sig TEXT COLLATE "C" NOT NULL REFERENCES signature(sig),
    day BIGINT NOT NULL,
    failures BIGINT NOT NULL DEFAULT 0,       -- all, those of retries included
    fresh BIGINT NOT NULL DEFAULT 0,          -- only those that were no retry's
    retries BIGINT NOT NULL DEFAULT 0,        -- retries that have come to their end
    recovered BIGINT NOT NULL DEFAULT 0,      -- … and did not meet this signature again
    PRIMARY KEY (sig, day)
);

ALTER TABLE signature ADD COLUMN merged_into TEXT COLLATE "C" NOT NULL DEFAULT '';  -- its failures belong to that one
ALTER TABLE signature ADD COLUMN split_by TEXT COLLATE "C" NOT NULL DEFAULT '';     -- its failures belong to its parts
ALTER TABLE signature ADD COLUMN part_of TEXT COLLATE "C" NOT NULL DEFAULT '';      -- the one that was split
ALTER TABLE signature ADD COLUMN part TEXT COLLATE "C" NOT NULL DEFAULT '';         -- what its failures have in common
ALTER TABLE signature ADD COLUMN row_version BIGINT NOT NULL DEFAULT 0;
CREATE INDEX signature_merged ON signature(merged_into) WHERE merged_into <> '';
CREATE INDEX signature_part ON signature(part_of) WHERE part_of <> '';

ALTER TABLE failure ADD COLUMN computed TEXT COLLATE "C" NOT NULL DEFAULT '';       -- the signature before merges and splits
ALTER TABLE failure ADD COLUMN retry_pending BIGINT NOT NULL DEFAULT 0; -- a retry of it waits or runs
CREATE INDEX failure_signature ON failure(signature);
UPDATE failure SET computed = signature;
UPDATE failure SET retry_pending = 1 WHERE state = 'retry_wait';
INSERT INTO signature_day(sig, day, fresh)
    SELECT signature, first_at / 86400000, count(*) FROM failure GROUP BY signature, first_at / 86400000;
INSERT INTO signature_day(sig, day, failures)
    SELECT signature, last_at / 86400000, sum(count) FROM failure WHERE 1 = 1 GROUP BY signature, last_at / 86400000
    ON CONFLICT (sig, day) DO UPDATE SET failures = excluded.failures;
