SELECT
    gen.id('500', no) AS Id, lpad((1000 + no)::VARCHAR, 8, '0') AS CaseNumber, concat('Device "', no, '" does not start, again') AS Subject,
    list_extract(['New', 'Working', 'Closed'], (1 + gen.dice(no, 'case status') % 3)::INT) AS Status, 'Web' AS Origin,
    'Medium' AS Priority, gen.id('001', 0) AS AccountId, Status = 'Closed' AS IsClosed,
    owner_id AS OwnerId, creator_id AS CreatedById,
    modifier_id AS LastModifiedById,
    gen.moment(made) AS CreatedDate, gen.moment(changed) AS LastModifiedDate, LastModifiedDate AS SystemModstamp
FROM gen.record
WHERE object = 'Case'
ORDER BY no
