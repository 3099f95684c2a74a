SELECT
    id AS Id, name AS Name, license_id AS UserLicenseId, user_type AS UserType,
    gen.moment(getvariable('birth')) AS CreatedDate, CreatedDate AS LastModifiedDate, CreatedDate AS SystemModstamp,
    getvariable('admin') AS CreatedById, CreatedById AS LastModifiedById
FROM gen.profile
ORDER BY no
