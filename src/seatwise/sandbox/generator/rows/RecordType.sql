SELECT
    id AS Id, name AS Name, developer_name AS DeveloperName, namespace AS NamespacePrefix, base.id('019', process) AS BusinessProcessId,
    object AS SobjectType, active AS IsActive, false AS IsPersonType,
    gen.moment(getvariable('birth')) AS CreatedDate, CreatedDate AS LastModifiedDate, CreatedDate AS SystemModstamp,
    getvariable('admin') AS CreatedById, CreatedById AS LastModifiedById
FROM gen.record_type
ORDER BY no
