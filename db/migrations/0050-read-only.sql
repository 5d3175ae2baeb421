-- The read-only switch: of a site, or of all (site_id 0), with why and by whom. A row is there while it holds.

CREATE TABLE site_freeze (
    site_id    SMALLINT UNSIGNED NOT NULL PRIMARY KEY,
    since      DATETIME(6) NOT NULL,
    account_id BIGINT UNSIGNED NULL,
    reason     VARCHAR(300) NOT NULL,
    CONSTRAINT site_freeze_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
