-- Permission-set licenses (add-ons) with their seats. One row per license. Source: definitions section 2.
-- license_holders counts the active users who hold a license (its own model).

select
    seat.Id as id,
    nullif(seat.PermissionSetLicenseKey, '') as definition_key,
    seat.DeveloperName as name,
    coalesce(seat.MasterLabel, seat.DeveloperName, seat.Id) as label,
    seat.Status as status,
    seat.TotalLicenses as provisioned,
    seat.UsedLicenses as assigned,
    coalesce(holders.held, 0) as held_by_active_users,
    cast(null as bigint) as monthly_logins,
    cast(null as bigint) as monthly_logins_used,
    seat.ExpirationDate as expires
from permission_set_license as seat
left join license_holders as holders on holders.kind = 'permission_set' and holders.license_id = seat.Id
