-- What is searched of the talk. The follower keeps comment_text up to date after each commit, so that
-- nobody who posts waits for the index of words. Words as short as "the" are words too.

SET SESSION innodb_ft_enable_stopword = OFF;

CREATE TABLE comment_text (
    comment_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    thread_id  BIGINT UNSIGNED NOT NULL,
    site_id    SMALLINT UNSIGNED NOT NULL,
    body       MEDIUMTEXT NOT NULL,
    FULLTEXT KEY body (body),
    KEY thread (thread_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

INSERT INTO comment_text (comment_id, thread_id, site_id, body)
    SELECT c.id, c.thread_id, t.site_id, c.body FROM comment c JOIN thread t ON t.id = c.thread_id
    WHERE c.state = 0;

ALTER TABLE thread ADD FULLTEXT KEY title (title);
