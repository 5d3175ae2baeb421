-- Waiting lines become comments in one pass, parents first. That is the order of their time but where a
-- source's times contradict its tree: there a line's ordering is the latest time above it, and its
-- depth tells parent from child. Lines used to wait in waves instead, one for each few hundred levels
-- of a chain that was written upside down, each of which looked at all that was left.

DELETE FROM import_line;

ALTER TABLE import_line
    ADD COLUMN ordering BIGINT NOT NULL AFTER thread, -- microseconds since 1970
    ADD COLUMN depth INT UNSIGNED NOT NULL DEFAULT 0 AFTER ordering,
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (source_id, thread, ordering, depth, line),
    DROP COLUMN wave;

-- A line that does not say whether it has a parent is adrift until all have been read. A post that stands
-- in for an opening post that was refused must not take its id from a line that is right.
ALTER TABLE import_line
    ADD COLUMN adrift BOOLEAN NOT NULL DEFAULT 0,
    ADD COLUMN stand_in BOOLEAN NOT NULL DEFAULT 0,
    DROP KEY external,
    ADD UNIQUE KEY external (source_id, external_id, stand_in);
