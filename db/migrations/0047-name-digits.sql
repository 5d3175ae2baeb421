-- Digits that are written for letters do not tell names apart, where letters follow: m0d3rn is taken for modern, as
-- lib/auth/name.c has it. Names that were there before stay, also where two are alike now.

UPDATE account SET skeleton = REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(
    REGEXP_REPLACE(REGEXP_REPLACE(REGEXP_REPLACE(REGEXP_REPLACE(REGEXP_REPLACE(REGEXP_REPLACE(REGEXP_REPLACE(REGEXP_REPLACE(
    handle, '[-_]', ''),
    '2(?=.*[a-z])', 'z'), '3(?=.*[a-z])', 'e'), '4(?=.*[a-z])', 'a'), '5(?=.*[a-z])', 's'), '7(?=.*[a-z])', 't'),
    '8(?=.*[a-z])', 'b'), '9(?=.*[a-z])', 'g'),
    '0', 'o'), '1', 'l'), 'i', 'l'), 'rn', 'm'), 'vv', 'w')
    WHERE source_id = 0;
