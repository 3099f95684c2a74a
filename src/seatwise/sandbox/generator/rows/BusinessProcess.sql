SELECT
    id AS Id, name AS Name, object AS TableEnumOrId, active AS IsActive,
    gen.moment(getvariable('birth')) AS CreatedDate, CreatedDate AS LastModifiedDate, CreatedDate AS SystemModstamp,
    getvariable('admin') AS CreatedById, CreatedById AS LastModifiedById
FROM gen.process
ORDER BY no
