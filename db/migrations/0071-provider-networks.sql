-- From where a login by a provider was asked, as a digest: of each network only a few are waited for, and a provider is
-- held to be away only when it did not answer logins of several.

ALTER TABLE provider_login
    ADD COLUMN network BINARY(16) NULL AFTER code;
