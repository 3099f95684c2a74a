SELECT
    base.id('500', no) AS "Id", lpad((1000 + no)::VARCHAR, 8, '0') AS "CaseNumber",
    concat('Device "', no, '" does not start, again') AS "Subject",
    CASE WHEN luck < 60 THEN 'Closed' WHEN luck < 80 THEN 'Working' ELSE 'New' END AS "Status",
    CASE WHEN luck % 3 = 0 THEN 'Phone' ELSE 'Web' END AS "Origin", 'Medium' AS "Priority",
    base.id('001', account) AS "AccountId", luck < 60 AS "IsClosed", record_type AS "RecordTypeId", owner AS "OwnerId",
    made AS "CreatedDate", creator AS "CreatedById", changed AS "LastModifiedDate", modifier AS "LastModifiedById",
    changed AS "SystemModstamp"
FROM base.record
WHERE object = 0
