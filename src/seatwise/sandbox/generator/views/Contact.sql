-- One per external user, made the day the user was; the others by people at work. Contacts have no record types.
SELECT
    "Id", "LastName", "FirstName", "Name", "Email", "AccountId", "OwnerId",
    made AS "CreatedDate", "OwnerId" AS "CreatedById", made AS "LastModifiedDate", "OwnerId" AS "LastModifiedById",
    made AS "SystemModstamp"
FROM kept.customer
UNION ALL
SELECT
    kept.id('003', 2000000 + no), 'García', concat('Contact ', no), concat('Contact ', no, ' García'),
    concat('contact.', no, '@customer.example'), kept.id('001', account), owner, made, creator, changed, modifier, changed
FROM kept.record
WHERE object = 3
