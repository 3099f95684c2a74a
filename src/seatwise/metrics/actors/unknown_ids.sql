-- Ids of a file that the snapshot does not have: users that were deleted or belong to another org, and record types.

select file_id.kind as kind, file_id.id as id
from file_id
left join "user" on file_id.kind = 'user' and "user".Id = file_id.id
left join record_type on file_id.kind = 'record type' and record_type.Id = file_id.id
where "user".Id is null and record_type.Id is null
order by kind, id
