-- Who touched tracked records, once per object, record type, kind of touch and user.
-- Source: definitions section 1 (actor) and section 3.

select distinct
    SobjectType as sobject,
    RecordTypeId as record_type,
    Touch as touch,
    UserId as user_id
from record_touch
order by sobject, record_type nulls first, touch, user_id
