-- SPDX-License-Identifier: GPL-3.0-or-later
-- The orders in which failures and packages are listed: the first page of a filter is found without reading all.
DROP INDEX failure_last;
CREATE INDEX failure_order ON failure((state = 'resolved'), last_at DESC, id DESC);
DROP INDEX package_tracked;
CREATE INDEX package_listed ON package(tracked DESC, name);
