-- Whoever has roles by now is asked for a second factor from now on, with all the time that the installation gives:
-- so far nobody was asked, however long ago theirs were granted.

UPDATE account SET factor_demanded = UTC_TIMESTAMP(6)
    WHERE id IN (SELECT account_id FROM membership);
