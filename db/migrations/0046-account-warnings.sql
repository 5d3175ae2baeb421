-- Warnings that moderators give to an account. Whoever it is reads them before anything else on any site, and says
-- that they did.

CREATE TABLE account_warning (
    id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    account_id   BIGINT UNSIGNED NOT NULL,
    site_id      SMALLINT UNSIGNED NOT NULL,     -- where it was given
    given_by     BIGINT UNSIGNED NOT NULL,
    created      DATETIME(6) NOT NULL,
    reason       VARCHAR(500) NOT NULL,
    path         VARCHAR(100) NULL,              -- what it is about, on that site
    acknowledged DATETIME(6) NULL,
    KEY account (account_id, acknowledged, id),
    CONSTRAINT account_warning_account FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT account_warning_given_by FOREIGN KEY (given_by) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
