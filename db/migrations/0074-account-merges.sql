-- Two accounts of one person become one: what was moved is kept by rows, by which it is undone. A vote that both had
-- given, or that would be on one's own comment, was dropped. account.merged_id is what became of a closed account;
-- imports give it what they bring of its author.

ALTER TABLE account
    ADD COLUMN merged_id BIGINT UNSIGNED NULL,
    ADD CONSTRAINT account_merged FOREIGN KEY (merged_id) REFERENCES account (id);

CREATE TABLE account_merge (
    id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    from_id      BIGINT UNSIGNED NOT NULL,
    into_id      BIGINT UNSIGNED NOT NULL,
    created      DATETIME(6) NOT NULL,
    merged_by    BIGINT UNSIGNED NULL,
    reason       VARCHAR(300) NOT NULL,
    state_before TINYINT UNSIGNED NOT NULL,
    comments     INT UNSIGNED NOT NULL DEFAULT 0,
    votes        INT UNSIGNED NOT NULL DEFAULT 0,
    undone       DATETIME(6) NULL,
    undone_by    BIGINT UNSIGNED NULL,
    CONSTRAINT account_merge_from FOREIGN KEY (from_id) REFERENCES account (id),
    CONSTRAINT account_merge_into FOREIGN KEY (into_id) REFERENCES account (id),
    CONSTRAINT account_merge_by FOREIGN KEY (merged_by) REFERENCES account (id),
    CONSTRAINT account_merge_undone_by FOREIGN KEY (undone_by) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE merged_comment (
    merge_id   BIGINT UNSIGNED NOT NULL,
    comment_id BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (merge_id, comment_id),
    CONSTRAINT merged_comment_merge FOREIGN KEY (merge_id) REFERENCES account_merge (id),
    CONSTRAINT merged_comment_comment FOREIGN KEY (comment_id) REFERENCES comment (id)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE TABLE merged_thread (
    merge_id  BIGINT UNSIGNED NOT NULL,
    thread_id BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (merge_id, thread_id),
    CONSTRAINT merged_thread_merge FOREIGN KEY (merge_id) REFERENCES account_merge (id),
    CONSTRAINT merged_thread_thread FOREIGN KEY (thread_id) REFERENCES thread (id)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE TABLE merged_vote (
    merge_id   BIGINT UNSIGNED NOT NULL,
    account_id BIGINT UNSIGNED NOT NULL, -- whose it was
    comment_id BIGINT UNSIGNED NOT NULL,
    thread_id  BIGINT UNSIGNED NOT NULL,
    value      TINYINT NOT NULL,
    created    DATETIME(6) NOT NULL,
    dropped    TINYINT UNSIGNED NOT NULL,
    returned   TINYINT UNSIGNED NOT NULL DEFAULT 0, -- undone, where it had been dropped
    PRIMARY KEY (merge_id, account_id, comment_id),
    CONSTRAINT merged_vote_merge FOREIGN KEY (merge_id) REFERENCES account_merge (id),
    CONSTRAINT merged_vote_account FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT merged_vote_comment FOREIGN KEY (comment_id) REFERENCES comment (id)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

-- What a member says of an imported author: that it is them. state: 0 open, 1 accepted, 2 declined, 3 withdrawn.
CREATE TABLE author_claim (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    account_id BIGINT UNSIGNED NOT NULL,
    author_id  BIGINT UNSIGNED NOT NULL,
    created    DATETIME(6) NOT NULL,
    proof      VARCHAR(1000) NOT NULL,
    link       VARCHAR(500) NOT NULL DEFAULT '',
    state      TINYINT UNSIGNED NOT NULL DEFAULT 0,
    decided    DATETIME(6) NULL,
    decided_by BIGINT UNSIGNED NULL,
    answer     VARCHAR(300) NOT NULL DEFAULT '',
    KEY queue (state, id),
    KEY account (account_id, id),
    KEY author (author_id),
    CONSTRAINT author_claim_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE,
    CONSTRAINT author_claim_author FOREIGN KEY (author_id) REFERENCES account (id) ON DELETE CASCADE,
    CONSTRAINT author_claim_decided_by FOREIGN KEY (decided_by) REFERENCES account (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
