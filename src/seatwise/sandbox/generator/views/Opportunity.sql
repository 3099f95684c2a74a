SELECT
    base.id('006', no) AS "Id", concat('Müller & Söhne – ', no) AS "Name", base.id('001', account) AS "AccountId",
    CASE WHEN luck < 30 THEN 'Closed Won' WHEN luck < 55 THEN 'Closed Lost' WHEN luck < 80 THEN 'Negotiation'
        ELSE 'Prospecting' END AS "StageName",
    (1000 + no * 7919 % 90000)::DOUBLE AS "Amount", (made + INTERVAL 90 DAY)::DATE AS "CloseDate", luck < 55 AS "IsClosed",
    luck < 30 AS "IsWon", record_type AS "RecordTypeId", owner AS "OwnerId",
    made AS "CreatedDate", creator AS "CreatedById", changed AS "LastModifiedDate", modifier AS "LastModifiedById",
    changed AS "SystemModstamp"
FROM base.record
WHERE object = 2
