SELECT
    id AS Id, name AS Name, label AS Label, profile_id AS ProfileId, license_id AS LicenseId, type AS Type,
    profile_id IS NOT NULL AS IsOwnedByProfile, true AS IsCustom,
    gen.moment(getvariable('birth')) AS CreatedDate, CreatedDate AS LastModifiedDate, CreatedDate AS SystemModstamp,
    getvariable('admin') AS CreatedById, CreatedById AS LastModifiedById
FROM gen.permission_set
ORDER BY no
