SELECT
    id AS Id, name AS Name, label AS Label, profile_id AS ProfileId, license_id AS LicenseId, type AS Type,
    namespace AS NamespacePrefix, group_id AS PermissionSetGroupId,
    profile_id IS NOT NULL AS IsOwnedByProfile, type <> 'Standard' AS IsCustom,
    gen.moment(getvariable('birth')) AS CreatedDate, CreatedDate AS LastModifiedDate, CreatedDate AS SystemModstamp,
    getvariable('admin') AS CreatedById, CreatedById AS LastModifiedById
FROM gen.permission_set
ORDER BY no
