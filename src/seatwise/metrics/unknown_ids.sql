-- Ids of a file that the snapshot does not have: users that were deleted or belong to another org, and record types.

select told_id.kind as kind, told_id.id as id
from told_id
left join "user" on told_id.kind = 'user' and "user".Id = told_id.id
left join record_type on told_id.kind = 'record type' and record_type.Id = told_id.id
where "user".Id is null and record_type.Id is null
order by kind, id
