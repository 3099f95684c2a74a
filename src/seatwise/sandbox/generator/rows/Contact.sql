-- One per external user, made the day the user was.
SELECT
    gen.id('003', n) AS Id, family_name.name AS LastName, given.name AS FirstName,
    concat(given.name, ' ', family_name.name) AS Name, concat(given.slug, '.', n, '@customer.example') AS Email,
    gen.id('001', n // 20) AS AccountId, getvariable('admin') AS OwnerId,
    gen.moment(joined) AS CreatedDate, CreatedDate AS LastModifiedDate, CreatedDate AS SystemModstamp,
    OwnerId AS CreatedById, OwnerId AS LastModifiedById
FROM gen.member
JOIN gen.given ON given.no = gen.dice(n, 'given') % getvariable('given_names')
JOIN gen.family_name ON family_name.no = gen.dice(n, 'family name') % getvariable('family_names')
WHERE family = 'external'
ORDER BY n
