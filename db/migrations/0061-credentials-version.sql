-- What lets somebody in is read, looked at for a while (a password's hash is slow on purpose), and acted on. Each change
-- of it (another password, an end of all sessions, a second factor, a pause) counts here, so that a login that was on its
-- way meanwhile is found out, and what was signed for the account or waits for its second factor ends with it.

ALTER TABLE account
    ADD COLUMN credentials_version INT UNSIGNED NOT NULL DEFAULT 0;

ALTER TABLE login_pending
    ADD COLUMN credentials_version INT UNSIGNED NOT NULL DEFAULT 0;
