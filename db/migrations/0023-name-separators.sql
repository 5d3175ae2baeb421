-- Hyphens and underscores do not tell names apart: b-rann is taken for brann.

UPDATE account SET skeleton = REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REGEXP_REPLACE(
    handle, '[-_]', ''), '0', 'o'), '1', 'l'), 'i', 'l'), 'rn', 'm'), 'vv', 'w')
    WHERE source_id = 0;
