-- Package licenses with their seats. One row per license. Source: definitions section 2.
-- license_holders counts the active users who hold a license (its own model).

select
    seat.Id as id,
    nullif(seat.NamespacePrefix, '') as definition_key,
    seat.NamespacePrefix as name,
    coalesce(seat.NamespacePrefix, seat.Id) as label,
    seat.Status as status,
    seat.AllowedLicenses as provisioned,
    seat.UsedLicenses as assigned,
    coalesce(holders.held, 0) as held_by_active_users,
    cast(null as bigint) as monthly_logins,
    cast(null as bigint) as monthly_logins_used,
    cast(seat.ExpirationDate as date) as expires
from package_license as seat
left join license_holders as holders on holders.kind = 'package' and holders.license_id = seat.Id
