SELECT
    base.id('5Lm', back * 1000 + addon.no) AS Id, metrics_date AS MetricsDate,
    addon.id AS PermissionSetLicenseId, developer_name AS DeveloperName, label AS MasterLabel,
    assigned AS AssignedUserCount, active AS ActiveUserCount, seats AS TotalLicenses,
    metrics_date::TIMESTAMP AS SystemModstamp
FROM gen.daily
JOIN gen.addon_seat AS addon ON addon.no = daily.thing
WHERE kind = 'addon'
ORDER BY metrics_date, addon.no
