-- Every active user with what the user did, numbered license by license and profile by profile: a page of users of one
-- profile or license is read without looking at the others. One row per active user. Depends on the snapshot alone.
-- holders is its own model.

select
    row_number() over (order by license_id nulls last, profile_id nulls last, id) as number,
    holders.*
from holders
