SELECT
    gen.id('701', no) AS Id, concat('Campaign ', no, ', spring') AS Name, 'Webinar' AS Type, 'Planned' AS Status,
    gen.moment(made)::DATE AS StartDate, gen.moment(made + 30 * 86400)::DATE AS EndDate, true AS IsActive,
    owner_id AS OwnerId, creator_id AS CreatedById,
    modifier_id AS LastModifiedById,
    gen.moment(made) AS CreatedDate, gen.moment(changed) AS LastModifiedDate, LastModifiedDate AS SystemModstamp
FROM gen.record
WHERE object = 'Campaign'
ORDER BY no
