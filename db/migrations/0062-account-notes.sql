-- What those who look after accounts tell each other about one. Rows are only ever added.

CREATE TABLE account_note (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    account_id BIGINT UNSIGNED NOT NULL,
    site_id    SMALLINT UNSIGNED NOT NULL, -- where it was written
    written_by BIGINT UNSIGNED NOT NULL,
    created    DATETIME(6) NOT NULL,
    text       VARCHAR(2000) NOT NULL,
    KEY account (account_id, id),
    CONSTRAINT account_note_account FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT account_note_written_by FOREIGN KEY (written_by) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
