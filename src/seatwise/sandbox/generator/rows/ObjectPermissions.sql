-- A row is there only where reading is granted. Administrators see and change everybody's records.
SELECT
    kept.id('110', permission_set * 16 + object) AS Id, kept.id('0PS', permission_set) AS ParentId, object_name AS SobjectType,
    true AS PermissionsRead, access >= 2 AS PermissionsCreate, access >= 2 AS PermissionsEdit, access >= 3 AS PermissionsDelete,
    permission_set = 0 AS PermissionsViewAllRecords, permission_set = 0 AS PermissionsModifyAllRecords,
    permission_set = 0 AS PermissionsViewAllFields,
    gen.moment(getvariable('birth')) AS CreatedDate, CreatedDate AS LastModifiedDate, CreatedDate AS SystemModstamp,
    getvariable('admin') AS CreatedById, CreatedById AS LastModifiedById
FROM gen.grant
ORDER BY permission_set, object
