-- A thread that moves to another board is no longer pinned: undoing the move pins it again where it was.

ALTER TABLE moderation_act
    ADD COLUMN unpinned TINYINT UNSIGNED NOT NULL DEFAULT 0 AFTER after_act;
