SELECT
    id AS Id, name AS Name, regexp_replace(name, '[^A-Za-z0-9]+', '_', 'g') AS DeveloperName,
    name AS RollupDescription, parent_id AS ParentRoleId, 'None' AS PortalType,
    gen.moment(getvariable('birth')) AS LastModifiedDate, LastModifiedDate AS SystemModstamp,
    getvariable('admin') AS LastModifiedById
FROM gen.role
ORDER BY no
