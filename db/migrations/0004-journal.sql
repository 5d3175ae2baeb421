-- What changed, in the same transaction as the change. One follower a host reads it. It names
-- things by id without foreign keys: it must outlive what it tells of.

CREATE TABLE journal (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    created    DATETIME(6) NOT NULL,
    kind       VARCHAR(16) CHARACTER SET ascii NOT NULL,
    site_id    SMALLINT UNSIGNED NOT NULL DEFAULT 0,
    board_id   INT UNSIGNED NOT NULL DEFAULT 0,
    thread_id  BIGINT UNSIGNED NOT NULL DEFAULT 0,
    comment_id BIGINT UNSIGNED NOT NULL DEFAULT 0,
    account_id BIGINT UNSIGNED NOT NULL DEFAULT 0,
    subject    VARCHAR(64) CHARACTER SET ascii NULL, -- NULL: the thread itself
    KEY thread (thread_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- How far each host's follower has read: every row up to position is dealt with.
CREATE TABLE follower (
    host     VARCHAR(64) NOT NULL PRIMARY KEY,
    position BIGINT UNSIGNED NOT NULL,
    updated  DATETIME(6) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
