-- Names as a database engineer would look for them: rows of an import wait *staged*; a page of a thread
-- shows a *branch* (the comments below one, to a set depth), in which each comment belongs to the *top
-- comment*, of the branch's first level, that it descends from or is. What is stored stays as it is.

ALTER TABLE IF EXISTS laid_entry RENAME TO staged_entry;
ALTER TABLE IF EXISTS laid_relation RENAME TO staged_relation;
ALTER TABLE IF EXISTS laid_place RENAME TO staged_place;
ALTER TABLE IF EXISTS laid_refused RENAME TO staged_refusal;
ALTER TABLE IF EXISTS laid_touch RENAME TO staged_touch;
ALTER TABLE IF EXISTS laid_change RENAME TO staged_change;

ALTER TABLE comment
    RENAME COLUMN IF EXISTS room_id TO branch_id,
    RENAME COLUMN IF EXISTS segment_id TO top_comment_id,
    RENAME KEY IF EXISTS room TO branch,
    RENAME KEY IF EXISTS room_best TO branch_best,
    RENAME KEY IF EXISTS room_latest TO branch_latest;
ALTER TABLE import_line RENAME COLUMN IF EXISTS adrift TO orphaned;
