-- Whether somebody wanted to stay logged in with a browser: if not, a session ends sooner when it is not used.
-- Those that were opened before lasted, and go on so.

ALTER TABLE session ADD COLUMN kept TINYINT UNSIGNED NOT NULL DEFAULT 1 AFTER agent;

ALTER TABLE session ALTER COLUMN kept DROP DEFAULT;
