-- A game's database. What a kind's fields are stands in games/NAME.hdf, not here: an entry's values
-- are one record, a JSON object of those that are there. Lists, filters and searches never touch
-- these tables: they run on the catalogue, which is built from them.
--
-- entry.changed is the journal row of the last change: what a catalogue lacks is what changed after
-- the row up to which it was built.

CREATE TABLE game (
    id   SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(32) CHARACTER SET ascii NOT NULL,
    UNIQUE KEY name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Which game a site is about ('': none), and what it opens on: the forum or the beastiary.
ALTER TABLE site
    ADD COLUMN game VARCHAR(32) CHARACTER SET ascii NOT NULL DEFAULT '',
    ADD COLUMN front VARCHAR(16) CHARACTER SET ascii NOT NULL DEFAULT 'forum';

-- state: 0 current, 1 vanished from its source. imported_hash: what the source had, so that the same
-- again changes nothing even where people have edited since.
CREATE TABLE entry (
    id            BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    game_id       SMALLINT UNSIGNED NOT NULL,
    kind          VARCHAR(16) CHARACTER SET ascii NOT NULL,
    external_id   VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    name          VARCHAR(200) NOT NULL,
    state         TINYINT UNSIGNED NOT NULL DEFAULT 0,
    hidden        TINYINT UNSIGNED NOT NULL DEFAULT 0,
    revision      INT UNSIGNED NOT NULL DEFAULT 1,
    created       DATETIME(6) NOT NULL,
    updated       DATETIME(6) NOT NULL,
    changed       BIGINT UNSIGNED NOT NULL,
    imported_hash BINARY(16) NULL,
    record        MEDIUMTEXT NOT NULL,
    UNIQUE KEY external (game_id, kind, external_id),
    KEY name (game_id, name),
    KEY changed (game_id, changed),
    CONSTRAINT entry_game FOREIGN KEY (game_id) REFERENCES game (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- nth tells apart what relates the same two entries more than once.
CREATE TABLE relation (
    relation VARCHAR(24) CHARACTER SET ascii NOT NULL,
    from_id  BIGINT UNSIGNED NOT NULL,
    to_id    BIGINT UNSIGNED NOT NULL,
    nth      SMALLINT UNSIGNED NOT NULL DEFAULT 0,
    hash     BINARY(16) NULL,
    record   VARCHAR(2000) NOT NULL,
    PRIMARY KEY (from_id, relation, to_id, nth),
    KEY back (to_id, relation),
    CONSTRAINT relation_from FOREIGN KEY (from_id) REFERENCES entry (id),
    CONSTRAINT relation_to FOREIGN KEY (to_id) REFERENCES entry (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Where entries stand on maps. What shares a group takes turns there.
CREATE TABLE place (
    id       BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    map_id   BIGINT UNSIGNED NOT NULL,
    entry_id BIGINT UNSIGNED NOT NULL,
    x        FLOAT NOT NULL,
    y        FLOAT NOT NULL,
    z        FLOAT NOT NULL,
    grouping VARCHAR(32) CHARACTER SET ascii NOT NULL DEFAULT '',
    chance   FLOAT NOT NULL DEFAULT 100,
    respawn  INT UNSIGNED NOT NULL DEFAULT 0,
    variance INT UNSIGNED NOT NULL DEFAULT 0,
    KEY map (map_id, grouping),
    KEY entry (entry_id, map_id),
    CONSTRAINT place_map FOREIGN KEY (map_id) REFERENCES entry (id),
    CONSTRAINT place_entry FOREIGN KEY (entry_id) REFERENCES entry (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE map (
    entry_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    text     MEDIUMTEXT NOT NULL,
    CONSTRAINT map_entry FOREIGN KEY (entry_id) REFERENCES entry (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
