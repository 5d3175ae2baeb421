-- Mails are retried, dropped and tested by a permission of its own; whoever is suspended may not.

INSERT INTO role_permission (role_id, permission) VALUES (7, 'mail.edit');
