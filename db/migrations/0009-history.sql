-- The history of entries: imports that ran, and a revision for each change of an entry. A revision's
-- diff is a JSON object {"field":["from","to"]} of plain values; a state of the past is the present
-- one with the diffs since taken back.

CREATE TABLE lore_import (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    game_id     SMALLINT UNSIGNED NOT NULL,
    source      VARCHAR(200) NOT NULL,
    fingerprint VARCHAR(200) NOT NULL,
    started     DATETIME(6) NOT NULL,
    finished    DATETIME(6) NULL, -- NULL: interrupted, or running
    parts       TEXT NOT NULL,    -- names of the parts that are laid down whole, by commas
    counts      TEXT NOT NULL,    -- JSON: what came of entries and relations, by kind
    KEY game (game_id, id),
    CONSTRAINT lore_import_game FOREIGN KEY (game_id) REFERENCES game (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE revision (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    entry_id   BIGINT UNSIGNED NOT NULL,
    number     INT UNSIGNED NOT NULL,
    kind       TINYINT UNSIGNED NOT NULL,
    created    DATETIME(6) NOT NULL,
    account_id BIGINT UNSIGNED NULL,
    import_id  BIGINT UNSIGNED NULL,
    why        VARCHAR(300) NOT NULL DEFAULT '',
    diff       MEDIUMTEXT NOT NULL,
    UNIQUE KEY number (entry_id, number),
    KEY import (import_id, id),
    CONSTRAINT revision_entry FOREIGN KEY (entry_id) REFERENCES entry (id),
    CONSTRAINT revision_account FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT revision_import FOREIGN KEY (import_id) REFERENCES lore_import (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
