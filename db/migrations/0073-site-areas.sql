-- Whether a site shows its boards and the discussions below its pages, as it says of its database already.

ALTER TABLE site ADD COLUMN forum_off TINYINT UNSIGNED NOT NULL DEFAULT 0 AFTER database_off;
