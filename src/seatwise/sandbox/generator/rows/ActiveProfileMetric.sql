SELECT
    base.id('5Pm', back * 1000 + profile.no) AS Id, metrics_date AS MetricsDate,
    profile.id AS ProfileId, profile.license_id AS UserLicenseId,
    assigned AS AssignedUserCount, active AS ActiveUserCount, metrics_date::TIMESTAMP AS SystemModstamp
FROM gen.daily
JOIN gen.profile ON profile.no = daily.thing
WHERE kind = 'profile'
ORDER BY metrics_date, profile.no
