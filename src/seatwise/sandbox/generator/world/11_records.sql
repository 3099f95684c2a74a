-- The records, `records` at the anchor: evenly over the 360 days before it, and later at the same rate.
-- They are stored as numbers; the views compute names and IDs (folder views).
CREATE TYPE base.user_id AS ENUM (SELECT id FROM gen.member ORDER BY n);
CREATE TYPE base.record_type_id AS ENUM (SELECT id FROM gen.record_type ORDER BY no);

-- Objects of the same users share a pool of workers.
CREATE TABLE gen.pool AS
SELECT * FROM (VALUES
    (0, 'Case', 'Case'), (1, 'Lead', 'Lead'), (1, 'Opportunity', 'Lead'), (2, 'Account', 'Account'), (2, 'Contact', 'Account'),
    (3, 'Invoice__c', 'Invoice__c'), (4, 'Campaign', 'Campaign')
) AS pools (pool, object, judged_by);

-- The workers of each pool, most active first: programs, then users who log in at least weekly and can edit. Users who
-- move to another kind of license stop.
CREATE TABLE gen.worker AS
SELECT
    pool, try_cast(base.id('005', n) AS base.user_id) AS id, first_login AS since,
    coalesce(least(ends, CASE WHEN family <> family_after THEN moved_at END), 9000000000000) AS until,
    row_number() OVER (PARTITION BY pool ORDER BY gen.dice(n, 'zeal') // CASE WHEN program THEN 20 ELSE 1 END, n) - 1 AS slot
FROM (
    SELECT person.*, before.family, before.user_type, coalesce(before.key, '') AS key, after.family AS family_after
    FROM gen.person
    JOIN gen.license AS before ON before.no = license_before
    JOIN gen.license AS after ON after.no = license_after
    WHERE n < getvariable('users') AND (program OR rhythm <= 7 * 86400)
) AS person
JOIN (SELECT DISTINCT pool, judged_by FROM gen.pool) AS pool ON gen.access(family, user_type, key, judged_by) >= 2
WHERE n IN (0, 1, 3, 7) OR program OR (n <> 6 AND gen.dice(n, 'works') < CASE family
    WHEN 'crm' THEN 750000 WHEN 'platform' THEN 600000 WHEN 'external' THEN 250000 ELSE 350000 END);

CREATE TABLE gen.plan AS
SELECT
    object.no AS object, pool, workers,
    (getvariable('records') * share // 100 + CASE WHEN object.no = 0
        THEN getvariable('records') - (SELECT sum(getvariable('records') * share // 100) FROM gen.object) ELSE 0 END)::BIGINT
        AS many
FROM gen.object
JOIN gen.pool ON pool.object = object.name
JOIN (SELECT pool, count(*) AS workers FROM gen.worker GROUP BY pool) USING (pool);

-- A record is created and changed up to three times; turn: how many times so far. All changes are fixed in advance, so
-- that a record stays the same between changes. Random numbers are drawn in a separate step: gen.favor uses its argument
-- twice and would draw them twice.
CREATE TABLE gen.deed AS
SELECT
    * EXCLUDE (change_1, change_2, change_3),
    CASE turn WHEN 0 THEN made WHEN 1 THEN change_1 WHEN 2 THEN change_2 ELSE change_3 END AS changed,
    gen.dice(roll, 'maker') AS maker_roll, gen.dice(roll, 'second maker') AS second_maker_roll,
    gen.dice(roll * 4 + turn, 'changer') AS changer_roll, gen.dice(roll * 4 + turn, 'second changer') AS second_changer_roll,
    gen.dice(roll, 'account') AS account_roll
FROM (
    SELECT
        object, no, roll, pool, workers, made,
        CASE WHEN changes < 700000 THEN made + 60 + gen.favor(first_roll, 20 * 86400) END AS change_1,
        CASE WHEN changes < 450000 THEN change_1 + 60 + gen.favor(second_roll, 90 * 86400) END AS change_2,
        CASE WHEN changes < 250000 THEN change_2 + 60 + third_roll * 300 * 86400 // 1000000 END AS change_3,
        coalesce(change_1 <= getvariable('now'), false)::INT + coalesce(change_2 <= getvariable('now'), false)::INT
            + coalesce(change_3 <= getvariable('now'), false)::INT AS turn
    FROM (
        SELECT
            *, no * 8 + object AS roll, gen.dice(no * 8 + object, 'is changed') AS changes,
            gen.dice(no * 8 + object, 'first change') AS first_roll, gen.dice(no * 8 + object, 'second change') AS second_roll,
            gen.dice(no * 8 + object, 'third change') AS third_roll,
            getvariable('anchor') - (2 * (many - no) - 1) * (360 * 86400) // (2 * many) AS made
        FROM (
            SELECT *, unnest(range(
                many + 1 + greatest(0, getvariable('now') - getvariable('anchor')) * many // (360 * 86400))) AS no
            FROM gen.plan
            WHERE many > 0
        )
    )
    WHERE made <= getvariable('now')
);

-- A random worker who was active at that time; else a second one; else the administrator. One change in thirty is by the
-- Automated Process. A record that changes its owner belongs to the user who changed it last.
CREATE TABLE base.record AS
SELECT
    deed.object::UTINYINT AS object, deed.no::INTEGER AS no, (gen.dice(roll, 'luck') % 100)::UTINYINT AS luck,
    gen.moment(made) AS made, gen.moment(changed) AS changed,
    coalesce(maker.id, second_maker.id, getvariable('admin')::base.user_id) AS creator,
    CASE WHEN turn = 0 THEN creator ELSE coalesce(changer.id, second_changer.id, getvariable('admin')::base.user_id) END
        AS hand,
    CASE WHEN gen.dice(roll, 'handed over') < 200000 THEN hand ELSE creator END AS owner,
    CASE WHEN turn > 0 AND getvariable('users') > 2 AND gen.dice(roll * 4 + turn, 'automated') < 33000
         THEN base.id('005', 2)::base.user_id ELSE hand END AS modifier,
    record_type.id::base.record_type_id AS record_type,
    gen.favor(account_roll, getvariable('users') * 85 // 2000 + 1)::INTEGER AS account
FROM gen.deed
LEFT JOIN gen.worker AS maker
    ON maker.pool = deed.pool AND maker.slot = gen.favor(maker_roll, workers)
    AND maker.since <= made AND made < maker.until
LEFT JOIN gen.worker AS second_maker
    ON second_maker.pool = deed.pool AND second_maker.slot = gen.favor(second_maker_roll, workers)
    AND second_maker.since <= made AND made < second_maker.until
LEFT JOIN gen.worker AS changer
    ON changer.pool = deed.pool AND changer.slot = gen.favor(changer_roll, workers)
    AND changer.since <= changed AND changed < changer.until
LEFT JOIN gen.worker AS second_changer
    ON second_changer.pool = deed.pool AND second_changer.slot = gen.favor(second_changer_roll, workers)
    AND second_changer.since <= changed AND changed < second_changer.until
LEFT JOIN (
    SELECT object.no AS object, record_type.id, unnest(range(first_slot::BIGINT, next_slot::BIGINT)) AS slot
    FROM gen.record_type
    JOIN gen.object ON object.name = record_type.object
) AS record_type ON record_type.object = deed.object AND record_type.slot = gen.dice(roll, 'record type') % 100;
ALTER TABLE base.record DROP COLUMN hand;

-- The accounts of external users, one per twenty users, and a contact for each external user.
CREATE TABLE base.company AS
SELECT
    base.id('001', no) AS "Id", gen.company(no) AS "Name",
    list_extract(['Customer', 'Partner', 'Prospect'], (1 + gen.dice(no, 'account type') % 3)::INT) AS "Type",
    list_extract(['Energy', 'Retail', 'Banking', 'Media'], (1 + gen.dice(no, 'industry') % 4)::INT) AS "Industry",
    getvariable('admin')::base.user_id AS "OwnerId", gen.moment(joined) AS made
FROM (SELECT n // 20 AS no, min(joined) AS joined FROM gen.member GROUP BY ALL)
ORDER BY no;

CREATE TABLE base.customer AS
SELECT
    base.id('003', n) AS "Id", family_name.name AS "LastName", given.name AS "FirstName",
    concat(given.name, ' ', family_name.name) AS "Name", concat(given.slug, '.', n, '@customer.example') AS "Email",
    base.id('001', n // 20) AS "AccountId", getvariable('admin')::base.user_id AS "OwnerId", gen.moment(joined) AS made
FROM gen.member
JOIN gen.given ON given.no = gen.dice(n, 'given') % getvariable('given_names')
JOIN gen.family_name ON family_name.no = gen.dice(n, 'family name') % getvariable('family_names')
WHERE family = 'external'
ORDER BY n;
