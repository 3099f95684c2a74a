-- The permission sets that one user has, directly and through groups; not those that profiles own. One row per permission
-- set and way of having it. Source: PermissionSetAssignment. key is the user's id.

select
    coalesce(permission_set.Label, permission_set.Name, held.PermissionSetId) as permission_set,
    case when held.PermissionSetGroupId is null then 'direct' else 'group' end as held,
    coalesce(permission_set_group.MasterLabel, permission_set_group.DeveloperName, held.PermissionSetGroupId)
        as permission_set_group,
    coalesce(held.IsActive, true) as is_active,
    held.ExpirationDate as ends
from permission_set_assignment as held
inner join key on key.key = held.AssigneeId
left join permission_set_group on permission_set_group.Id = held.PermissionSetGroupId
left join permission_set_group_component as part
    on part.PermissionSetGroupId = held.PermissionSetGroupId
    and held.PermissionSetGroupId is not null
left join permission_set on permission_set.Id = coalesce(part.PermissionSetId, held.PermissionSetId)
where not coalesce(permission_set.IsOwnedByProfile, false)
order by permission_set, permission_set_group nulls first
