-- The accounts of external users, one per twenty users; then those that users created.
SELECT
    "Id", "Name", "Type", "Industry", 'Wien' AS "BillingCity", 'Austria' AS "BillingCountry", "Type" = 'Partner' AS "IsPartner",
    false AS "IsCustomerPortal", NULL::base.record_type_id AS "RecordTypeId", "OwnerId",
    made AS "CreatedDate", "OwnerId" AS "CreatedById", made AS "LastModifiedDate", "OwnerId" AS "LastModifiedById",
    made AS "SystemModstamp"
FROM base.company
UNION ALL
SELECT
    base.id('001', 1000000 + no), concat('Tres Ríos S.A. ', no), CASE WHEN luck < 20 THEN 'Partner' ELSE 'Prospect' END,
    CASE WHEN luck % 2 = 0 THEN 'Retail' ELSE 'Media' END, 'Graz', 'Austria', luck < 20, false, record_type,
    owner, made, creator, changed, modifier, changed
FROM base.record
WHERE object = 4
