SELECT
    gen.id('2LA', n * 16 + addon) AS Id, gen.id('005', n) AS AssigneeId, gen.id('0PL', addon) AS PermissionSetLicenseId,
    false AS IsRevoked, gen.moment(since) AS CreatedDate, CreatedDate AS LastModifiedDate, CreatedDate AS SystemModstamp,
    getvariable('admin') AS CreatedById, CreatedById AS LastModifiedById
FROM gen.addon_held
ORDER BY n, addon
