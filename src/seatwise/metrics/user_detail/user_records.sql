-- The tracked records that one user created or last modified. One row per object, record type and kind of touch.
-- key is the user's id. A usage-actors.json has neither counts nor times.

select
    record_touch.SobjectType as sobject,
    coalesce(record_type.Name, record_touch.RecordTypeId) as record_type,
    record_touch.Touch as touch,
    record_touch.Records as records,
    case when record_touch.Records is not null then record_touch.LastDate end as latest
from record_touch
inner join key on key.key = record_touch.UserId
left join record_type on record_type.Id = record_touch.RecordTypeId
order by sobject, record_type nulls first, touch
