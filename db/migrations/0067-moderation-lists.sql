-- What the lists of moderators read, by an index each: open cases, whatever site they were reported on, as sites of one
-- game share comments; and an account's comments, the newest first.

ALTER TABLE report_case
    ADD KEY open (state, weight DESC, opened),
    ADD KEY site (site_id),
    DROP KEY queue;

ALTER TABLE comment ADD KEY author_newest (author_id, id);
