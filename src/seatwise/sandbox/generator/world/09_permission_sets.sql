-- Permission sets: the one inside each profile, one per permission-set license, and some of the company's own.
CREATE TABLE gen.permission_set AS
SELECT no, gen.id('0PS', no) AS id, * EXCLUDE (no) FROM (
    SELECT
        profile.no, concat('X00e_', profile.no) AS name, profile.name AS label, profile.id AS profile_id,
        license_id, 'Profile' AS type
    FROM gen.profile
    UNION ALL
    SELECT 1000 + addon.no, developer_name || '_Access', label, NULL, id, 'Regular' FROM gen.addon
    UNION ALL
    SELECT 2000 + no, name, label, NULL, NULL, 'Regular' FROM (VALUES
        (0, 'Export_Reports', 'Export Reports'), (1, 'Mass_Email', 'Mass E-mail, EU'), (2, 'Manage_Campaigns', 'Manage "Campaigns"')
    ) AS own (no, name, label)
);
