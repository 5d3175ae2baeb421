-- Passkeys (Web Authentication): of each the public half, which verifies what its owner's device signs. rp_id is the
-- domain that it was made for; counter is the last that the device gave, which a copy of the device would give again, and
-- regressed when that happened. Challenges that were answered are kept for as long as they would hold: each counts once.

CREATE TABLE passkey (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    account_id BIGINT UNSIGNED NOT NULL,
    rp_id      VARCHAR(253) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    credential VARBINARY(1023) NOT NULL,
    algorithm  INT NOT NULL,
    public_key VARBINARY(1024) NOT NULL,
    counter    INT UNSIGNED NOT NULL,
    transports VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    backed_up  BOOLEAN NOT NULL,
    name       VARCHAR(60) NOT NULL,
    created    DATETIME(6) NOT NULL,
    used       DATETIME(6) NULL,
    regressed  DATETIME(6) NULL,
    UNIQUE KEY credential (credential, rp_id),
    KEY account_id (account_id),
    CONSTRAINT passkey_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE passkey_challenge (
    hash  BINARY(32) NOT NULL PRIMARY KEY,
    taken DATETIME(6) NOT NULL,
    KEY taken (taken)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
