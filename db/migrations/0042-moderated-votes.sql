-- An account's contributions are removed by one act: its comments and its votes. The votes that an act took away are
-- kept with it, so that it is undone exactly. comment.state 3 is hidden: its author and moderators read it.
--
-- A case of the queue that an act decided is open again when that act is undone.

ALTER TABLE moderation_act ADD COLUMN votes INT UNSIGNED NOT NULL DEFAULT 0; -- how many it took away, or gave back

CREATE TABLE moderated_vote (
    act_id     BIGINT UNSIGNED NOT NULL,
    account_id BIGINT UNSIGNED NOT NULL,
    comment_id BIGINT UNSIGNED NOT NULL,
    thread_id  BIGINT UNSIGNED NOT NULL,
    value      TINYINT NOT NULL,
    created    DATETIME(6) NOT NULL,
    returned   TINYINT UNSIGNED NOT NULL DEFAULT 0, -- undone; 0 too where the account voted there anew
    PRIMARY KEY (act_id, account_id, comment_id),
    CONSTRAINT moderated_vote_act FOREIGN KEY (act_id) REFERENCES moderation_act (id),
    CONSTRAINT moderated_vote_account FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT moderated_vote_comment FOREIGN KEY (comment_id) REFERENCES comment (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

ALTER TABLE report_case
    ADD COLUMN act_id BIGINT UNSIGNED NULL, -- what decided it
    ADD KEY act (act_id),
    ADD CONSTRAINT report_case_act FOREIGN KEY (act_id) REFERENCES moderation_act (id);
