WITH held AS (SELECT package, count(*) FILTER (active) AS assigned FROM gen.package_held GROUP BY package)
SELECT
    id AS Id, namespace AS NamespacePrefix, status AS Status,
    seats AS AllowedLicenses,
    coalesce(assigned, 0) AS UsedLicenses,
    gen.moment(getvariable('anchor') + expires * 86400) AS ExpirationDate,
    true AS IsProvisioned, false AS IsAvailableForIntegrations,
    gen.moment(getvariable('birth')) AS CreatedDate, CreatedDate AS LastModifiedDate, CreatedDate AS SystemModstamp
FROM gen.package_seat
LEFT JOIN held ON held.package = package_seat.no
ORDER BY no
