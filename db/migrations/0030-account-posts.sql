-- How much an account has written that others can read, counted until it is no newcomer's any more: what
-- newcomers may is less, and becomes more by itself. No count of comments at each request, nor at each login.

ALTER TABLE account
    ADD COLUMN posts INT UNSIGNED NOT NULL DEFAULT 0;

UPDATE account a
    JOIN (SELECT author_id, COUNT(*) AS posts FROM comment GROUP BY author_id) c ON c.author_id = a.id
    SET a.posts = LEAST(c.posts, 1000);
