-- What was done that touches security, only ever appended. Each record's hash is keyed with the installation's
-- secret and made of the record and of the hash before it; audit_head says which is the last, so that one
-- that is missing at the end is missed too. No foreign keys: a record outlives what it is about.

CREATE TABLE audit (
    id         BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    created    DATETIME(6) NOT NULL,
    act        VARCHAR(40) CHARACTER SET ascii NOT NULL,
    account_id BIGINT UNSIGNED NOT NULL DEFAULT 0,
    name       VARCHAR(100) NOT NULL DEFAULT '',
    about_id   BIGINT UNSIGNED NOT NULL DEFAULT 0,
    site_id    SMALLINT UNSIGNED NOT NULL DEFAULT 0,
    subject    VARCHAR(200) NOT NULL DEFAULT '',
    address    VARCHAR(45) CHARACTER SET ascii NOT NULL DEFAULT '',
    request    VARCHAR(64) CHARACTER SET ascii NOT NULL DEFAULT '',
    before_act TEXT NULL,
    after_act  TEXT NULL,
    reason     VARCHAR(1000) NULL,
    hash       BINARY(32) NOT NULL,
    KEY account (account_id, id),
    KEY about (about_id, id),
    KEY act (act, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE audit_head (
    one  TINYINT UNSIGNED NOT NULL PRIMARY KEY,
    id   BIGINT UNSIGNED NOT NULL,
    hash BINARY(32) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

INSERT INTO audit_head (one, id, hash) VALUES (1, 0, UNHEX(REPEAT('00', 32)));
