-- Mails that are to be sent: a row in the transaction of what it tells of, so that neither is there without the
-- other. lorehall-maild sends them. The text may hold a link that is worth a password: it is sealed with the
-- installation's secret, and gone as soon as it was sent. A row without a recipient stands for one that goes to
-- nobody ("void"): asking for a link takes as long and writes as much for an address that nobody has.

CREATE TABLE mail (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    created     DATETIME(6) NOT NULL,
    kind        VARCHAR(40) CHARACTER SET ascii NOT NULL,
    sender      VARCHAR(200) NOT NULL,
    recipient   VARCHAR(254) CHARACTER SET ascii NOT NULL,
    language    CHAR(2) CHARACTER SET ascii NOT NULL,
    subject     VARCHAR(250) NOT NULL,
    body        MEDIUMBLOB NULL,
    expires     DATETIME(6) NOT NULL, -- not worth sending later
    state       VARCHAR(8) CHARACTER SET ascii NOT NULL, -- waiting, sending, sent, failed, void
    next_try    DATETIME(6) NULL, -- NULL: never
    tries       INT UNSIGNED NOT NULL DEFAULT 0,
    interrupted INT UNSIGNED NOT NULL DEFAULT 0, -- times that nobody knows whether it went out
    answer      VARCHAR(500) NULL, -- what the server said last
    KEY due (next_try),
    KEY state (state, id),
    KEY created (created)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
