-- API tokens with a name, scopes (lib/auth/token_scope.h), an end, and when and from which network each was last
-- used. Those that were made before go on for as long as a new one would, with all that they could be used for.

ALTER TABLE api_token
    ADD COLUMN name VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT 'API token',
    ADD COLUMN scopes VARCHAR(200) CHARACTER SET ascii NOT NULL DEFAULT '',
    ADD COLUMN expires DATETIME(6) NULL,
    ADD COLUMN used DATETIME(6) NULL,
    ADD COLUMN network VARCHAR(45) CHARACTER SET ascii NOT NULL DEFAULT '';

UPDATE api_token SET scopes = 'read post edit moderate export administer',
    expires = UTC_TIMESTAMP(6) + INTERVAL 90 DAY;

ALTER TABLE api_token
    ALTER COLUMN name DROP DEFAULT,
    ALTER COLUMN scopes DROP DEFAULT,
    MODIFY COLUMN expires DATETIME(6) NOT NULL;
