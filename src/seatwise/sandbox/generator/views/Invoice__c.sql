SELECT
    base.id('a01', no) AS "Id", concat('INV-', lpad(no::VARCHAR, 7, '0')) AS "Name", base.id('001', account) AS "Account__c",
    (20 + no * 104729 % 9000)::DOUBLE AS "Amount__c", CASE WHEN luck < 70 THEN 'Paid' ELSE 'Sent' END AS "Status__c",
    record_type AS "RecordTypeId", owner AS "OwnerId",
    made AS "CreatedDate", creator AS "CreatedById", changed AS "LastModifiedDate", modifier AS "LastModifiedById",
    changed AS "SystemModstamp"
FROM base.record
WHERE object = 5
