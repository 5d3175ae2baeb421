-- Discussions: one thread for each subject, comments of any depth, one rating a person.
--
-- A page shows a *room*: the comments below one parent, depth first to a set number of levels.
-- comment.room_id is that parent (0 where there is none), comment.segment_id the comment of the
-- room's first level that this one descends from (or is). So a page of any thread, however wide or
-- deep, is one range of the index `room`, cut where the page is full; a branch that goes deeper
-- begins a room of its own. root_id is the same for the whole depth: what the API reads.

CREATE TABLE thread (
    id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    site_id         SMALLINT UNSIGNED NOT NULL,
    board_id        INT UNSIGNED NULL,
    subject         VARCHAR(64) CHARACTER SET ascii NULL, -- NULL: the thread itself is the subject
    title           VARCHAR(300) NOT NULL,
    author_id       BIGINT UNSIGNED NULL,
    opening_id      BIGINT UNSIGNED NULL,
    comments        INT UNSIGNED NOT NULL DEFAULT 0,
    created         DATETIME(6) NOT NULL,
    activity        DATETIME(6) NOT NULL,
    last_comment_id BIGINT UNSIGNED NULL,
    source_id       SMALLINT UNSIGNED NULL,
    external_id     VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    UNIQUE KEY subject (site_id, subject),
    UNIQUE KEY external (source_id, external_id),
    KEY board_activity (board_id, activity, id),
    KEY site_activity (site_id, activity, id),
    CONSTRAINT thread_site FOREIGN KEY (site_id) REFERENCES site (id),
    CONSTRAINT thread_board FOREIGN KEY (board_id) REFERENCES board (id),
    CONSTRAINT thread_author FOREIGN KEY (author_id) REFERENCES account (id),
    CONSTRAINT thread_source FOREIGN KEY (source_id) REFERENCES source (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- state: 0 shown, 1 removed. level: 0 for a thread's opening comment, 1 for the first level of
-- replies (also where a subject has no opening comment). once_hash makes a form sent twice one
-- comment.
CREATE TABLE comment (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    thread_id   BIGINT UNSIGNED NOT NULL,
    parent_id   BIGINT UNSIGNED NULL,
    room_id     BIGINT UNSIGNED NOT NULL,
    segment_id  BIGINT UNSIGNED NOT NULL,
    root_id     BIGINT UNSIGNED NOT NULL,
    level       INT UNSIGNED NOT NULL,
    author_id   BIGINT UNSIGNED NOT NULL,
    created     DATETIME(6) NOT NULL,
    edited      DATETIME(6) NULL,
    score       INT NOT NULL DEFAULT 0,
    state       TINYINT UNSIGNED NOT NULL DEFAULT 0,
    body        MEDIUMTEXT NOT NULL,
    html        MEDIUMTEXT NOT NULL,
    once_hash   BINARY(16) NULL,
    source_id   SMALLINT UNSIGNED NULL,
    external_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    KEY room (thread_id, room_id, segment_id, id),
    KEY room_newest (thread_id, room_id, segment_id DESC, id),
    KEY room_best (thread_id, parent_id, score DESC, id DESC),
    KEY root (thread_id, root_id, id),
    KEY root_newest (thread_id, root_id DESC, id),
    KEY author (author_id, thread_id),
    UNIQUE KEY once (author_id, once_hash),
    UNIQUE KEY external (source_id, external_id),
    CONSTRAINT comment_thread FOREIGN KEY (thread_id) REFERENCES thread (id),
    CONSTRAINT comment_parent FOREIGN KEY (parent_id) REFERENCES comment (id),
    CONSTRAINT comment_author FOREIGN KEY (author_id) REFERENCES account (id),
    CONSTRAINT comment_source FOREIGN KEY (source_id) REFERENCES source (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE rating (
    account_id BIGINT UNSIGNED NOT NULL,
    comment_id BIGINT UNSIGNED NOT NULL,
    thread_id  BIGINT UNSIGNED NOT NULL,
    value      TINYINT NOT NULL,
    created    DATETIME(6) NOT NULL,
    PRIMARY KEY (account_id, comment_id),
    KEY account_thread (account_id, thread_id),
    CONSTRAINT rating_account FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT rating_comment FOREIGN KEY (comment_id) REFERENCES comment (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
