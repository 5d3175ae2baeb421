-- The search of talk is bounded: words that few texts have are looked up in the full-text index, whose
-- cost grows with what it finds; where all words are common, the newest texts are read. The follower
-- estimates how many texts have a word by a sample. Rows know their site, and whether all sites of its
-- game show them, so that reading the newest ones of a site reads no others.

CREATE TABLE word_frequency (
    word      BIGINT UNSIGNED NOT NULL, -- words_counted
    kind      TINYINT UNSIGNED NOT NULL, -- 0: comments, 1: titles
    documents INT UNSIGNED NOT NULL, -- that have it, about; those with a row are the common ones
    PRIMARY KEY (word, kind)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

ALTER TABLE comment_words
    ADD COLUMN shared TINYINT UNSIGNED NOT NULL DEFAULT 0,
    ADD KEY site (site_id, comment_id);

UPDATE comment_words w JOIN comment c ON c.id = w.comment_id JOIN thread t ON t.id = c.thread_id
    SET w.shared = 1 WHERE t.subject IS NOT NULL;

ALTER TABLE thread_words
    ADD COLUMN site_id SMALLINT UNSIGNED NOT NULL DEFAULT 0,
    ADD COLUMN shared TINYINT UNSIGNED NOT NULL DEFAULT 0,
    ADD KEY site (site_id, thread_id);

UPDATE thread_words w JOIN thread t ON t.id = w.thread_id
    SET w.site_id = t.site_id, w.shared = t.subject IS NOT NULL;

-- Comments that the database refused to write words or HTML of, which the follower leaves out until it is
-- started anew.
CREATE TABLE comment_skipped (
    comment_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    since      DATETIME(6) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;
