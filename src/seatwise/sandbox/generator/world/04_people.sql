-- Everyone who is ever a user, and what will happen to them: nothing here depends on now, only who is listed does.
-- joined, left_at, moved_at, frozen_at, dormant_at: epoch seconds; null = never.
CREATE TABLE gen.person AS
WITH numbered AS (
    SELECT
        n,
        -- Evenly over `span` seconds before the anchor, exactly `users` of them at the anchor, and on at that pace.
        CASE
            WHEN n = 0 THEN getvariable('birth')
            WHEN n < getvariable('users') AND (n BETWEEN 2 AND 5 OR n = 20) THEN getvariable('birth') + 60 * n
            WHEN n = getvariable('users') - 1 AND n > 23 THEN getvariable('anchor') - 3 * 86400  -- not onboarded yet
            ELSE getvariable('anchor')
                - (2 * (getvariable('users') - n) - 1) * getvariable('span') // (2 * getvariable('users'))
                + gen.dice(n, 'joined') * (getvariable('span') // (5 * getvariable('users'))) // 1000000
        END AS joined,
        n <= 20 AS lasting
    FROM range(
        getvariable('users') + 2
        + greatest(0, getvariable('now') - getvariable('anchor')) * getvariable('users') // getvariable('span')
    ) AS numbers (n)
),
fated AS (
    SELECT
        n,
        joined,
        lasting,
        CASE
            WHEN n = 23 THEN joined + 2 * 86400
            WHEN lasting OR n = getvariable('users') - 1 OR gen.dice(n, 'leaves') >= 250000 THEN NULL
            ELSE joined + 86400 + gen.dice(n, 'left') * getvariable('span') // 1000000
        END AS left_at,
        CASE
            WHEN lasting OR gen.dice(n, 'moves') >= 400000 THEN NULL
            ELSE joined + 86400 + gen.dice(n, 'moved') * getvariable('span') // 1000000
        END AS moved_at,
        CASE
            WHEN lasting OR gen.dice(n, 'tires') >= 160000 THEN NULL
            ELSE joined + 86400 + gen.dice(n, 'tired') * getvariable('span') // 1000000
        END AS dormant_at
    FROM numbered
    WHERE joined <= greatest(getvariable('anchor'), getvariable('now'))
)
SELECT
    fated.*,
    CASE
        WHEN n = 22 THEN joined + 86400
        WHEN left_at IS NOT NULL AND gen.dice(n, 'freezes') < 500000
            THEN greatest(joined, left_at - gen.dice(n, 'frozen') * (20 * 86400) // 1000000)
        WHEN left_at IS NULL AND NOT lasting AND gen.dice(n, 'freezes') < 25000
            THEN joined + 86400 + gen.dice(n, 'frozen') * getvariable('span') // 1000000
    END AS frozen_at,
    CASE WHEN first_user.n IS NULL THEN before.license ELSE first_user.license END AS license_before,
    -- Only people inside the company change license; the others may change profile.
    CASE
        WHEN first_user.n IS NOT NULL THEN first_user.license
        WHEN old.family IN ('crm', 'platform', 'light') AND new.family IN ('crm', 'platform', 'light') THEN after.license
        ELSE before.license
    END AS license_after
FROM fated
LEFT JOIN gen.first_user USING (n)
LEFT JOIN gen.place AS before ON before.place = gen.dice(n, 'license') % 10000
LEFT JOIN gen.license AS old ON old.no = before.license
LEFT JOIN gen.place AS after ON after.place = gen.dice(n, 'next license') % 10000
LEFT JOIN gen.license AS new ON new.no = after.license;

-- What people hold at one moment: who is a user, active, on which license. Family 'none': no license at all.
CREATE MACRO gen.holding(moment) AS TABLE
SELECT held.*, license.id AS license_id, coalesce(license.family, 'none') AS family
FROM (
    SELECT
        *,
        left_at IS NULL OR left_at > moment AS active,
        moved_at IS NOT NULL AND moved_at <= moment AS moved,
        CASE WHEN moved_at <= moment THEN license_after ELSE license_before END AS license
    FROM gen.person
    WHERE joined <= moment
) AS held
LEFT JOIN gen.license ON license.no = held.license;
