-- SPDX-License-Identifier: GPL-3.0-or-later
-- When a package that a person put aside is resumed by itself, epoch ms; 0 = only by a person.
ALTER TABLE package ADD COLUMN hold_until BIGINT NOT NULL DEFAULT 0;
CREATE INDEX package_hold_until ON package(hold_until) WHERE hold_until > 0;
