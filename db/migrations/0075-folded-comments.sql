-- A comment that trusted members reported is shown as one line, to be opened, until moderators have decided. How much
-- these reports must weigh together is the site's setting; 0: never.

ALTER TABLE comment
    ADD COLUMN folded TINYINT UNSIGNED NOT NULL DEFAULT 0;

ALTER TABLE site
    ADD COLUMN fold_weight TINYINT UNSIGNED NOT NULL DEFAULT 6;
