-- The communities of this installation and their boards. Counters and the last comment stand on
-- the board, so that the home page is one query however much was written.

CREATE TABLE site (
    id       SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name     VARCHAR(32) CHARACTER SET ascii NOT NULL,
    title    VARCHAR(100) NOT NULL,
    tagline  VARCHAR(200) NOT NULL DEFAULT '',
    accent   VARCHAR(16) CHARACTER SET ascii NOT NULL DEFAULT 'ember',
    position SMALLINT UNSIGNED NOT NULL DEFAULT 0,
    UNIQUE KEY name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE board (
    id              INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    site_id         SMALLINT UNSIGNED NOT NULL,
    name            VARCHAR(32) CHARACTER SET ascii NOT NULL,
    title           VARCHAR(100) NOT NULL,
    description     VARCHAR(300) NOT NULL DEFAULT '',
    position        SMALLINT UNSIGNED NOT NULL DEFAULT 0,
    threads         INT UNSIGNED NOT NULL DEFAULT 0,
    comments        INT UNSIGNED NOT NULL DEFAULT 0,
    last_comment_id BIGINT UNSIGNED NULL,
    UNIQUE KEY name (site_id, name),
    CONSTRAINT board_site FOREIGN KEY (site_id) REFERENCES site (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
