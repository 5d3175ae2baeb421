-- A session is as fresh as what was shown for it, which a provider may have been shown long before: authenticated is
-- when somebody logged in there, by its own word. What waits for a second factor keeps the time of the first, too.

ALTER TABLE provider_login
    ADD COLUMN authenticated DATETIME(6) NULL AFTER email;

ALTER TABLE login_pending
    ADD COLUMN shown DATETIME(6) NULL;
