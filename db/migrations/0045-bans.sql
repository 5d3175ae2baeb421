-- Who is kept out, and what they say to it. kind: 1 an account, 2 a network, 3 a mail domain. level: 1 from
-- registering, 2 from writing, 3 from reading too. site_id 0 is every site; hence no foreign key on it.
--
-- A ban of an account is the role "suspended" given to it: the row tells what the membership does not keep once
-- it is gone. "standing" is NULL of what was lifted, so that of those that stand there is one of a target and site.

CREATE TABLE ban (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    kind        TINYINT UNSIGNED NOT NULL,
    level       TINYINT UNSIGNED NOT NULL,
    site_id     SMALLINT UNSIGNED NOT NULL DEFAULT 0,
    account_id  BIGINT UNSIGNED NULL,
    target      VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- "203.0.113.0/24", "example.org", an account's id
    reason      VARCHAR(300) NOT NULL,
    created     DATETIME(6) NOT NULL,
    created_by  BIGINT UNSIGNED NULL,
    until       DATETIME(6) NULL,
    standing    TINYINT UNSIGNED NULL DEFAULT 1,
    lifted      DATETIME(6) NULL,
    lifted_by   BIGINT UNSIGNED NULL,
    lift_reason VARCHAR(300) NOT NULL DEFAULT '',
    UNIQUE KEY standing (standing, kind, target, site_id),
    KEY account (account_id, id),
    CONSTRAINT ban_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE,
    CONSTRAINT ban_created_by FOREIGN KEY (created_by) REFERENCES account (id) ON DELETE SET NULL,
    CONSTRAINT ban_lifted_by FOREIGN KEY (lifted_by) REFERENCES account (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

INSERT INTO ban (kind, level, site_id, account_id, target, reason, created, created_by, until)
    SELECT 1, 2, m.site_id, m.account_id, m.account_id, m.reason, m.granted, m.granted_by, m.until
    FROM membership m JOIN role r ON r.id = m.role_id AND r.name = 'suspended' WHERE m.board_id = 0;

-- Once for each ban by each account. state: 0 open, 1 accepted, 2 declined.
CREATE TABLE ban_appeal (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    ban_id     BIGINT UNSIGNED NOT NULL,
    account_id BIGINT UNSIGNED NOT NULL,
    created    DATETIME(6) NOT NULL,
    body       VARCHAR(2000) NOT NULL,
    state      TINYINT UNSIGNED NOT NULL DEFAULT 0,
    decided    DATETIME(6) NULL,
    decided_by BIGINT UNSIGNED NULL,
    answer     VARCHAR(300) NOT NULL DEFAULT '',
    UNIQUE KEY once (ban_id, account_id),
    KEY queue (state, id),
    KEY account (account_id),
    CONSTRAINT ban_appeal_ban FOREIGN KEY (ban_id) REFERENCES ban (id) ON DELETE CASCADE,
    CONSTRAINT ban_appeal_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE,
    CONSTRAINT ban_appeal_decided_by FOREIGN KEY (decided_by) REFERENCES account (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- To register is a permission of its own, so that it can be taken without taking the login; and whoever is
-- suspended can say something to it.
INSERT INTO role_permission (role_id, permission) VALUES (1, 'account.register');
INSERT INTO role_permission (role_id, permission)
    SELECT id, 'ban.appeal' FROM role WHERE built_in = 1 AND name IN ('member', 'trusted', 'reviewer', 'moderator');
