-- What a name looks like, so that nobody registers one that can be taken for another's: lib/auth/name.h
-- says what is alike. Names that were there before stay, also where two are.

ALTER TABLE account
    ADD COLUMN skeleton VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER handle,
    ADD KEY skeleton (skeleton);

UPDATE account SET skeleton = REPLACE(REPLACE(REGEXP_REPLACE(REPLACE(REPLACE(REPLACE(
    handle, '0', 'o'), '1', 'l'), 'i', 'l'), '[-_]+', '-'), 'rn', 'm'), 'vv', 'w')
    WHERE source_id = 0;
