-- The 31 whole days before now, and how many people held a thing on each: from today's holders and when they came and
-- went. "Active" counts who logged in within 30 days of now, among those already there: close to what it was that day.
CREATE TABLE gen.day AS
SELECT
    back, (date_trunc('day', gen.moment(getvariable('now'))) - to_days(back::INT))::DATE AS metrics_date,
    epoch(metrics_date + INTERVAL 1 DAY)::BIGINT AS until
FROM range(1, 32) AS days (back);

-- Cohorts: holders of one thing who came on one day and went on one day. kind: profile, addon, feature.
CREATE TABLE gen.cohort AS
WITH holder AS (
    SELECT 'profile' AS kind, profile AS thing, n, joined AS since FROM gen.member WHERE profile IS NOT NULL
    UNION ALL
    SELECT 'addon', addon, n, since FROM gen.addon_held
    UNION ALL
    SELECT 'feature', feature, n, since FROM gen.feature_held
)
SELECT
    kind,
    thing,
    greatest(since, getvariable('now') - 40 * 86400) // 86400 AS came,
    left_at // 86400 AS went,
    count(*) AS holders,
    count(*) FILTER (last_login >= getvariable('now') - 30 * 86400) AS logged_in
FROM holder
JOIN gen.member USING (n)
WHERE left_at IS NULL OR left_at > getvariable('now') - 40 * 86400
GROUP BY ALL;

CREATE TABLE gen.daily AS
SELECT
    kind, thing, back, metrics_date, sum(holders)::BIGINT AS assigned, sum(logged_in)::BIGINT AS active
FROM gen.cohort
JOIN gen.day ON came < until // 86400 AND (went IS NULL OR went >= until // 86400)
GROUP BY ALL;
