-- When a session's password was last given, which dangerous acts ask for; and when its token was last renewed,
-- which a new role does. The one before is known a moment longer, as requests with it may be on their way.

ALTER TABLE session
    ADD COLUMN authenticated DATETIME(6) NULL,
    ADD COLUMN issued DATETIME(6) NULL,
    ADD COLUMN previous_hash BINARY(32) NULL,
    ADD COLUMN previous_issued DATETIME(6) NULL,
    ADD UNIQUE KEY previous_hash (previous_hash);

UPDATE session SET authenticated = created;
