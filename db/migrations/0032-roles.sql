-- Roles in the database: sets of permissions by name ("*": all there are), given to somebody everywhere, on a
-- site or on a board, for ever or until some day. A role that denies takes its permissions away from what the
-- others give. The built-in ones are filled here; a permission that comes later is given out by its own migration.

CREATE TABLE role (
    id       INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name     VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    title    VARCHAR(60) NOT NULL DEFAULT '',
    built_in TINYINT UNSIGNED NOT NULL DEFAULT 0,
    denies   TINYINT UNSIGNED NOT NULL DEFAULT 0,
    version  INT UNSIGNED NOT NULL DEFAULT 1,
    UNIQUE KEY name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE role_permission (
    role_id    INT UNSIGNED NOT NULL,
    permission VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (role_id, permission),
    CONSTRAINT role_permission_role FOREIGN KEY (role_id) REFERENCES role (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

INSERT INTO role (id, name, built_in, denies) VALUES
    (1, 'guest', 1, 0), (2, 'member', 1, 0), (3, 'trusted', 1, 0), (4, 'reviewer', 1, 0),
    (5, 'moderator', 1, 0), (6, 'administrator', 1, 0), (7, 'suspended', 1, 1);

INSERT INTO role_permission (role_id, permission) VALUES
    (1, 'site.read'), (1, 'host.probe'), (1, 'session.open'),
    (2, 'site.read'), (2, 'account.edit-own'), (2, 'token.make'), (2, 'comment.write'), (2, 'comment.rate'),
    (2, 'comment.edit-own'), (2, 'comment.remove-own'), (2, 'comment.report'), (2, 'thread.start'),
    (6, '*');
INSERT INTO role_permission (role_id, permission)
    SELECT 3, permission FROM role_permission WHERE role_id = 2;
INSERT INTO role_permission (role_id, permission) VALUES
    (3, 'comment.fold'), (3, 'limit.pass'), (3, 'invitation.make');
INSERT INTO role_permission (role_id, permission)
    SELECT 4, permission FROM role_permission WHERE role_id = 3;
INSERT INTO role_permission (role_id, permission) VALUES
    (4, 'entry.edit'), (4, 'entry.review'), (4, 'entry.hide'), (4, 'alias.edit');
INSERT INTO role_permission (role_id, permission)
    SELECT 5, permission FROM role_permission WHERE role_id = 4;
INSERT INTO role_permission (role_id, permission) VALUES
    (5, 'comment.edit'), (5, 'comment.remove'), (5, 'thread.lock'), (5, 'thread.pin'), (5, 'thread.move'),
    (5, 'thread.merge'), (5, 'thread.slow'), (5, 'queue.work'), (5, 'account.see'), (5, 'account.note'),
    (5, 'account.warn'), (5, 'account.ban'), (5, 'session.end'), (5, 'dashboard.see');
-- All but to read, and to see to one's own account.
INSERT INTO role_permission (role_id, permission)
    SELECT 7, permission FROM role_permission
    WHERE role_id = 5 AND permission NOT IN ('site.read', 'account.edit-own');
INSERT INTO role_permission (role_id, permission) VALUES
    (7, 'thread.announce'), (7, 'account.edit'), (7, 'account.merge'), (7, 'account.erase'), (7, 'token.end'),
    (7, 'ban.edit'), (7, 'filter.edit'), (7, 'throttle.edit'), (7, 'invitation.edit'), (7, 'board.edit'),
    (7, 'site.edit'), (7, 'site.freeze'), (7, 'role.edit'), (7, 'role.grant'), (7, 'import.run'),
    (7, 'export.run'), (7, 'audit.see'), (7, 'performance.see'), (7, 'mail.see'), (7, 'job.see');

-- site_id 0 is every site, board_id 0 every board of the site; hence no foreign keys on them.
ALTER TABLE membership
    ADD COLUMN board_id INT UNSIGNED NOT NULL DEFAULT 0 AFTER site_id,
    ADD COLUMN role_id INT UNSIGNED NULL AFTER board_id,
    ADD COLUMN granted DATETIME(6) NULL,
    ADD COLUMN granted_by BIGINT UNSIGNED NULL,
    ADD COLUMN until DATETIME(6) NULL,
    ADD COLUMN reason VARCHAR(300) NOT NULL DEFAULT '';

UPDATE membership m JOIN role r ON r.name = m.role JOIN account a ON a.id = m.account_id
    SET m.role_id = r.id, m.granted = a.created;

DELETE FROM membership WHERE role_id IS NULL;

ALTER TABLE membership
    DROP PRIMARY KEY,
    DROP COLUMN role,
    MODIFY COLUMN role_id INT UNSIGNED NOT NULL,
    MODIFY COLUMN granted DATETIME(6) NOT NULL,
    ADD PRIMARY KEY (account_id, site_id, board_id, role_id),
    ADD KEY role_id (role_id),
    ADD CONSTRAINT membership_role FOREIGN KEY (role_id) REFERENCES role (id),
    ADD CONSTRAINT membership_granted_by FOREIGN KEY (granted_by) REFERENCES account (id) ON DELETE SET NULL;
