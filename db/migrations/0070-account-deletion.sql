-- Accounts whose owners want them deleted. Until `due` such an account is paused and can be taken back by logging in;
-- then lorehall-jobsd closes it (begun), takes its comments and votes away where that was wanted, and last of all what
-- makes it somebody's. The row is gone when all of it is done, so that what was interrupted goes on.

CREATE TABLE account_deletion (
    account_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    asked      DATETIME(6) NOT NULL,
    due        DATETIME(6) NOT NULL,
    comments   TINYINT UNSIGNED NOT NULL, -- they go, too, and votes
    begun      DATETIME(6) NULL,
    KEY due (due),
    CONSTRAINT account_deletion_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;
