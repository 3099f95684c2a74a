-- Salesforce's daily counts: how many users had a license at the end of each of the 90 whole days before now, and how
-- many of them had logged in within 30 days. Days are numbered by their end, in days since 1970.
CREATE TABLE gen.day AS
SELECT
    back, (date_trunc('day', gen.moment(getvariable('now'))) - to_days(back::INT))::DATE AS metrics_date,
    epoch(metrics_date + INTERVAL 1 DAY)::BIGINT // 86400 AS until
FROM range(1, 91) AS days (back);

-- The end of the day of a second.
CREATE MACRO gen.day_of(second) AS (second + 86399) // 86400;

-- License and profile of each user by period: two periods for users who moved.
CREATE TABLE gen.stay AS
SELECT
    n, stay.license, coalesce(license.family, 'none') AS family, profile.no AS profile, came, went,
    gen.day_of(came) AS since, coalesce(gen.day_of(went), 1000000) AS until
FROM (
    SELECT n, license_before AS license, gen.dice(n, 'profile') AS roll, joined AS came, least(moved_at, left_at) AS went
    FROM gen.person
    UNION ALL
    SELECT n, license_after, gen.dice(n, 'next profile'), moved_at, left_at FROM gen.person WHERE moved_at IS NOT NULL
) AS stay
LEFT JOIN gen.license ON license.no = stay.license
LEFT JOIN gen.profile_choice AS choice ON choice.license = stay.license
LEFT JOIN gen.profile ON profile.license = stay.license AND profile.rank = gen.profile_rank(n, stay.license, roll, choice.choices)
WHERE came <= getvariable('now') AND (went IS NULL OR went > getvariable('now') - 92 * 86400);

-- The periods in which a user counts as active: for those who log in at least every twenty days, from the first login to
-- 30 days after the last; for the others, 30 days after each login.
CREATE TABLE gen.active AS
SELECT n, gen.day_of(first_login) AS since, last_login // 86400 + 31 AS until
FROM gen.member WHERE rhythm <= 20 * 86400 AND last_login > getvariable('now') - 122 * 86400
UNION ALL
SELECT n, gen.day_of(came), least(came // 86400 + 31, gen.day_of(lead(came) OVER (PARTITION BY n ORDER BY k)))
FROM (
    SELECT n, k, gen.login_at(n, k, first_login, rhythm) AS came
    FROM (
        SELECT
            n, first_login, rhythm,
            unnest(range(greatest(0, (getvariable('now') - 122 * 86400 - first_login) // rhythm - 1), last_k + 1)) AS k
        FROM gen.member WHERE rhythm > 20 * 86400 AND last_login > getvariable('now') - 122 * 86400
    )
);

-- kind: profile, addon, feature.
CREATE TABLE gen.held AS
SELECT * FROM (
    SELECT 'profile' AS kind, profile AS thing, n, since, until FROM gen.stay WHERE profile IS NOT NULL
    UNION ALL
    SELECT 'addon', addon.no, n, greatest(since, gen.day_of(gen.addon_since(n, came, rollout))), until
    FROM gen.stay JOIN gen.addon USING (family) WHERE gen.has_addon(n, addon.no, thousandth)
    UNION ALL
    SELECT 'feature', feature.no, n, since, until
    FROM gen.stay CROSS JOIN gen.feature WHERE family = 'crm' AND gen.has_feature(n, family, key)
)
WHERE since < until;

-- Plus one from `since` on, minus one from `until` on; summed by day.
CREATE TABLE gen.daily AS
WITH step AS (
    SELECT kind, thing, unnest([since, until]) AS day, unnest([1, -1]) AS assigned, 0 AS active FROM gen.held
    UNION ALL
    SELECT
        kind, thing, unnest([greatest(held.since, active.since), least(held.until, active.until)]), 0, unnest([1, -1])
    FROM gen.held
    JOIN gen.active ON active.n = held.n AND active.since < held.until AND held.since < active.until
),
stepped AS (
    SELECT kind, thing, greatest(day, (SELECT min(until) FROM gen.day)) AS until, sum(assigned) AS assigned, sum(active) AS active
    FROM step
    GROUP BY ALL
)
SELECT kind, thing, back, metrics_date, assigned, active
FROM (
    SELECT
        thing.kind, thing.thing, back, metrics_date,
        sum(coalesce(assigned, 0)) OVER upto AS assigned, sum(coalesce(active, 0)) OVER upto AS active
    FROM (SELECT DISTINCT kind, thing FROM gen.held) AS thing
    CROSS JOIN gen.day
    LEFT JOIN stepped ON stepped.kind = thing.kind AND stepped.thing = thing.thing AND stepped.until = day.until
    WINDOW upto AS (PARTITION BY thing.kind, thing.thing ORDER BY day.until)
)
WHERE assigned > 0;
