-- The random profile of a license: -1 = that of administrators, else the rank among the others.
CREATE MACRO gen.profile_rank(n, license, roll, choices) AS
    CASE WHEN license = 0 AND (n = 0 OR roll % 1000 < 15) THEN -1 ELSE gen.favor(roll, choices) END;
CREATE TABLE gen.profile_choice AS SELECT DISTINCT license, choices FROM gen.profile;

-- The users at `now`: license, profile, last login, frozen or not.
CREATE TABLE gen.member AS
WITH held AS (
    SELECT
        *,
        CASE WHEN moved THEN gen.dice(n, 'next profile') ELSE gen.dice(n, 'profile') END AS roll,
        (frozen_at IS NOT NULL AND frozen_at <= getvariable('now')) AS frozen
    FROM gen.holding(getvariable('now'))
),
habits AS (
    SELECT * REPLACE (gen.paced(rhythm) AS rhythm), least(getvariable('now'), ends) AS until
    FROM held
),
counted AS (
    SELECT *, (until - first_login) // rhythm AS rhythms  -- complete ones since the first login
    FROM habits
)
SELECT
    counted.* EXCLUDE (rhythms, roll),
    -- The number of logins before the last one, which is that of this rhythm or, if that is in the future, the previous.
    CASE
        WHEN until < first_login OR rhythms IS NULL THEN NULL
        WHEN rhythms = 0 OR gen.login_at(n, rhythms, first_login, rhythm) <= until THEN rhythms
        ELSE rhythms - 1
    END AS last_k,
    gen.login_at(n, last_k, first_login, rhythm) AS last_login,
    greatest(
        joined,
        CASE WHEN moved_at <= getvariable('now') THEN moved_at END,
        CASE WHEN left_at <= getvariable('now') THEN left_at END
    ) AS modified,
    base.id('005', n) AS id,
    profile.no AS profile,
    profile.id AS profile_id,
    profile.user_type
FROM counted
LEFT JOIN gen.profile_choice AS choice ON choice.license = counted.license
LEFT JOIN gen.profile
    ON profile.license = counted.license AND profile.rank = gen.profile_rank(n, counted.license, roll, choice.choices);

-- Seats: provisioned for the users at the anchor, assigned to those at `now`.
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
