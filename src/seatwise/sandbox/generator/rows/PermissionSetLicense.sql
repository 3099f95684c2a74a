WITH held AS (SELECT addon, count(*) FILTER (active) AS assigned FROM gen.addon_held GROUP BY addon)
SELECT
    id AS Id, developer_name AS DeveloperName, label AS MasterLabel, developer_name AS PermissionSetLicenseKey,
    status AS Status, 'en_US' AS Language,
    gen.moment(getvariable('anchor') + expires * 86400)::DATE AS ExpirationDate,
    seats AS TotalLicenses, coalesce(assigned, 0) AS UsedLicenses,
    developer_name = 'SalesforceAPIIntegrationPsl' AS IsAvailableForIntegrations,
    gen.moment(getvariable('birth')) AS CreatedDate, CreatedDate AS LastModifiedDate, CreatedDate AS SystemModstamp,
    getvariable('admin') AS CreatedById, CreatedById AS LastModifiedById
FROM gen.addon_seat
LEFT JOIN held ON held.addon = addon_seat.no
ORDER BY no
