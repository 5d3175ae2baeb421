-- Boards that are not for everybody. A row keeps a permission on a board for those who hold a role there (role_id
-- 0: for nobody); without rows of a permission it is as on the whole site. What is restricted always names the
-- administrators, too, so that deleting a role never opens a board. An archived board keeps writing for nobody.
-- board_id and site_id are the board's, as in membership, whose floor stands below that of boards.

CREATE TABLE board_access (
    board_id   INT UNSIGNED NOT NULL,
    permission VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    role_id    INT UNSIGNED NOT NULL,
    site_id    SMALLINT UNSIGNED NOT NULL,
    PRIMARY KEY (board_id, permission, role_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

ALTER TABLE board
    ADD COLUMN archived DATETIME(6) NULL,
    ADD COLUMN version INT UNSIGNED NOT NULL DEFAULT 1;
