-- Entries that editors have hidden (spoilers, test data, what is broken), whatever their source says of them. The flag
-- stands in the entry's row, where each page, list and join finds it without another look; who hid it and why, here.
-- Discussions of a hidden entry belong to a game that no site can have, as no site's name of a game begins so.

ALTER TABLE entry ADD withheld TINYINT UNSIGNED NOT NULL DEFAULT 0 AFTER hidden;

CREATE TABLE entry_withheld (
    entry_id   BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    since      DATETIME(6) NOT NULL,
    account_id BIGINT UNSIGNED NULL, -- NULL: who hid it is gone
    reason     VARCHAR(500) NOT NULL,
    CONSTRAINT entry_withheld_entry FOREIGN KEY (entry_id) REFERENCES entry (id),
    CONSTRAINT entry_withheld_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

INSERT IGNORE INTO game (name) VALUES ('.withheld');
