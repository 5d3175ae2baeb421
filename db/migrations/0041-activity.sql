-- What happened in an hour and in a day, summed up over all hosts, for the charts of the administration: rows
-- of an hour (grain 0) are kept for some weeks, of a day (grain 1) for some years. measure: 0 requests, 1 errors,
-- 2 posts, 3 registrations.

CREATE TABLE activity (
    grain   TINYINT UNSIGNED NOT NULL,
    started DATETIME NOT NULL,
    measure TINYINT UNSIGNED NOT NULL,
    count   BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (grain, started, measure)
) ENGINE=InnoDB;
