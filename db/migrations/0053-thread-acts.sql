-- What moderators do to whole threads: lock, pin, announce, slow down, rename, move, merge and split them. An act
-- is a row like those about comments; a thread knows the ones that its page tells of.
--
-- `version` grows with each act, so that whoever writes or moderates by what they read before is noticed. What was
-- merged stays as a row without comments that leads to where these are.

ALTER TABLE thread
    ADD COLUMN announced DATETIME(6) NULL,                -- until when all boards of its site begin with it
    ADD COLUMN version INT UNSIGNED NOT NULL DEFAULT 0,
    ADD COLUMN lock_id BIGINT UNSIGNED NULL,              -- the act that locked it
    ADD COLUMN notice_id BIGINT UNSIGNED NULL,            -- the last act that moved or renamed it, or what it is made of
    ADD COLUMN merged_id BIGINT UNSIGNED NULL,            -- the thread that its comments were merged into
    ADD COLUMN split_id BIGINT UNSIGNED NULL,             -- the thread that it was split from
    MODIFY pinned TINYINT UNSIGNED NOT NULL DEFAULT 0,
    ADD KEY board_pinned (board_id, pinned),
    ADD KEY announced (announced),
    ADD CONSTRAINT thread_lock_act FOREIGN KEY (lock_id) REFERENCES moderation_act (id),
    ADD CONSTRAINT thread_notice FOREIGN KEY (notice_id) REFERENCES moderation_act (id),
    ADD CONSTRAINT thread_merged FOREIGN KEY (merged_id) REFERENCES thread (id),
    ADD CONSTRAINT thread_split FOREIGN KEY (split_id) REFERENCES thread (id),
    DROP KEY site_pinned;

ALTER TABLE moderation_act
    MODIFY before_act VARCHAR(400) NULL,
    MODIFY after_act VARCHAR(400) NULL,
    ADD COLUMN other_id BIGINT UNSIGNED NULL,             -- the other thread of two
    ADD KEY other (other_id, id),
    ADD CONSTRAINT moderation_act_other FOREIGN KEY (other_id) REFERENCES thread (id);
