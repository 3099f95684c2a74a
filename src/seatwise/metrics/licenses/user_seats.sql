-- User licenses with their seats. One row per license. Source: definitions section 2.
-- license_holders counts the active users who hold a license (its own model).

select
    seat.Id as id,
    nullif(seat.LicenseDefinitionKey, '') as definition_key,
    seat.Name as name,
    coalesce(seat.MasterLabel, seat.Name, seat.Id) as label,
    seat.Status as status,
    seat.TotalLicenses as provisioned,
    seat.UsedLicenses as assigned,
    coalesce(holders.held, 0) as held_by_active_users,
    seat.MonthlyLoginsEntitlement as monthly_logins,
    seat.MonthlyLoginsUsed as monthly_logins_used,
    cast(null as date) as expires
from user_license as seat
left join license_holders as holders on holders.kind = 'user' and holders.license_id = seat.Id
