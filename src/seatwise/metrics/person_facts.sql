-- Every fact about one user that bears on the seat. One row per fact: logins by month and type, records touched by object
-- and record type, permission sets held directly and through groups, and further licenses held, feature licenses (checkboxes on
-- User) among them. asked is whose; login_prefix tells who logs in by a type of login, feature which there are: the house's
-- rules. Source: facts section 1.

with kind as (
    select login_day.LoginType as login_type, min(login_prefix.kind) as kind
    from (select distinct LoginType from login_day inner join asked on asked.id = login_day.UserId) as login_day
    inner join login_prefix on lower(trim(login_day.LoginType)) like concat(login_prefix.prefix, '%')
    group by login_day.LoginType
)

select
    'logins' as topic,
    login_day.LoginType as name,
    cast(null as varchar) as through,
    coalesce(kind.kind, 'unknown') as kind,
    cast(date_trunc('month', login_day.Day) as date) as month,
    login_day.Success as holds,
    cast(sum(login_day.Logins) as bigint) as amount,
    max(login_day.LastTime) as last
from login_day
inner join asked on asked.id = login_day.UserId
left join kind on kind.login_type = login_day.LoginType
group by
    login_day.LoginType, coalesce(kind.kind, 'unknown'), cast(date_trunc('month', login_day.Day) as date),
    login_day.Success
union all
select
    'touches', record_touch.SobjectType, coalesce(record_type.Name, record_touch.RecordTypeId), record_touch.Touch, null,
    true, record_touch.Records,
    case when record_touch.Records is not null then record_touch.LastDate end -- a usage-actors.json tells neither
from record_touch
inner join asked on asked.id = record_touch.UserId
left join record_type on record_type.Id = record_touch.RecordTypeId
union all
select
    'permission_sets', coalesce(permission_set.Label, permission_set.Name, held.PermissionSetId),
    coalesce(permission_set_group.MasterLabel, permission_set_group.DeveloperName, held.PermissionSetGroupId),
    case when held.PermissionSetGroupId is null then 'direct' else 'group' end, null,
    coalesce(held.IsActive, true), null, held.ExpirationDate
from permission_set_assignment as held
inner join asked on asked.id = held.AssigneeId
left join permission_set_group on permission_set_group.Id = held.PermissionSetGroupId
left join permission_set_group_component as part
    on part.PermissionSetGroupId = held.PermissionSetGroupId
    and held.PermissionSetGroupId is not null
left join permission_set on permission_set.Id = coalesce(part.PermissionSetId, held.PermissionSetId)
where not coalesce(permission_set.IsOwnedByProfile, false)
union all
select
    'add_ons', coalesce(seat.MasterLabel, seat.DeveloperName, held.PermissionSetLicenseId), seat.PermissionSetLicenseKey,
    'permission-set license', null, coalesce(seat.Status, 'Active') = 'Active', null, cast(seat.ExpirationDate as timestamp)
from permission_set_license_assign as held
inner join asked on asked.id = held.AssigneeId
left join permission_set_license as seat on seat.Id = held.PermissionSetLicenseId
union all
select
    'add_ons', coalesce(seat.NamespacePrefix, held.PackageLicenseId), seat.NamespacePrefix, 'package', null,
    coalesce(seat.Status, 'Active') = 'Active', null, seat.ExpirationDate
from user_package_license as held
inner join asked on asked.id = held.UserId
left join package_license as seat on seat.Id = held.PackageLicenseId
union all
select 'add_ons', feature.label, feature.key, 'feature', null, true, null, null
from "user" as person
inner join asked on asked.id = person.Id
cross join feature
where cast(to_json(person) ->> concat('UserPermissions', feature.key) as boolean)
order by topic, month desc nulls last, name, through nulls first, kind, holds desc
