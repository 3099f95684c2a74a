-- One per external user, created on the same day; then those that users created. Contacts have no record types.
SELECT
    "Id", "LastName", "FirstName", "Name", "Email", "AccountId", "OwnerId",
    made AS "CreatedDate", "OwnerId" AS "CreatedById", made AS "LastModifiedDate", "OwnerId" AS "LastModifiedById",
    made AS "SystemModstamp"
FROM base.customer
UNION ALL
SELECT
    base.id('003', 2000000 + no), 'García', concat('Contact ', no), concat('Contact ', no, ' García'),
    concat('contact.', no, '@customer.example'), base.id('001', account), owner, made, creator, changed, modifier, changed
FROM base.record
WHERE object = 3
