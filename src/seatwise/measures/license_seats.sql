-- Seats of the user licenses of one snapshot, in one row. Source: definitions sections 1 and 2.
-- Disabled licenses are left out, as on the Licenses panel. An unlimited license has no number of seats, so neither
-- sum counts it. A sum over something unread is unknown, never too small.

with seat as (
    select
        TotalLicenses as provisioned,
        UsedLicenses as assigned,
        coalesce(TotalLicenses = -1 or (TotalLicenses <= 0 and UsedLicenses > 0), false) as unlimited
    from user_license
    where Status is null or Status <> 'Disabled'
)

select
    count(*) as licenses,
    count(case when unlimited then 1 end) as unlimited,
    cast(
        case when count(case when not unlimited and provisioned is null then 1 end) = 0
            then sum(case when not unlimited then provisioned end) end
        as bigint
    ) as provisioned,
    cast(
        case when count(case when not unlimited and assigned is null then 1 end) = 0
            then sum(case when not unlimited then assigned end) end
        as bigint
    ) as assigned
from seat
