-- What was sent with a client's own key, so that something else sent with it is told from the same once more.
-- The form's keys are made of what the form says (once_hash), and have none.

ALTER TABLE comment
    ADD COLUMN sent_hash BINARY(16) NULL;
