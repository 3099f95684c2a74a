SELECT
    base.id('00Q', no) AS "Id", 'O''Brien' AS "LastName", concat('Lead ', no) AS "FirstName",
    concat('Lead ', no, ' O''Brien') AS "Name", concat('Nordwind GmbH ', no) AS "Company",
    CASE WHEN luck < 30 THEN 'Closed - Converted' ELSE 'Open - Not Contacted' END AS "Status",
    concat('lead.', no, '@customer.example') AS "Email", luck < 30 AS "IsConverted", record_type AS "RecordTypeId",
    owner AS "OwnerId",
    made AS "CreatedDate", creator AS "CreatedById", changed AS "LastModifiedDate", modifier AS "LastModifiedById",
    changed AS "SystemModstamp"
FROM base.record
WHERE object = 1
