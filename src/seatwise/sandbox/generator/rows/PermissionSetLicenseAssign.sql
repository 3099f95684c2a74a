SELECT
    base.id('2LA', n * 16 + addon) AS Id, base.id('005', n) AS AssigneeId, base.id('0PL', addon) AS PermissionSetLicenseId,
    false AS IsRevoked, gen.moment(since) AS CreatedDate, CreatedDate AS LastModifiedDate, CreatedDate AS SystemModstamp,
    getvariable('admin') AS CreatedById, CreatedById AS LastModifiedById
FROM gen.addon_held
ORDER BY n, addon
