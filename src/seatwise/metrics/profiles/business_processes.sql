-- The business processes that some profiles work in, each once. One row per process. Source: definitions section 3.
-- shown has the rows of profile_processes of these profiles.

select
    min(process) as process,
    min(sobject) as sobject,
    min(kind) as kind,
    count(distinct profile_id) as profiles,
    max(record_types) as record_types,
    case when min(source) <> max(source) then concat(min(source), ', ', max(source)) else min(source) end as source,
    process_id
from shown
group by process_id
order by min(sobject), lower(min(process)), process_id
