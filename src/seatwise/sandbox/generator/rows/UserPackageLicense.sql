SELECT
    base.id('051', n * 8 + package) AS Id, base.id('050', package) AS PackageLicenseId, base.id('005', n) AS UserId,
    gen.moment(since) AS CreatedDate, CreatedDate AS LastModifiedDate, CreatedDate AS SystemModstamp,
    getvariable('admin') AS CreatedById, CreatedById AS LastModifiedById
FROM gen.package_held
ORDER BY n, package
