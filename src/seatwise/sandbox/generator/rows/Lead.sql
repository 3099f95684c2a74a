SELECT
    gen.id('00Q', no) AS Id, 'O''Brien' AS LastName, concat('Lead ', no) AS FirstName, concat('Lead ', no, ' O''Brien') AS Name,
    gen.company(no) AS Company, 'Open - Not Contacted' AS Status, concat('lead.', no, '@customer.example') AS Email,
    false AS IsConverted,
    owner_id AS OwnerId, creator_id AS CreatedById,
    modifier_id AS LastModifiedById,
    gen.moment(made) AS CreatedDate, gen.moment(changed) AS LastModifiedDate, LastModifiedDate AS SystemModstamp
FROM gen.record
WHERE object = 'Lead'
ORDER BY no
