-- Permission sets: one inside each profile, one per permission set license, some custom ones, and one for each permission
-- set group.
CREATE TABLE gen.permission_set_group AS
SELECT no, base.id('0PG', no) AS id, * EXCLUDE (no) FROM (VALUES
    (0, 'Sales_Desk', 'Sales Desk', 'Updated'), (1, 'Service_Lead', 'Service Lead, "EMEA"', 'Updated'),
    (2, 'Retired_Duties', 'Retired Duties', 'Outdated')
) AS groups (no, name, label, status);

CREATE TABLE gen.permission_set AS
SELECT no, base.id('0PS', no) AS id, * EXCLUDE (no) FROM (
    SELECT
        profile.no, concat('X00e_', profile.no) AS name, profile.name AS label, profile.id AS profile_id,
        license_id, 'Profile' AS type, NULL AS namespace, NULL AS group_id
    FROM gen.profile
    UNION ALL
    SELECT 1000 + addon.no, developer_name || '_Access', label, NULL, id, 'Regular', NULL, NULL FROM gen.addon
    UNION ALL
    SELECT 2000 + no, name, label, NULL, NULL, type, namespace, NULL FROM (VALUES
        (0, 'Export_Reports', 'Export Reports', 'Regular', NULL), (1, 'Mass_Email', 'Mass E-mail, EU', 'Regular', NULL),
        (2, 'Manage_Campaigns', 'Manage "Campaigns"', 'Regular', NULL), (3, 'SteelBrickCPQUser', 'CPQ User', 'Regular', 'SBQQ'),
        (4, 'Approve_Discounts', 'Approve Discounts', 'Session', NULL), (5, 'sfdc_standard', 'Agent Access', 'Standard', NULL)
    ) AS own (no, name, label, type, namespace)
    UNION ALL
    SELECT 3000 + no, name, label, NULL, NULL, 'Group', NULL, id FROM gen.permission_set_group
);

-- The members of each group: the first two have the permission set of an add-on.
CREATE TABLE gen.permission_set_group_component AS
SELECT row_number() OVER () - 1 AS no, * FROM (VALUES
    (0, 2000), (0, 2002), (0, 1000), (1, 2001), (1, 1001), (2, 2000)
) AS components (permission_set_group, permission_set);

-- Everyone has the permission set of their profile. Seven in ten holders of an add-on have its permission set, and some
-- of the others have it through a group. Some assignments expire.
CREATE TABLE gen.assignment AS
SELECT n, 0 AS slot, profile AS permission_set, NULL::BIGINT AS permission_set_group, modified AS since, NULL::BIGINT AS until
FROM gen.member WHERE profile IS NOT NULL
UNION ALL
SELECT n, 1 + addon, 1000 + addon, NULL, since, NULL
FROM gen.addon_held WHERE gen.dice(n * 16 + addon, 'uses add-on') < 700000
UNION ALL
SELECT n, 20 + own, 2000 + own, NULL, joined, NULL
FROM gen.member CROSS JOIN range(3) AS owns (own)
WHERE family = 'crm' AND gen.dice(n * 4 + own, 'own permission set') < 60000
UNION ALL
SELECT n, 24 + addon, 3000 + addon, addon, since, NULL
FROM gen.addon_held WHERE addon < 2 AND gen.dice(n * 16 + addon, 'in a group') < 250000
UNION ALL
SELECT n, 28, 2003, NULL, joined, joined + 86400 + gen.dice(n, 'for a time') * getvariable('span') // 1000000
FROM gen.member WHERE family = 'crm' AND (n = 1 OR gen.dice(n, 'given for a time') < 40000);

-- The object permissions of a permission set: those of its profile, and for some others a little more.
CREATE TABLE gen.grant AS
SELECT profile AS permission_set, object, object_name, access FROM gen.profile_access WHERE access > 0
UNION ALL
SELECT permission_set, object.no, object.name, access
FROM (VALUES (1000, 'Opportunity', 2), (1001, 'Case', 2), (1004, 'Invoice__c', 2), (2002, 'Campaign', 3), (3000, 'Opportunity', 2),
             (3000, 'Campaign', 3), (3001, 'Case', 2)) AS more (permission_set, object_name, access)
JOIN gen.object ON object.name = more.object_name;
