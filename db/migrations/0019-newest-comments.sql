-- "Newest first" is the newest comment of the whole discussion, or of a branch's page, wherever it stands in the
-- tree: an order of ids. What put the newest branch first is of no use any more.
ALTER TABLE comment
    ADD KEY newest (thread_id, id),
    ADD KEY room_latest (thread_id, room_id, id),
    DROP KEY room_newest,
    DROP KEY root_newest;
