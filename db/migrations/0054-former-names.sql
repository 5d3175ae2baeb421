-- What accounts were called before: nobody else is given such a name, nor one that looks like it, and its owner only
-- where it was given up by choice (barred: an administrator took it away). account.renamed is when the owner last
-- changed it.

ALTER TABLE account
    ADD COLUMN renamed DATETIME(6) NULL;

CREATE TABLE former_name (
    handle     VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    skeleton   VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name       VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    account_id BIGINT UNSIGNED NOT NULL,
    given_up   DATETIME(6) NOT NULL,
    barred     BOOLEAN NOT NULL,
    KEY skeleton (skeleton),
    KEY account (account_id, given_up),
    CONSTRAINT former_name_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
