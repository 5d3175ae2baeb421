-- What all sites of a game show is read by itself: the newest of it may be older than ten thousand comments
-- on the boards of the site that has it.

ALTER TABLE comment_words ADD KEY shared (site_id, shared, comment_id);
ALTER TABLE thread_words ADD KEY shared (site_id, shared, thread_id);
