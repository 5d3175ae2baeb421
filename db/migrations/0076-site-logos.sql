-- A site's logo, as pages show it: made anew of what was sent, and kept so that a change is undone by its name. A name
-- is that of the picture's bytes and its size: "HASH-320x64".

ALTER TABLE site ADD COLUMN logo VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' AFTER accent;

CREATE TABLE site_logo (
    site_id SMALLINT UNSIGNED NOT NULL,
    name    VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    picture MEDIUMBLOB NOT NULL,
    PRIMARY KEY (site_id, name),
    CONSTRAINT site_logo_site FOREIGN KEY (site_id) REFERENCES site (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
