-- Imports that were started in the browser: a row is one in the queue of lorehall-jobsd, which runs one at a time and
-- keeps what it told. A trial does all of an import and takes it back; the import proper names the trial that whoever
-- started it was shown, and is of just that file.

CREATE TABLE job (
    id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    verb         VARCHAR(10) CHARACTER SET ascii NOT NULL, -- of lorehall import
    trial        BOOLEAN NOT NULL,
    trial_id     BIGINT UNSIGNED NULL,
    site_id      SMALLINT UNSIGNED NOT NULL,
    file         VARCHAR(200) NOT NULL, -- its name in the directory that the configuration names
    size         BIGINT UNSIGNED NOT NULL,
    modified     DATETIME(6) NOT NULL,
    mapping      VARCHAR(200) NULL, -- a file there, too
    kind         VARCHAR(64) CHARACTER SET ascii NULL, -- of a table's entries
    board        VARCHAR(64) CHARACTER SET ascii NULL, -- of threads that name none
    allow_shrink BOOLEAN NOT NULL,
    account_id   BIGINT UNSIGNED NULL, -- who started it
    created      DATETIME(6) NOT NULL,
    state        VARCHAR(9) CHARACTER SET ascii NOT NULL, -- waiting, running, done, failed, cancelled
    started      DATETIME(6) NULL,
    beat         DATETIME(6) NULL, -- when whoever runs it was last seen
    finished     DATETIME(6) NULL,
    tries        INT UNSIGNED NOT NULL DEFAULT 0,
    cancelled    BOOLEAN NOT NULL DEFAULT 0, -- it is to stop
    step         VARCHAR(100) NULL,
    percent      TINYINT UNSIGNED NOT NULL DEFAULT 0,
    told         INT UNSIGNED NOT NULL DEFAULT 0, -- lines, also those that were not kept
    result       TEXT NULL, -- JSON
    KEY queue (state, id),
    KEY trial (trial_id),
    CONSTRAINT job_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE job_line (
    job_id BIGINT UNSIGNED NOT NULL,
    number INT UNSIGNED NOT NULL,
    text   VARCHAR(500) NOT NULL,
    PRIMARY KEY (job_id, number),
    CONSTRAINT job_line_job FOREIGN KEY (job_id) REFERENCES job (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
