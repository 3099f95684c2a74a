SELECT
    id AS Id, name AS DeveloperName, label AS MasterLabel, 'en_US' AS Language, status AS Status,
    false AS HasActivationRequired,
    gen.moment(getvariable('birth')) AS CreatedDate, CreatedDate AS LastModifiedDate, CreatedDate AS SystemModstamp,
    getvariable('admin') AS CreatedById, CreatedById AS LastModifiedById
FROM gen.permission_set_group
ORDER BY no
