SELECT
    base.id('0PM', no) AS Id, base.id('0PG', permission_set_group) AS PermissionSetGroupId,
    base.id('0PS', permission_set) AS PermissionSetId,
    gen.moment(getvariable('birth')) AS CreatedDate, CreatedDate AS LastModifiedDate, CreatedDate AS SystemModstamp,
    getvariable('admin') AS CreatedById, CreatedById AS LastModifiedById
FROM gen.permission_set_group_component
ORDER BY no
