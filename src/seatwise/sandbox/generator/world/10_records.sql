-- A few records of the objects people work with, made and changed in the 60 days before now by the first users.
CREATE TABLE gen.record AS
WITH planned AS (
    SELECT
        object, no, no * 8 + kind AS n,
        getvariable('now') - 86400 - gen.dice(no * 8 + kind, 'made') * (60 * 86400) // 1000000 AS made,
        -- Users 1 and 6 work on a full license; a very small org has nobody but its administrator.
        CASE WHEN (SELECT count(*) FROM gen.member) > 7 THEN [0, 1, 6, 0] ELSE [0] END AS workers
    FROM (VALUES (0, 'Opportunity', 40), (1, 'Case', 60), (2, 'Lead', 30), (3, 'Campaign', 8)) AS objects (kind, object, many)
    CROSS JOIN range(60) AS numbers (no)
    WHERE no < many
),
staffed AS (
    SELECT
        *,
        made + gen.dice(n, 'changed') * (getvariable('now') - made) // 1000000 AS changed,
        list_extract(workers, (1 + gen.dice(n, 'owner') % len(workers))::INT) AS owner,
        list_extract(workers, (1 + gen.dice(n, 'creator') % len(workers))::INT) AS creator,
        list_extract(workers, (1 + gen.dice(n, 'modifier') % len(workers))::INT) AS modifier
    FROM planned
)
SELECT
    object, no, made, changed,
    gen.id('005', owner) AS owner_id, gen.id('005', creator) AS creator_id, gen.id('005', modifier) AS modifier_id
FROM staffed;
