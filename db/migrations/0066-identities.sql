-- Logins by an account elsewhere (OpenID Connect). An identity is what a provider calls somebody: it is told apart by
-- issuer and subject alone, never by an address. provider is what lorehall-providerd has learnt of each provider, for
-- the workers, who send browsers there and ask nobody themselves. provider_login is a login on its way, bound to a
-- browser by a cookie of which the digest is kept; proof (nonce and PKCE verifier) and code are sealed. purpose: 1 log
-- in, 2 link, 3 confirm. state: 0 begun, 1 asked (a code is there), 2 taken by lorehall-providerd, 3 known, 4 failed.

CREATE TABLE identity (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    account_id BIGINT UNSIGNED NOT NULL,
    issuer     VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    subject    VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    label      VARCHAR(100) NOT NULL DEFAULT '', -- what it is called there
    created    DATETIME(6) NOT NULL,
    used       DATETIME(6) NULL,
    UNIQUE KEY subject (issuer, subject),
    KEY account (account_id, id),
    CONSTRAINT identity_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE provider (
    name         VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    issuer       VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    endpoint     VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- where browsers are sent
    names_issuer TINYINT UNSIGNED NOT NULL, -- its answers carry "iss" (RFC 9207)
    fetched      DATETIME(6) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE provider_login (
    token_hash BINARY(32) NOT NULL PRIMARY KEY,
    provider   VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    purpose    TINYINT UNSIGNED NOT NULL,
    account_id BIGINT UNSIGNED NULL, -- who links or confirms
    state      TINYINT UNSIGNED NOT NULL DEFAULT 0,
    created    DATETIME(6) NOT NULL,
    asked      DATETIME(6) NULL,
    kept       TINYINT UNSIGNED NOT NULL,
    next       VARCHAR(2000) NOT NULL,
    callback   VARCHAR(500) CHARACTER SET ascii NOT NULL,
    proof      VARBINARY(255) NOT NULL,
    code       VARBINARY(2200) NULL,
    subject    VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
    label      VARCHAR(100) NULL,
    email      VARCHAR(254) NULL,
    fault      VARCHAR(16) CHARACTER SET ascii NULL,
    KEY state (state, asked),
    KEY created (created),
    CONSTRAINT provider_login_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
