-- Since when past use is known, and from what. One row. shown has the rows of history that are chosen.

select
    'all' as "group",
    min(day) as day,
    concat_ws(
        ', ',
        max(case when source = 'ActiveProfileMetric' then source end),
        max(case when source = 'ActivePermSetLicenseMetric' then source end),
        max(case when source = 'LoginHistory' then source end),
        max(case when source = 'User.CreatedDate' then source end)
    ) as source
from shown
