-- What a merge or a split moved: the comments that were on top of it, each with all below it, and what they
-- answered before. The act is undone by these rows.

CREATE TABLE moved_comment (
    act_id        BIGINT UNSIGNED NOT NULL,
    comment_id    BIGINT UNSIGNED NOT NULL,
    parent_before BIGINT UNSIGNED NULL, -- NULL: it opened its thread
    PRIMARY KEY (act_id, comment_id),
    CONSTRAINT moved_comment_act FOREIGN KEY (act_id) REFERENCES moderation_act (id),
    CONSTRAINT moved_comment_comment FOREIGN KEY (comment_id) REFERENCES comment (id)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;
