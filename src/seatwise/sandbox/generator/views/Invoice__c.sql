SELECT
    kept.id('a01', no) AS "Id", concat('INV-', lpad(no::VARCHAR, 7, '0')) AS "Name", kept.id('001', account) AS "Account__c",
    (20 + no * 104729 % 9000)::DOUBLE AS "Amount__c", CASE WHEN luck < 70 THEN 'Paid' ELSE 'Sent' END AS "Status__c",
    record_type AS "RecordTypeId", owner AS "OwnerId",
    made AS "CreatedDate", creator AS "CreatedById", changed AS "LastModifiedDate", modifier AS "LastModifiedById",
    changed AS "SystemModstamp"
FROM kept.record
WHERE object = 5
