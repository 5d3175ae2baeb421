-- How changes of a game's database are told, ordered and compared.

-- The journal tells of one changed entry (entry_id, subject "npc:123") or of an import (game_id).
ALTER TABLE journal
    ADD COLUMN game_id SMALLINT UNSIGNED NOT NULL DEFAULT 0,
    ADD COLUMN entry_id BIGINT UNSIGNED NOT NULL DEFAULT 0;

-- sorting: where it stands among its kin by the relation's order, as a number that goes up. The first
-- hundred of the thousands that an entry may have are found by it in the key.
ALTER TABLE relation
    ADD COLUMN sorting BIGINT NOT NULL DEFAULT 0,
    ADD KEY behind (to_id, relation, sorting),
    DROP KEY back;
ALTER TABLE laid_relation ADD COLUMN sorting BIGINT NOT NULL DEFAULT 0;

-- hash: of all that a place is; the same place twice is one.
ALTER TABLE place
    ADD COLUMN hash BINARY(16) NOT NULL,
    ADD UNIQUE KEY same (map_id, hash);
ALTER TABLE laid_place
    ADD COLUMN hash BINARY(16) NOT NULL,
    DROP COLUMN id,
    DROP KEY import,
    ADD PRIMARY KEY (import_id, hash);

-- What the source had last, of entries that have been edited here since: a field is taken from the
-- next import only where the source changed it.
CREATE TABLE entry_source (
    entry_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    name     VARCHAR(200) NOT NULL,
    hidden   TINYINT UNSIGNED NOT NULL,
    record   MEDIUMTEXT NOT NULL,
    CONSTRAINT entry_source_entry FOREIGN KEY (entry_id) REFERENCES entry (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- What an import changes, while it is being put in place; nobody ever sees a row of these.
-- laid_touch: entries that were there before, and the kind of their revision. laid_change: of their
-- relations what comes (0), changes (1) and goes (2).
CREATE TABLE laid_touch (
    import_id BIGINT UNSIGNED NOT NULL,
    entry_id  BIGINT UNSIGNED NOT NULL,
    kind      TINYINT UNSIGNED NOT NULL,
    PRIMARY KEY (import_id, entry_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE laid_change (
    import_id BIGINT UNSIGNED NOT NULL,
    from_id   BIGINT UNSIGNED NOT NULL,
    relation  VARCHAR(24) CHARACTER SET ascii NOT NULL,
    to_id     BIGINT UNSIGNED NOT NULL,
    nth       SMALLINT UNSIGNED NOT NULL,
    what      TINYINT UNSIGNED NOT NULL,
    hash      BINARY(16) NULL,
    sorting   BIGINT NOT NULL,
    record    VARCHAR(2000) NOT NULL,
    PRIMARY KEY (import_id, from_id, relation, to_id, nth)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
