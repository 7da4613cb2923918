-- SPDX-License-Identifier: GPL-3.0-or-later
-- The main numbers over time: what is usual here, and the sparklines of the console (importer.md b16).
CREATE TABLE history (
    metric TEXT COLLATE "C" NOT NULL,                      -- 'held', 'queued', …; 'signature' = open failures of one signature
    subject TEXT COLLATE "C" NOT NULL DEFAULT '',          -- the signature, else ''
    at BIGINT NOT NULL,                        -- a multiple of five minutes; of an hour or a day only the last one stays
    value BIGINT NOT NULL,
    PRIMARY KEY (metric, subject, at)
);
