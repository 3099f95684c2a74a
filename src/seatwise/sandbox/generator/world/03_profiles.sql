-- Profiles: one or more standard ones per license, then users / 2000 custom ones; at most 500.
-- rank: 0 is the profile of most users of the license; -1 is for administrators only.
CREATE TABLE gen.profile AS
WITH standard (no, label, rank, name) AS (VALUES
    (0, 'Salesforce', -1, 'System Administrator'),
    (1, 'Salesforce', 0, 'Standard User'),
    (2, 'Salesforce', 1, 'Sales Rep – EMEA'),
    (3, 'Salesforce', 2, 'Service "Gold" Agent'),
    (4, 'Salesforce', 3, 'Marketing User'),
    (5, 'Salesforce', 4, 'Read Only'),
    (6, 'Salesforce Platform', 0, 'Standard Platform User'),
    (7, 'Salesforce Platform', 1, 'Warehouse, Logistics & Returns'),
    (8, 'Platform One', 0, 'Standard Platform One App User'),
    (9, 'Salesforce Integration', 0, 'Salesforce API Only System Integrations'),
    (10, 'Analytics Cloud Integration User', 0, 'Analytics Cloud Integration User'),
    (11, 'Analytics Cloud Security User', 0, 'Analytics Cloud Security User'),
    (12, 'Guest User License', 0, 'Help Center Profile'),
    (13, 'Chatter Free', 0, 'Chatter Free User'),
    (14, 'Chatter External', 0, 'Chatter External User'),
    (15, 'Chatter Only', 0, 'Chatter Only User'),
    (16, 'Customer Community Login', 0, 'Customer Community Login User'),
    (17, 'Customer Community Login', 1, 'Kundenportal Österreich'),
    (18, '<b>"Field Service"</b> & Sales, tier 2 🚀', 0, 'Field Service <technician>')
),
own AS (  -- every other license has one profile
    SELECT
        19 + row_number() OVER (ORDER BY no) - 1 AS no, label, 0 AS rank,
        CASE WHEN family = 'external' AND contains(label, 'Communit') THEN label || ' User' ELSE label || ' Profile' END
            AS name
    FROM gen.license
    WHERE label NOT IN (SELECT label FROM standard) AND status = 'Active'
),
known AS (SELECT * FROM standard UNION ALL SELECT * FROM own),
custom AS (
    SELECT
        (SELECT count(*) FROM known) + number AS no,
        license.label,
        (SELECT max(rank) FROM known WHERE known.label = license.label)
            + row_number() OVER (PARTITION BY license.no ORDER BY number) AS rank,
        concat(
            list_extract(['Sales', 'Service', 'Finance', 'HR', 'Operations', 'R&D', 'Support', 'Field', 'Partner'],
                         1 + gen.dice(number, 'profile team') % 9), ' ',
            list_extract(['EMEA', 'APAC', 'LATAM', 'Nordics', 'DACH', 'France', '日本', 'North America'],
                         1 + gen.dice(number, 'profile region') % 8), ' ', number + 1
        ) AS name
    FROM range(least(getvariable('users') // 2000, 500 - (SELECT count(*) FROM known))) AS numbers (number)
    JOIN gen.license_slot ON license_slot.slot = gen.dice(number, 'profile license') % 10000
    JOIN gen.license ON license.no = license_slot.license
)
SELECT
    profile.no, profile.name, profile.rank, license.no AS license, license.id AS license_id, license.user_type,
    base.id('00e', profile.no) AS id,
    count(*) FILTER (rank >= 0) OVER (PARTITION BY license.no) AS choices
FROM (SELECT * FROM known UNION ALL SELECT * FROM custom) AS profile
JOIN gen.license ON license.label = profile.label;

-- Roles: a tree with three children per node; partners have no roles of their own.
CREATE TABLE gen.role AS
SELECT
    no,
    base.id('00E', no) AS id,
    CASE WHEN no > 0 THEN base.id('00E', (no - 1) // 3) END AS parent_id,
    CASE WHEN no = 0 THEN 'CEO' ELSE concat(
        list_extract(['SVP', 'VP', 'Director', 'Manager', 'Team Lead', 'Specialist'], least(6, length(bin(no)))::INT), ' ',
        list_extract(['Sales', 'Service', 'Marketing', 'Finance', 'Operations'], (1 + no % 5)::INT), ' ', no
    ) END AS name
FROM range(10 + least(getvariable('users') // 5000, 190)) AS numbers (no);

SET VARIABLE roles = (SELECT count(*) FROM gen.role);
