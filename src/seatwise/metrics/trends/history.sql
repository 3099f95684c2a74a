-- Past use, day by day: what the snapshot tells, and for the days before that what the oldest snapshot tells, since
-- Salesforce forgets. One row per source, day and license. rebuilt_days is its own model; oldest_rebuilt_days is the same of
-- the org's oldest snapshot.

with begun as (
    select source, min(day) as day
    from rebuilt_days
    group by source
)

select *
from rebuilt_days
union all
select oldest.*
from oldest_rebuilt_days as oldest
left join begun on begun.source = oldest.source
where begun.day is null or oldest.day < begun.day
order by source, day, kind, license, license_id
