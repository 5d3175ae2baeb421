-- Importing discussions. The lines of a file wait in import_line until all of them have been read,
-- since parents may stand behind their children and threads are mixed. Then they become comments,
-- thread by thread and oldest first, which is the order of the primary key; each wave takes up what
-- the one before could not place yet. When an import is done, nothing of it is left here.

CREATE TABLE import_line (
    source_id   SMALLINT UNSIGNED NOT NULL,
    wave        INT UNSIGNED NOT NULL DEFAULT 1,
    thread      VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    created     BIGINT NOT NULL, -- microseconds since 1970
    line        BIGINT UNSIGNED NOT NULL,
    external_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    parent      VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    author      VARCHAR(64) NOT NULL,
    title       VARCHAR(300) NULL,
    board_id    INT UNSIGNED NULL,
    score       INT NOT NULL,
    hash        BINARY(16) NOT NULL,
    body        MEDIUMTEXT NOT NULL,
    PRIMARY KEY (source_id, wave, thread, created, line),
    UNIQUE KEY external (source_id, external_id),
    CONSTRAINT import_line_source FOREIGN KEY (source_id) REFERENCES source (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- What an imported comment was like when it was last imported: the same file again changes nothing,
-- and a score that changed there is added to the votes that were given here.
ALTER TABLE comment
    ADD COLUMN imported_score INT NULL,
    ADD COLUMN imported_hash BINARY(16) NULL;
