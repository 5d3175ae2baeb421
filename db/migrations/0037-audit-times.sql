-- The audit trail is looked through by days: the first record of one is found by its time.

ALTER TABLE audit ADD KEY created (created);
