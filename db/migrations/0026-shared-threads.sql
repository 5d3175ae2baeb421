-- Whether all sites of its game show a discussion, as the kind of its subject says when it is begun. Until now
-- all of subjects were.

ALTER TABLE thread
    ADD COLUMN shared TINYINT UNSIGNED NOT NULL DEFAULT 0;
UPDATE thread SET shared = 1 WHERE subject IS NOT NULL;
