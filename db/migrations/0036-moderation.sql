-- What moderators do, as rows: each says what it changed and what that was before, so that it is undone by
-- its row. comment.state: 0 shown, 1 removed by a moderator, 2 by its author.
--
-- thread.comments counts what opened the thread, shown or not, and the replies that are shown. A thread none
-- of whose comments is shown is hidden: no list, search or tally has it, so the lists' indexes begin with that.

ALTER TABLE thread
    ADD COLUMN hidden TINYINT UNSIGNED NOT NULL DEFAULT 0,
    ADD COLUMN locked TINYINT UNSIGNED NOT NULL DEFAULT 0,
    ADD COLUMN pinned TINYINT UNSIGNED NOT NULL DEFAULT 0, -- 1 on its board, 2 on all boards of its site
    ADD COLUMN slow INT UNSIGNED NOT NULL DEFAULT 0,       -- seconds between comments of one member
    ADD KEY board_shown (board_id, hidden, activity, id),
    ADD KEY site_shown (site_id, hidden, activity, id),
    ADD KEY site_pinned (site_id, pinned),
    DROP KEY board_activity,
    DROP KEY site_activity;

CREATE TABLE moderation_act (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    created    DATETIME(6) NOT NULL,
    kind       VARCHAR(16) CHARACTER SET ascii NOT NULL,
    account_id BIGINT UNSIGNED NOT NULL,           -- who did it
    site_id    SMALLINT UNSIGNED NOT NULL,
    about_id   BIGINT UNSIGNED NULL,               -- whose it was; NULL: several accounts'
    thread_id  BIGINT UNSIGNED NULL,               -- NULL: several
    comment_id BIGINT UNSIGNED NULL,               -- the one, or the top of the branch
    comments   INT UNSIGNED NOT NULL DEFAULT 0,    -- how many it changed
    before_act VARCHAR(300) NULL,                  -- of a thread: what the act changed
    after_act  VARCHAR(300) NULL,
    reason     VARCHAR(500) NOT NULL,
    undoes_id  BIGINT UNSIGNED NULL,
    undone_id  BIGINT UNSIGNED NULL,               -- the act that undid it
    KEY site (site_id, id),
    KEY thread (thread_id, id),
    KEY about (about_id, id),
    CONSTRAINT moderation_act_account FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT moderation_act_site FOREIGN KEY (site_id) REFERENCES site (id),
    CONSTRAINT moderation_act_about FOREIGN KEY (about_id) REFERENCES account (id),
    CONSTRAINT moderation_act_thread FOREIGN KEY (thread_id) REFERENCES thread (id),
    CONSTRAINT moderation_act_comment FOREIGN KEY (comment_id) REFERENCES comment (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- The comments of an act, with their states before and after it.
CREATE TABLE moderated_comment (
    act_id       BIGINT UNSIGNED NOT NULL,
    comment_id   BIGINT UNSIGNED NOT NULL,
    state_before TINYINT UNSIGNED NOT NULL,
    state_after  TINYINT UNSIGNED NOT NULL,
    PRIMARY KEY (act_id, comment_id),
    KEY comment (comment_id, act_id),
    CONSTRAINT moderated_comment_act FOREIGN KEY (act_id) REFERENCES moderation_act (id),
    CONSTRAINT moderated_comment_comment FOREIGN KEY (comment_id) REFERENCES comment (id)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;
