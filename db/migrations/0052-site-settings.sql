-- What administrators set of a site in the browser: its name and tagline in other languages, a banner above all
-- pages, whether its database is shown, what it opens on (also a board: board:NAME). The version tells two who
-- change it at once.

ALTER TABLE site
    MODIFY COLUMN front VARCHAR(48) CHARACTER SET ascii NOT NULL DEFAULT 'forum',
    ADD COLUMN database_off TINYINT UNSIGNED NOT NULL DEFAULT 0,
    ADD COLUMN banner VARCHAR(300) NOT NULL DEFAULT '',
    ADD COLUMN banner_level VARCHAR(16) CHARACTER SET ascii NOT NULL DEFAULT 'info',
    ADD COLUMN banner_until DATETIME(6) NULL,
    ADD COLUMN version INT UNSIGNED NOT NULL DEFAULT 1;

CREATE TABLE site_text (
    site_id  SMALLINT UNSIGNED NOT NULL,
    language VARCHAR(8) CHARACTER SET ascii NOT NULL,
    title    VARCHAR(100) NOT NULL DEFAULT '',
    tagline  VARCHAR(200) NOT NULL DEFAULT '',
    PRIMARY KEY (site_id, language),
    CONSTRAINT site_text_site FOREIGN KEY (site_id) REFERENCES site (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
