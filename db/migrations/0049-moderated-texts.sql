-- What a comment said before a moderator changed it: kept with the act, for its author and for moderators.

CREATE TABLE moderated_text (
    act_id        BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    comment_id    BIGINT UNSIGNED NOT NULL,
    body_before   MEDIUMTEXT NOT NULL,
    edited_before DATETIME(6) NULL,
    KEY comment (comment_id, act_id),
    CONSTRAINT moderated_text_act FOREIGN KEY (act_id) REFERENCES moderation_act (id),
    CONSTRAINT moderated_text_comment FOREIGN KEY (comment_id) REFERENCES comment (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
