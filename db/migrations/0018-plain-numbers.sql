-- Whoever writes a comment takes its number from the sequence first. As the column's default the
-- sequence stood in dumps with the name of the database that it came from, and before it was there:
-- such a dump could not be restored.

SET foreign_key_checks = 0;
ALTER TABLE comment MODIFY id BIGINT UNSIGNED NOT NULL;
SET foreign_key_checks = 1;
