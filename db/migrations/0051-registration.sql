-- What a site asks of whoever registers on it. mode: 0 open, 1 by invitation, 2 closed; of a site without a row
-- it is open. An invitation is a code for so many accounts until some day; who came by which is kept. Their site_id
-- is a site's, without a foreign key: sites are a floor above.

CREATE TABLE registration (
    site_id  SMALLINT UNSIGNED NOT NULL PRIMARY KEY,
    mode     TINYINT UNSIGNED NOT NULL DEFAULT 0,
    question VARCHAR(200) NOT NULL DEFAULT '',
    answers  VARCHAR(500) NOT NULL DEFAULT '', -- a line each
    version  INT UNSIGNED NOT NULL DEFAULT 1
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE invitation (
    id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    code         CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    site_id      SMALLINT UNSIGNED NOT NULL,
    account_id   BIGINT UNSIGNED NOT NULL, -- who invites
    created      DATETIME(6) NOT NULL,
    until        DATETIME(6) NOT NULL,
    uses_max     SMALLINT UNSIGNED NOT NULL,
    uses         SMALLINT UNSIGNED NOT NULL DEFAULT 0,
    withdrawn    DATETIME(6) NULL,
    withdrawn_by BIGINT UNSIGNED NULL,
    UNIQUE KEY code (code),
    KEY account (account_id, id),
    CONSTRAINT invitation_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE,
    CONSTRAINT invitation_withdrawn_by FOREIGN KEY (withdrawn_by) REFERENCES account (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE invited (
    account_id    BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    invitation_id BIGINT UNSIGNED NOT NULL,
    KEY invitation (invitation_id),
    CONSTRAINT invited_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE,
    CONSTRAINT invited_invitation FOREIGN KEY (invitation_id) REFERENCES invitation (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;
