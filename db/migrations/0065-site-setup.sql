-- How far a site's administrators came with its guided set-up: a bit for each step that was done or skipped, and one
-- for its end. Sites that people write on already are not offered it.

ALTER TABLE site ADD COLUMN setup TINYINT UNSIGNED NOT NULL DEFAULT 0;

UPDATE site SET setup = 128 WHERE id IN (SELECT site_id FROM thread);
