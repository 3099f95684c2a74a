-- The users as they are at `now`: license, profile, last login, frozen or not.
CREATE TABLE gen.member AS
WITH held AS (
    SELECT
        *,
        CASE WHEN moved THEN gen.dice(n, 'next profile') ELSE gen.dice(n, 'profile') END AS roll,
        (frozen_at IS NOT NULL AND frozen_at <= getvariable('now')) AS frozen
    FROM gen.holding(getvariable('now'))
),
habits AS (
    SELECT
        *,
        -- Seconds between two logins; null = never logs in.
        CASE
            WHEN n = 3 OR (family = 'system' AND n > 20 AND gen.dice(n, 'habit') < 600000) THEN 3600
            WHEN n = 0 THEN 86400
            WHEN family IN ('none', 'system', 'guest') OR n = getvariable('users') - 1 THEN NULL
            WHEN family IN ('crm', 'platform') THEN CASE
                WHEN gen.dice(n, 'habit') < 680000 THEN 86400
                WHEN gen.dice(n, 'habit') < 860000 THEN 7 * 86400
                WHEN gen.dice(n, 'habit') < 920000 THEN 30 * 86400
                WHEN gen.dice(n, 'habit') < 960000 THEN 100 * 86400
            END
            WHEN gen.dice(n, 'habit') < 300000 THEN 5 * 86400
            WHEN gen.dice(n, 'habit') < 600000 THEN 30 * 86400
            WHEN gen.dice(n, 'habit') < 800000 THEN 120 * 86400
        END AS rhythm,
        -- Most people log in on their first days, a few take weeks.
        joined + 3600 + gen.favour(gen.dice(n, 'onboarding'), 25 * 86400) AS first_login,
        least(getvariable('now'), left_at, frozen_at, dormant_at) AS until
    FROM held
),
counted AS (
    SELECT *, (until - first_login) // rhythm AS logins  -- whole rhythms since the first login
    FROM habits
)
SELECT
    counted.* EXCLUDE (logins, roll, rhythm, first_login, until),
    CASE
        WHEN until < first_login OR logins IS NULL THEN NULL
        WHEN logins = 0 THEN first_login
        ELSE first_login + greatest(
            -- a login falls in the first half of its rhythm; if that is still to come, the last one was before
            CASE WHEN first_login + logins * rhythm + gen.dice(n * 977 + logins, 'hour') * rhythm // 2000000 <= until
                 THEN logins * rhythm + gen.dice(n * 977 + logins, 'hour') * rhythm // 2000000 ELSE 0 END,
            (logins - 1) * rhythm
                + CASE WHEN logins = 1 THEN 0 ELSE gen.dice(n * 977 + logins - 1, 'hour') * rhythm // 2000000 END
        )
    END AS last_login,
    greatest(
        joined,
        CASE WHEN moved_at <= getvariable('now') THEN moved_at END,
        CASE WHEN left_at <= getvariable('now') THEN left_at END
    ) AS modified,
    gen.id('005', n) AS id,
    profile.no AS profile,
    profile.id AS profile_id,
    profile.user_type
FROM counted
LEFT JOIN (SELECT DISTINCT license, choices FROM gen.profile) AS choice ON choice.license = counted.license
LEFT JOIN gen.profile
    ON profile.license = counted.license
    AND profile.rank = CASE
        WHEN counted.license = 0 AND (n = 0 OR roll % 1000 < 15) THEN -1
        ELSE gen.favour(roll, choice.choices)
    END;

-- Seats: bought for the users of the anchor; assigned to those of now.
CREATE TABLE gen.seat AS
WITH bought AS (
    SELECT license, count(*) AS assigned FROM gen.holding(getvariable('anchor')) WHERE active GROUP BY license
),
held AS (SELECT license, count(*) AS assigned FROM gen.member WHERE active GROUP BY license)
SELECT
    license.*,
    coalesce(held.assigned, 0) AS assigned,
    CASE policy
        WHEN 'fixed' THEN amount
        WHEN 'floor' THEN greatest(amount, gen.rounded_up(coalesce(bought.assigned, 0) * 11 // 10))
        WHEN 'short' THEN greatest(1, coalesce(bought.assigned, 0) * amount // 100)
        ELSE greatest(1, gen.rounded_up((coalesce(bought.assigned, 0) * amount + 99) // 100))
    END AS seats,
    CASE WHEN pace IS NOT NULL THEN greatest(100, coalesce(bought.assigned, 0) * 3 // 50 * 50) END AS logins
FROM gen.license
LEFT JOIN bought ON bought.license = license.no
LEFT JOIN held ON held.license = license.no;
