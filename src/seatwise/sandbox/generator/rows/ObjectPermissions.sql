-- Only with read permission is there a row. Administrators can view and change all records.
SELECT
    base.id('110', permission_set * 16 + object) AS Id, base.id('0PS', permission_set) AS ParentId, object_name AS SobjectType,
    true AS PermissionsRead, access >= 2 AS PermissionsCreate, access >= 2 AS PermissionsEdit, access >= 3 AS PermissionsDelete,
    permission_set = 0 AS PermissionsViewAllRecords, permission_set = 0 AS PermissionsModifyAllRecords,
    permission_set = 0 AS PermissionsViewAllFields,
    gen.moment(getvariable('birth')) AS CreatedDate, CreatedDate AS LastModifiedDate, CreatedDate AS SystemModstamp,
    getvariable('admin') AS CreatedById, CreatedById AS LastModifiedById
FROM gen.grant
ORDER BY permission_set, object
