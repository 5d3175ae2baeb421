-- What was changed of a site's settings in the browser: a revision each, with every value before and after, so that
-- one of them is undone by itself. undoes: the revision that this one takes back.

CREATE TABLE site_revision (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    site_id    SMALLINT UNSIGNED NOT NULL,
    account_id BIGINT UNSIGNED NULL,
    made       DATETIME(6) NOT NULL,
    undoes     BIGINT UNSIGNED NULL,
    KEY site (site_id, id),
    KEY undoes (undoes, id),
    CONSTRAINT site_revision_site FOREIGN KEY (site_id) REFERENCES site (id),
    CONSTRAINT site_revision_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE SET NULL,
    CONSTRAINT site_revision_undoes FOREIGN KEY (undoes) REFERENCES site_revision (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE site_revision_value (
    revision_id  BIGINT UNSIGNED NOT NULL,
    name         VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    value_before VARCHAR(400) NOT NULL,
    value_after  VARCHAR(400) NOT NULL,
    PRIMARY KEY (revision_id, name),
    CONSTRAINT site_revision_value_revision FOREIGN KEY (revision_id) REFERENCES site_revision (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
