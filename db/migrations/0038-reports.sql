-- What members report, once each a comment, and what became of it: a comment that was reported is one case in
-- the moderators' queue, by the sum of its reporters' weights. state: 0 open, 1 kept, 2 removed. Reports that
-- come after a decision open it anew, with their weight alone.

CREATE TABLE report (
    comment_id BIGINT UNSIGNED NOT NULL,
    account_id BIGINT UNSIGNED NOT NULL,
    created    DATETIME(6) NOT NULL,
    reason     VARCHAR(16) CHARACTER SET ascii NOT NULL,
    note       VARCHAR(500) NULL,
    weight     SMALLINT UNSIGNED NOT NULL,
    PRIMARY KEY (comment_id, account_id),
    CONSTRAINT report_comment FOREIGN KEY (comment_id) REFERENCES comment (id),
    CONSTRAINT report_account FOREIGN KEY (account_id) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE report_case (
    comment_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    site_id    SMALLINT UNSIGNED NOT NULL,
    state      TINYINT UNSIGNED NOT NULL DEFAULT 0,
    weight     INT UNSIGNED NOT NULL,
    reports    INT UNSIGNED NOT NULL,
    opened     DATETIME(6) NOT NULL,
    claimed_id BIGINT UNSIGNED NULL, -- by whom
    claimed    DATETIME(6) NULL,
    decided_id BIGINT UNSIGNED NULL,
    decided    DATETIME(6) NULL,
    KEY queue (site_id, state, weight DESC, opened),
    CONSTRAINT report_case_comment FOREIGN KEY (comment_id) REFERENCES comment (id),
    CONSTRAINT report_case_site FOREIGN KEY (site_id) REFERENCES site (id),
    CONSTRAINT report_case_claimed FOREIGN KEY (claimed_id) REFERENCES account (id),
    CONSTRAINT report_case_decided FOREIGN KEY (decided_id) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
