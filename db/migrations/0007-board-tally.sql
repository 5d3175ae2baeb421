-- What is counted of a board stands in a row of its own. Whoever writes to a thread gets a shared
-- lock on the thread's board (InnoDB looks whether it is there), and of two who have a share neither
-- could count in the same row. So the tally is the last thing that a transaction locks, and is let
-- go with the commit that follows at once.

CREATE TABLE board_tally (
    board_id        INT UNSIGNED NOT NULL PRIMARY KEY,
    threads         INT UNSIGNED NOT NULL DEFAULT 0,
    comments        INT UNSIGNED NOT NULL DEFAULT 0,
    last_comment_id BIGINT UNSIGNED NULL,
    CONSTRAINT board_tally_board FOREIGN KEY (board_id) REFERENCES board (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

INSERT INTO board_tally (board_id, threads, comments, last_comment_id)
    SELECT id, threads, comments, last_comment_id FROM board;

ALTER TABLE board DROP COLUMN threads, DROP COLUMN comments, DROP COLUMN last_comment_id;
