-- Every active user with what the user did, profile by profile, numbered: a page of one profile's users is read without
-- looking at the others. One row per active user. Depends on the snapshot alone. holders is its own model.

select
    row_number() over (order by profile_id nulls last, id) as number,
    holders.*
from holders
