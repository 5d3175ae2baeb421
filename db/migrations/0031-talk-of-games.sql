-- What the sites of a game say below its pages belongs to the game, and not to whichever site has it at the
-- moment: sites change their games, and come and go. A discussion is either a site's own or a game's; that it is
-- shared follows. Until now the first site with a game stood for it, and of a game that another site got first,
-- or meanwhile, there may be two discussions of one page, which become one.

INSERT IGNORE INTO game (name) SELECT DISTINCT game FROM site WHERE game <> '';

ALTER TABLE thread
    MODIFY COLUMN site_id SMALLINT UNSIGNED NULL,
    ADD COLUMN game_id SMALLINT UNSIGNED NULL AFTER site_id,
    ADD CONSTRAINT thread_game FOREIGN KEY (game_id) REFERENCES game (id);

-- An entry knows its game, whatever the site has by now.
UPDATE thread t JOIN entry e ON e.id = CAST(SUBSTRING_INDEX(t.subject, ':', -1) AS UNSIGNED)
        AND t.subject_kind IN (e.kind, 'map')
    SET t.game_id = e.game_id WHERE t.shared = 1;
UPDATE thread t JOIN site s ON s.id = t.site_id JOIN game g ON g.name = s.game
    SET t.game_id = g.id WHERE t.shared = 1 AND t.game_id IS NULL;

UPDATE comment c JOIN thread t ON t.id = c.thread_id
    JOIN (SELECT game_id, subject, MIN(id) AS id FROM thread WHERE game_id IS NOT NULL
        GROUP BY game_id, subject HAVING COUNT(*) > 1) one
        ON one.game_id = t.game_id AND one.subject = t.subject AND one.id <> t.id
    SET c.thread_id = one.id;
UPDATE rating r JOIN comment c ON c.id = r.comment_id AND c.thread_id <> r.thread_id
    SET r.thread_id = c.thread_id;
UPDATE thread t JOIN (SELECT MIN(id) AS id FROM thread WHERE game_id IS NOT NULL
        GROUP BY game_id, subject HAVING COUNT(*) > 1) one ON one.id = t.id
    SET t.comments = (SELECT COUNT(*) FROM comment c WHERE c.thread_id = t.id),
        t.last_comment_id = (SELECT MAX(c.id) FROM comment c WHERE c.thread_id = t.id),
        t.activity = (SELECT COALESCE(MAX(c.created), t.activity) FROM comment c WHERE c.thread_id = t.id);
DELETE w FROM thread_words w JOIN thread t ON t.id = w.thread_id
    JOIN (SELECT game_id, subject, MIN(id) AS id FROM thread WHERE game_id IS NOT NULL
        GROUP BY game_id, subject HAVING COUNT(*) > 1) one
        ON one.game_id = t.game_id AND one.subject = t.subject AND one.id <> t.id;
DELETE t FROM thread t
    JOIN (SELECT game_id, subject, MIN(id) AS id FROM thread WHERE game_id IS NOT NULL
        GROUP BY game_id, subject HAVING COUNT(*) > 1) one
        ON one.game_id = t.game_id AND one.subject = t.subject AND one.id <> t.id;
UPDATE thread SET site_id = NULL WHERE game_id IS NOT NULL;

ALTER TABLE thread
    ADD CONSTRAINT thread_space CHECK ((site_id IS NULL) <> (game_id IS NULL)),
    ADD UNIQUE KEY game_subject (game_id, subject),
    ADD KEY game_activity (game_id, activity, id),
    ADD KEY game_kind_activity (game_id, subject_kind, activity, id),
    DROP KEY kind_activity,
    DROP COLUMN shared;

-- What the search reads: the words of either, by an index of each.
ALTER TABLE comment_words
    MODIFY COLUMN site_id SMALLINT UNSIGNED NULL,
    ADD COLUMN game_id SMALLINT UNSIGNED NULL AFTER site_id,
    DROP KEY shared;
ALTER TABLE thread_words
    MODIFY COLUMN site_id SMALLINT UNSIGNED NULL,
    ADD COLUMN game_id SMALLINT UNSIGNED NULL AFTER site_id,
    DROP KEY shared;
UPDATE comment_words w JOIN comment c ON c.id = w.comment_id JOIN thread t ON t.id = c.thread_id
    SET w.site_id = t.site_id, w.game_id = t.game_id WHERE w.shared = 1;
UPDATE thread_words w JOIN thread t ON t.id = w.thread_id
    SET w.site_id = t.site_id, w.game_id = t.game_id WHERE w.shared = 1;
ALTER TABLE comment_words DROP COLUMN shared, ADD KEY game (game_id, comment_id);
ALTER TABLE thread_words DROP COLUMN shared, ADD KEY game (game_id, thread_id);
