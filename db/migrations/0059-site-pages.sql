-- Pages that administrators write: rules, privacy and others, in each language. A page's revisions hold all of it as
-- it was; which of them is what is shown, the page says.

CREATE TABLE site_page (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    site_id     SMALLINT UNSIGNED NOT NULL,
    slug        VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    revision_id BIGINT UNSIGNED NOT NULL DEFAULT 0, -- the page_revision that is shown; 0 only while it is made
    UNIQUE KEY slug (site_id, slug),
    CONSTRAINT site_page_site FOREIGN KEY (site_id) REFERENCES site (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE site_page_revision (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    page_id    BIGINT UNSIGNED NOT NULL,
    account_id BIGINT UNSIGNED NULL,
    made       DATETIME(6) NOT NULL,
    slug       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    place      SMALLINT UNSIGNED NOT NULL DEFAULT 0, -- in the footer, from 1 on; 0: it is not linked there
    removed    TINYINT UNSIGNED NOT NULL DEFAULT 0,
    KEY page (page_id, id),
    CONSTRAINT site_page_revision_page FOREIGN KEY (page_id) REFERENCES site_page (id),
    CONSTRAINT site_page_revision_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE site_page_text (
    revision_id BIGINT UNSIGNED NOT NULL,
    language    VARCHAR(8) CHARACTER SET ascii NOT NULL,
    title       VARCHAR(100) NOT NULL,
    body        MEDIUMTEXT NOT NULL,
    PRIMARY KEY (revision_id, language),
    CONSTRAINT site_page_text_revision FOREIGN KEY (revision_id) REFERENCES site_page_revision (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
