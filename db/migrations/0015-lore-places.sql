-- Places are laid down map by map, which is how they come and how they are put in place.

ALTER TABLE laid_place DROP PRIMARY KEY, ADD PRIMARY KEY (import_id, map_external, hash);
