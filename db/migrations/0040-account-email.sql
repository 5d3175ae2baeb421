-- An account's address, once its owner has shown by a link that mails there reach them; no two accounts have the
-- same. Who asked for a link waits in account_link, of which the token's hash is kept. It names no account by a
-- foreign key: asking for an address that nobody has writes a row, too (account_id 0), and takes as long.

ALTER TABLE account
    ADD COLUMN email VARCHAR(254) CHARACTER SET ascii COLLATE ascii_general_ci NULL,
    ADD UNIQUE KEY email (email);

CREATE TABLE account_link (
    token_hash BINARY(32) NOT NULL PRIMARY KEY,
    purpose    VARCHAR(8) CHARACTER SET ascii NOT NULL, -- verify, reset
    account_id BIGINT UNSIGNED NOT NULL,
    email      VARCHAR(254) CHARACTER SET ascii NOT NULL,
    created    DATETIME(6) NOT NULL,
    expires    DATETIME(6) NOT NULL,
    KEY account (account_id, created),
    KEY expires (expires)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
