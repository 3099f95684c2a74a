-- One per twenty users: the companies that external users belong to.
SELECT
    gen.id('001', no) AS Id, gen.company(no) AS Name,
    list_extract(['Customer', 'Partner', 'Prospect'], (1 + gen.dice(no, 'account type') % 3)::INT) AS Type,
    list_extract(['Energy', 'Retail', 'Banking', 'Media'], (1 + gen.dice(no, 'industry') % 4)::INT) AS Industry,
    'Wien' AS BillingCity, 'Austria' AS BillingCountry, Type = 'Partner' AS IsPartner, false AS IsCustomerPortal,
    getvariable('admin') AS OwnerId, OwnerId AS CreatedById, OwnerId AS LastModifiedById,
    gen.moment(joined) AS CreatedDate, CreatedDate AS LastModifiedDate, CreatedDate AS SystemModstamp
FROM (SELECT n // 20 AS no, min(joined) AS joined FROM gen.member GROUP BY ALL)
ORDER BY no
