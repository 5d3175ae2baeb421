-- Words and patterns that hold posts for review, of a site or of all (site_id 0). kind: 0 a word or several in each
-- line, 1 a pattern. state: 0 off, 1 a post is published and told to the moderators, 2 it is held. Each change makes a
-- version, which can be brought back; what was deleted is gone = 1.

CREATE TABLE word_filter (
    id       BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    site_id  SMALLINT UNSIGNED NOT NULL DEFAULT 0,
    kind     TINYINT UNSIGNED NOT NULL,
    state    TINYINT UNSIGNED NOT NULL,
    spelled  TINYINT UNSIGNED NOT NULL DEFAULT 0, -- letters that stand alone are a word
    everyone TINYINT UNSIGNED NOT NULL DEFAULT 0, -- trusted members, too
    gone     TINYINT UNSIGNED NOT NULL DEFAULT 0,
    note     VARCHAR(200) NOT NULL,
    text     TEXT NOT NULL,
    version  INT UNSIGNED NOT NULL DEFAULT 1,
    KEY active (gone, state),
    KEY site (gone, site_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE word_filter_version (
    filter_id  BIGINT UNSIGNED NOT NULL,
    version    INT UNSIGNED NOT NULL,
    account_id BIGINT UNSIGNED NOT NULL,
    created    DATETIME(6) NOT NULL,
    site_id    SMALLINT UNSIGNED NOT NULL,
    kind       TINYINT UNSIGNED NOT NULL,
    state      TINYINT UNSIGNED NOT NULL,
    spelled    TINYINT UNSIGNED NOT NULL,
    everyone   TINYINT UNSIGNED NOT NULL,
    gone       TINYINT UNSIGNED NOT NULL,
    note       VARCHAR(200) NOT NULL,
    text       TEXT NOT NULL,
    PRIMARY KEY (filter_id, version),
    KEY account (account_id),
    CONSTRAINT word_filter_version_filter FOREIGN KEY (filter_id) REFERENCES word_filter (id) ON DELETE CASCADE,
    CONSTRAINT word_filter_version_account FOREIGN KEY (account_id) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- What somebody posted and a filter holds. It is no comment yet, so that nothing that reads comments can show it; its
-- id is of their numbers, and its comment's when it is published. kind: 0 a reply, 1 a new thread, 2 another text of
-- the comment comment_id as it was at `version`. state: 0 waiting, 1 published, 2 refused, 3 withdrawn by its author,
-- or an edit whose comment was changed meanwhile. before_*: what an edit replaced.

CREATE TABLE held_post (
    id            BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    kind          TINYINT UNSIGNED NOT NULL,
    state         TINYINT UNSIGNED NOT NULL DEFAULT 0,
    site_id       SMALLINT UNSIGNED NOT NULL,     -- where it was posted
    board_id      INT UNSIGNED NULL,              -- of a new thread
    thread_id     BIGINT UNSIGNED NULL,           -- none of a new thread that was not published
    parent_id     BIGINT UNSIGNED NULL,
    comment_id    BIGINT UNSIGNED NULL,
    version       DATETIME(6) NULL,
    author_id     BIGINT UNSIGNED NOT NULL,
    created       DATETIME(6) NOT NULL,
    title         VARCHAR(300) NULL,
    body          MEDIUMTEXT NOT NULL,
    once_hash     BINARY(16) NULL,
    sent_hash     BINARY(16) NULL,
    filter_id     BIGINT UNSIGNED NOT NULL,
    found         VARCHAR(200) NOT NULL,          -- what the filter found; '': it gave up
    act_id        BIGINT UNSIGNED NULL,           -- what decided it
    before_body   MEDIUMTEXT NULL,
    before_edited DATETIME(6) NULL,
    UNIQUE KEY once (author_id, once_hash),
    KEY queue (site_id, state, id),
    KEY author (author_id, state, id),
    KEY author_thread (author_id, thread_id, id),
    KEY act (act_id),
    CONSTRAINT held_post_site FOREIGN KEY (site_id) REFERENCES site (id),
    CONSTRAINT held_post_board FOREIGN KEY (board_id) REFERENCES board (id) ON DELETE CASCADE,
    CONSTRAINT held_post_thread FOREIGN KEY (thread_id) REFERENCES thread (id),
    CONSTRAINT held_post_parent FOREIGN KEY (parent_id) REFERENCES comment (id),
    CONSTRAINT held_post_comment FOREIGN KEY (comment_id) REFERENCES comment (id),
    CONSTRAINT held_post_author FOREIGN KEY (author_id) REFERENCES account (id),
    CONSTRAINT held_post_filter FOREIGN KEY (filter_id) REFERENCES word_filter (id),
    CONSTRAINT held_post_act FOREIGN KEY (act_id) REFERENCES moderation_act (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- A case of the queue that a filter opened.
ALTER TABLE report_case
    ADD COLUMN filter_id BIGINT UNSIGNED NULL,
    ADD COLUMN found VARCHAR(200) NULL,
    ADD KEY filter (filter_id),
    ADD CONSTRAINT report_case_filter FOREIGN KEY (filter_id) REFERENCES word_filter (id);
