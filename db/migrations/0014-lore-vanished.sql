-- An export also has what its source no longer had: such an entry is laid down as it is, vanished.

ALTER TABLE laid_entry ADD COLUMN state TINYINT UNSIGNED NOT NULL DEFAULT 0;
