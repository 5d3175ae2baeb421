-- Comments get their ids from a sequence. A comment that begins a branch names itself as its segment
-- and root; with an id that is known before the row is written, that row need not be changed once
-- more, nor four indexes with it.

CREATE SEQUENCE comment_number;
SET @restart = (SELECT CONCAT('ALTER SEQUENCE comment_number RESTART WITH ', COALESCE(MAX(id), 0) + 1) FROM comment);
EXECUTE IMMEDIATE @restart;

SET foreign_key_checks = 0;
ALTER TABLE comment MODIFY id BIGINT UNSIGNED NOT NULL DEFAULT NEXTVAL(comment_number);
SET foreign_key_checks = 1;
