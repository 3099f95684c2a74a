-- The yearly logins of one login license, and entitlements unrelated to licenses.
SELECT
    base.id('0TU', no) AS Id, setting AS Setting, label AS MasterLabel, setting AS ResourceGroupKey,
    allowed::DOUBLE AS CurrentAmountAllowed, used::DOUBLE AS AmountUsed, 0::DOUBLE AS OverageGrace, frequency AS Frequency,
    date_trunc('year', gen.moment(getvariable('anchor')))::DATE AS StartDate,
    (date_trunc('year', gen.moment(getvariable('anchor'))) + INTERVAL 1 YEAR - INTERVAL 1 DAY)::DATE AS EndDate,
    CASE WHEN used IS NOT NULL THEN date_trunc('day', gen.moment(getvariable('now'))) END AS UsageDate,
    frequency = 'Once' AS IsPersistentResource, false AS HasRollover,
    gen.moment(getvariable('birth')) AS CreatedDate, CreatedDate AS LastModifiedDate, CreatedDate AS SystemModstamp,
    getvariable('admin') AS CreatedById, CreatedById AS LastModifiedById
FROM (
    SELECT
        0 AS no, 'force.CustomerCommunityPlusLogins' AS setting, 'Customer Community Plus Login' AS label,
        logins * 10 AS allowed,
        greatest(0, logins * 9 * (getvariable('now') - epoch(date_trunc('year', gen.moment(getvariable('anchor'))))::BIGINT)
            // (365 * 86400)) AS used,
        'Yearly' AS frequency
    FROM gen.seat WHERE key = 'PID_Customer_Community_Plus_Login'
    UNION ALL
    SELECT * FROM (VALUES
        (1, 'force.MaxPlatformEvents', 'Platform Events', 50000, 1200, 'Daily'),
        (2, 'force.EmailToCase', 'Email-to-Case Messages', 100000, 41250, 'Monthly'),
        (3, 'force.DataStorageGrant', 'Data Storage, one-time grant', 20480, NULL, 'Once'),
        (4, 'force.CommunityPageViews', 'Community Page Views', 6000000, 734112, 'Monthly')
    )
)
ORDER BY no
