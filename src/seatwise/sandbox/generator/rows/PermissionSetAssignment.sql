-- Everyone has the permission set of their profile; seven in ten holders of an add-on have the one that uses it.
WITH assignment AS (
    SELECT n, 0 AS slot, profile AS permission_set, modified AS since FROM gen.member WHERE profile IS NOT NULL
    UNION ALL
    SELECT n, 1 + addon, 1000 + addon, since FROM gen.addon_held WHERE gen.dice(n * 16 + addon, 'uses add-on') < 700000
    UNION ALL
    SELECT n, 20 + own, 2000 + own, joined FROM gen.member CROSS JOIN range(3) AS owns (own)
    WHERE family = 'crm' AND gen.dice(n * 4 + own, 'own permission set') < 60000
)
SELECT
    gen.id('0Pa', n * 32 + slot) AS Id, gen.id('005', n) AS AssigneeId, gen.id('0PS', permission_set) AS PermissionSetId,
    true AS IsActive, false AS IsRevoked, gen.moment(since) AS SystemModstamp
FROM assignment
ORDER BY n, slot
