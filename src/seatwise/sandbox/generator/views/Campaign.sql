SELECT
    base.id('701', no) AS "Id", concat('Campaign ', no, ', spring') AS "Name", 'Webinar' AS "Type",
    CASE WHEN luck < 50 THEN 'Completed' ELSE 'Planned' END AS "Status",
    made::DATE AS "StartDate", (made + INTERVAL 30 DAY)::DATE AS "EndDate", luck >= 50 AS "IsActive", owner AS "OwnerId",
    made AS "CreatedDate", creator AS "CreatedById", changed AS "LastModifiedDate", modifier AS "LastModifiedById",
    changed AS "SystemModstamp"
FROM base.record
WHERE object = 6
