-- What an import has read waits here until all of it is there; then it is compared with the present
-- state and put in its place in one transaction. Empty when no import is under way.

CREATE TABLE laid_entry (
    import_id   BIGINT UNSIGNED NOT NULL,
    kind        VARCHAR(16) CHARACTER SET ascii NOT NULL,
    external_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    name        VARCHAR(200) NOT NULL,
    hidden      TINYINT UNSIGNED NOT NULL,
    hash        BINARY(16) NOT NULL,
    record      MEDIUMTEXT NOT NULL,
    PRIMARY KEY (import_id, kind, external_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE laid_relation (
    import_id     BIGINT UNSIGNED NOT NULL,
    relation      VARCHAR(24) CHARACTER SET ascii NOT NULL,
    from_external VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    to_external   VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    nth           SMALLINT UNSIGNED NOT NULL,
    hash          BINARY(16) NOT NULL,
    record        VARCHAR(2000) NOT NULL,
    PRIMARY KEY (import_id, relation, from_external, to_external, nth)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE laid_place (
    id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    import_id    BIGINT UNSIGNED NOT NULL,
    map_external VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    kind         VARCHAR(16) CHARACTER SET ascii NOT NULL,
    external_id  VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    x            FLOAT NOT NULL,
    y            FLOAT NOT NULL,
    z            FLOAT NOT NULL,
    grouping     VARCHAR(32) CHARACTER SET ascii NOT NULL,
    chance       FLOAT NOT NULL,
    respawn      INT UNSIGNED NOT NULL,
    variance     INT UNSIGNED NOT NULL,
    KEY import (import_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
