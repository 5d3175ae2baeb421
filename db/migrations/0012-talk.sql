-- Talk under every page. The talk of an entry, a list or a map is a thread with a subject; it knows
-- the page that it stands on, and is made with the first comment. It belongs to the first of the
-- sites that share the game's database, and all of them show it.

ALTER TABLE thread
    ADD COLUMN path VARCHAR(200) NULL, -- NULL: a thread of a board, which is a page of its own
    ADD COLUMN subject_kind VARCHAR(16) CHARACTER SET ascii
        AS (SUBSTRING_INDEX(subject, ':', 1)) PERSISTENT,
    ADD KEY kind_activity (site_id, subject_kind, activity);

-- Which comments name what: "[[Cloth Cap]]", by subject ("item:12").
CREATE TABLE comment_link (
    subject    VARCHAR(64) CHARACTER SET ascii NOT NULL,
    comment_id BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (subject, comment_id),
    KEY comment (comment_id),
    CONSTRAINT comment_link_comment FOREIGN KEY (comment_id) REFERENCES comment (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
