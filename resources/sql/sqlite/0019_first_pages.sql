-- SPDX-License-Identifier: GPL-3.0-or-later
-- The order in which failures are listed: the first page of a filter is found without reading all of them.
DROP INDEX failure_last;
CREATE INDEX failure_order ON failure((state = 'resolved'), last_at DESC, id DESC);
