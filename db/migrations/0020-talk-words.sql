-- What is searched of the talk, as words that mean the same to every server: lib/talk/words.h writes them
-- in ASCII, so that neither the least size of a word nor a list of stop words nor a collation decides
-- what is found. The follower writes them after each commit; titles are searched as comments are.

DROP TABLE comment_text;
ALTER TABLE thread DROP KEY title;

CREATE TABLE comment_words (
    comment_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    site_id    SMALLINT UNSIGNED NOT NULL,
    words      MEDIUMTEXT NOT NULL,
    FULLTEXT KEY words (words)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE TABLE thread_words (
    thread_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    words     TEXT NOT NULL,
    FULLTEXT KEY words (words)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

-- Which versions of the renderer and of the words made what is stored. The follower of a newer program
-- goes over all comments, the newest first, and remembers here how far it came.
CREATE TABLE talk_reindex (
    id     TINYINT UNSIGNED NOT NULL PRIMARY KEY,
    markup SMALLINT UNSIGNED NOT NULL,
    words  SMALLINT UNSIGNED NOT NULL,
    below  BIGINT UNSIGNED NOT NULL -- comments with lower ids are still to do
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

INSERT INTO talk_reindex (id, markup, words, below) VALUES (1, 0, 0, 0);
