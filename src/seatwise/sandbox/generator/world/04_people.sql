-- Everyone who is ever a user, and what happens to them. It does not depend on `now`, except for who is listed.
-- joined, left_at, moved_at, frozen_at, dormant_at: epoch seconds; null = never.
CREATE TABLE gen.person_fated AS
WITH numbered AS (
    SELECT
        n,
        -- Evenly over `span` seconds before the anchor, exactly `users` at the anchor, and later at the same rate.
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
    -- Only employees change their license; the others may change their profile.
    CASE
        WHEN first_user.n IS NOT NULL THEN first_user.license
        WHEN old.family IN ('crm', 'platform', 'light') AND new.family IN ('crm', 'platform', 'light') THEN after.license
        ELSE before.license
    END AS license_after
FROM fated
LEFT JOIN gen.first_user USING (n)
LEFT JOIN gen.license_slot AS before ON before.slot = gen.dice(n, 'license') % 10000
LEFT JOIN gen.license AS old ON old.no = before.license
LEFT JOIN gen.license_slot AS after ON after.slot = gen.dice(n, 'next license') % 10000
LEFT JOIN gen.license AS new ON new.no = after.license;

-- Their login habits, which never change.
-- rhythm: seconds between two logins, before the adjustment below; null = never logs in. first_login: the first one.
-- ends: the last one. program: writes records without logging in (a token that never expires).
CREATE TABLE gen.person AS
SELECT
    person_fated.*,
    CASE
        WHEN n = 3 OR (family = 'system' AND n > 20 AND gen.dice(n, 'habit') < 600000) THEN 3600
        WHEN n IN (0, 1, 6, 7) THEN 86400
        WHEN license_before IS NULL OR family IN ('system', 'guest') OR n = getvariable('users') - 1 THEN NULL
        WHEN family IN ('crm', 'platform') THEN CASE
            WHEN gen.dice(n, 'habit') < 680000 THEN 86400
            WHEN gen.dice(n, 'habit') < 860000 THEN 7 * 86400
            WHEN gen.dice(n, 'habit') < 920000 THEN 30 * 86400
            WHEN gen.dice(n, 'habit') < 960000 THEN 100 * 86400
        END
        WHEN gen.dice(n, 'habit') < 300000 THEN 5 * 86400
        WHEN gen.dice(n, 'habit') < 600000 THEN 30 * 86400
        WHEN gen.dice(n, 'habit') < 800000 THEN 120 * 86400
    END::BIGINT AS rhythm,
    -- Most log in within a few days, some after weeks.
    joined + 3600 + gen.favor(gen.dice(n, 'onboarding'), 25 * 86400) AS first_login,
    least(left_at, frozen_at, dormant_at) AS ends,
    n = 5 OR (n > 23 AND CASE
        WHEN family IN ('crm', 'platform') THEN gen.dice(n, 'habit') >= 985000
        WHEN family IN ('guest', 'system') THEN gen.dice(n, 'habit') >= 600000
        WHEN family = 'external' THEN gen.dice(n, 'habit') >= 990000
    END) AS program
FROM gen.person_fated
LEFT JOIN gen.license ON license.no = license_before;

-- The adjustment of login habits, in thousandths of the time between two logins, so that login history has about the
-- requested number of rows at the anchor. Users who log in once a month or less are not adjusted.
SET VARIABLE pace = (
    SELECT CASE
        WHEN getvariable('logins') < 0 AND often + seldom <= 1500000 THEN 1000
        ELSE greatest(1, least(480000, often * 1000 // greatest(
            1, CASE WHEN getvariable('logins') < 0 THEN 1500000 ELSE getvariable('logins') * 25 // 26 END - seldom)))
    END::BIGINT
    FROM (
        SELECT
            coalesce(sum(present // rhythm) FILTER (rhythm <= 7 * 86400), 0) AS often,
            coalesce(sum(present // rhythm) FILTER (rhythm > 7 * 86400), 0) AS seldom
        FROM (
            SELECT
                rhythm,
                greatest(0, least(getvariable('anchor'), ends)
                            - greatest(first_login, getvariable('anchor') - getvariable('retention'))) AS present
            FROM gen.person
            WHERE joined <= getvariable('anchor')
        )
    )
);
CREATE MACRO gen.paced(rhythm) AS CASE
    WHEN rhythm IS NULL OR rhythm > 7 * 86400 THEN rhythm
    ELSE greatest(2, least(rhythm * getvariable('pace') // 1000, greatest(rhythm, 20 * 86400)))
END;

-- Login number `k` is in the first half of its rhythm; the first login starts it.
CREATE MACRO gen.login_at(n, k, first_login, rhythm) AS
    first_login + CASE WHEN k = 0 THEN 0 ELSE k * rhythm + gen.dice(n * 977 + k, 'hour') * rhythm // 2000000 END;

-- The users at one time: active or not, and their license. Family 'none': no license.
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
