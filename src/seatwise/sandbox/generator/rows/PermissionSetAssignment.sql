SELECT
    base.id('0Pa', n * 32 + slot) AS Id, base.id('005', n) AS AssigneeId, base.id('0PS', permission_set) AS PermissionSetId,
    base.id('0PG', permission_set_group) AS PermissionSetGroupId,
    until IS NULL OR until > getvariable('now') AS IsActive, false AS IsRevoked,
    gen.moment(until) AS ExpirationDate, gen.moment(since) AS SystemModstamp
FROM gen.assignment
ORDER BY n, slot
