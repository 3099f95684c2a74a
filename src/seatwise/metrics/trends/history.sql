-- Past use, day by day: from the snapshot, and for the days before that from the oldest snapshot, since Salesforce deletes
-- old days. One row per source, day and license. estimated_days is its own model; oldest_estimated_days is the same of
-- the org's oldest snapshot.

with begun as (
    select source, min(day) as day
    from estimated_days
    group by source
)

select *
from estimated_days
union all
select oldest.*
from oldest_estimated_days as oldest
left join begun on begun.source = oldest.source
where begun.day is null or oldest.day < begun.day
order by source, day, kind, license, license_id
