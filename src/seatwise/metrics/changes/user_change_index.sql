-- Who changed between two snapshots: as users are called now, or were when they were last there. One row per user and change,
-- numbered by id. user_transitions has what changed (its own model).

with named as (
    select change.*, person.Username as username, person.Name as plain_name, person.Department as department
    from user_transitions as change
    inner join later_user as person on person.Id = change.user_id
    where change.how is distinct from 'gone'
    union all
    select change.*, person.Username, person.Name, person.Department
    from user_transitions as change
    inner join earlier_user as person on person.Id = change.user_id
    where change.how = 'gone'
)

select
    change, how, user_id, profile_id_before, profile_id_after, username,
    coalesce(plain_name, username, user_id) as name,
    department,
    row_number() over (order by user_id, change) as number
from named
