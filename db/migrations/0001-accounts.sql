-- Who people are: one account for all sites, sessions and tokens of which only hashes are kept,
-- roles by site, and the counters that slow down guessing.

CREATE TABLE source (
    id   SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    UNIQUE KEY name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- An imported author is an account of their source: the same name here is somebody else's, and
-- nobody can log in as one. source_id 0 is this installation. handle is what must be unique: the
-- name in lower case for our own accounts, the name as written for imported ones.
CREATE TABLE account (
    id        BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    source_id SMALLINT UNSIGNED NOT NULL DEFAULT 0,
    handle    VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    name      VARCHAR(64) NOT NULL,
    password  VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NULL,
    language  CHAR(2) CHARACTER SET ascii NULL,
    state     TINYINT UNSIGNED NOT NULL DEFAULT 0,
    created   DATETIME(6) NOT NULL,
    UNIQUE KEY handle (source_id, handle)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE session (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    token_hash BINARY(32) NOT NULL,
    account_id BIGINT UNSIGNED NOT NULL,
    created    DATETIME(6) NOT NULL,
    seen       DATETIME(6) NOT NULL,
    address    VARCHAR(45) CHARACTER SET ascii NOT NULL,
    agent      VARCHAR(255) NOT NULL,
    UNIQUE KEY token_hash (token_hash),
    KEY account_id (account_id, seen),
    CONSTRAINT session_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE api_token (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    token_hash BINARY(32) NOT NULL,
    account_id BIGINT UNSIGNED NOT NULL,
    created    DATETIME(6) NOT NULL,
    UNIQUE KEY token_hash (token_hash),
    KEY account_id (account_id),
    CONSTRAINT api_token_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- site_id 0 stands for every site, hence no foreign key on it.
CREATE TABLE membership (
    account_id BIGINT UNSIGNED NOT NULL,
    site_id    SMALLINT UNSIGNED NOT NULL,
    role       VARCHAR(16) CHARACTER SET ascii NOT NULL,
    PRIMARY KEY (account_id, site_id, role),
    CONSTRAINT membership_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Failures by whatever is being guessed at (an account's name, an address), hashed.
CREATE TABLE throttle (
    subject_hash BINARY(16) NOT NULL PRIMARY KEY,
    failures     INT UNSIGNED NOT NULL,
    first        DATETIME(6) NOT NULL,
    KEY first (first)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
