-- Every feature has a row per day, since a feature without users still has seats.
SELECT
    base.id('5Fm', day.back * 1000 + feature.no) AS Id, day.metrics_date AS MetricsDate, feature.key AS FeatureType,
    coalesce(assigned, 0) AS AssignedUserCount, coalesce(active, 0) AS ActiveUserCount, seats AS TotalLicenseCount,
    day.metrics_date::TIMESTAMP AS SystemModstamp
FROM gen.day
CROSS JOIN gen.feature_seat AS feature
LEFT JOIN gen.daily ON daily.kind = 'feature' AND daily.thing = feature.no AND daily.back = day.back
ORDER BY day.metrics_date, feature.no
