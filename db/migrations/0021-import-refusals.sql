-- What an import's source has and what was refused for what is said of it: the relation or place that is
-- here has not vanished. Only what could be one that is here is noted; part: the relation, or "places".

CREATE TABLE laid_refused (
    import_id     BIGINT UNSIGNED NOT NULL,
    part          VARCHAR(24) CHARACTER SET ascii NOT NULL,
    kind          VARCHAR(16) CHARACTER SET ascii NOT NULL, -- of what stands at a place
    from_external VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    to_external   VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    PRIMARY KEY (import_id, part, from_external, to_external, kind)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Where it stands in the source, for what is told of it at the end.
ALTER TABLE laid_relation ADD COLUMN source_row BIGINT UNSIGNED NOT NULL DEFAULT 0;
ALTER TABLE laid_place ADD COLUMN source_row BIGINT UNSIGNED NOT NULL DEFAULT 0;
