-- Users who were never changed and never logged in have no row.
SELECT
    base.id('0Yw', n) AS Id, id AS UserId, frozen AS IsFrozen,
    last_login IS NOT NULL AND gen.dice(n, 'locked') < 3000 AS IsPasswordLocked,
    gen.moment(CASE WHEN frozen THEN greatest(frozen_at, joined) ELSE modified END) AS LastModifiedDate,
    getvariable('admin') AS LastModifiedById
FROM gen.member
WHERE last_login IS NOT NULL OR frozen OR gen.dice(n, 'touched') < 300000
ORDER BY n
