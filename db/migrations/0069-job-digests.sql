-- What is ready to be imported lies in folders of sites, which its name begins with now; and an import is held
-- against what was tried to the byte, its mapping as well.

ALTER TABLE job
    MODIFY file    VARCHAR(240) NOT NULL, -- "everquest/dump.sql", below the directory that the configuration names
    MODIFY mapping VARCHAR(240) NULL,     -- a file there, too
    ADD mapping_size     BIGINT UNSIGNED NULL,
    ADD mapping_modified DATETIME(6) NULL,
    ADD digest           BINARY(32) NULL, -- of the file, or all files of a folder; NULL: not read yet
    ADD mapping_digest   BINARY(32) NULL;
