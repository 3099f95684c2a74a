SELECT
    gen.id('006', no) AS Id, concat(gen.company(no), ' – ', no) AS Name, gen.id('001', 0) AS AccountId,
    list_extract(['Prospecting', 'Negotiation', 'Closed Won', 'Closed Lost'], (1 + gen.dice(no, 'stage') % 4)::INT) AS StageName,
    (1000 + gen.dice(no, 'amount') % 90000)::DOUBLE AS Amount, gen.moment(made + 90 * 86400)::DATE AS CloseDate,
    starts_with(StageName, 'Closed') AS IsClosed, StageName = 'Closed Won' AS IsWon,
    owner_id AS OwnerId, creator_id AS CreatedById,
    modifier_id AS LastModifiedById,
    gen.moment(made) AS CreatedDate, gen.moment(changed) AS LastModifiedDate, LastModifiedDate AS SystemModstamp
FROM gen.record
WHERE object = 'Opportunity'
ORDER BY no
