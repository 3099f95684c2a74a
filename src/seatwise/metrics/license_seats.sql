-- Seats of the user licenses of one snapshot, in one row each. Source: definitions sections 1 and 2.
-- Disabled licenses are left out, as on the Licenses panel. An unlimited license has no number of seats.

select
    Id as id,
    coalesce(TotalLicenses = -1 or (TotalLicenses <= 0 and UsedLicenses > 0), false) as unlimited,
    TotalLicenses as provisioned,
    UsedLicenses as assigned
from user_license
where Status is null or Status <> 'Disabled'
order by Id
