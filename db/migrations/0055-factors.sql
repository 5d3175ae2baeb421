-- Second factors of accounts. The key of an authenticator app is sealed with the installation's secret, and step is
-- the last time-step whose code was taken: a code counts once. Of recovery codes only keyed digests are kept, and a row
-- is gone once it was used. Whoever gave a password and is still to give the second factor has a row in login_pending
-- and no session. factor_since is when the account's first factor was added, and factor_demanded when its roles first
-- asked for one.

ALTER TABLE account
    ADD COLUMN factor_since DATETIME(6) NULL,
    ADD COLUMN factor_demanded DATETIME(6) NULL;

CREATE TABLE totp (
    account_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    sealed     VARBINARY(128) NOT NULL,
    step       BIGINT UNSIGNED NOT NULL,
    created    DATETIME(6) NOT NULL,
    CONSTRAINT totp_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE recovery_code (
    account_id BIGINT UNSIGNED NOT NULL,
    code_hash  CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (account_id, code_hash),
    CONSTRAINT recovery_code_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE login_pending (
    token_hash BINARY(32) NOT NULL PRIMARY KEY,
    account_id BIGINT UNSIGNED NOT NULL,
    created    DATETIME(6) NOT NULL,
    tries      TINYINT UNSIGNED NOT NULL DEFAULT 0,
    KEY account_id (account_id),
    KEY created (created),
    CONSTRAINT login_pending_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

UPDATE account SET factor_demanded = UTC_TIMESTAMP(6)
    WHERE id IN (SELECT account_id FROM membership);
