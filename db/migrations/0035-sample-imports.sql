-- What the samples brought is there to be replaced: an import of a game's own database is no loss to it. Until
-- now they were told by their files' names.

ALTER TABLE lore_import ADD COLUMN sample BOOLEAN NOT NULL DEFAULT 0;

UPDATE lore_import SET sample = 1 WHERE source IN ('everquest.jsonl', 'camelot.jsonl');
