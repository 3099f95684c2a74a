-- Every active user with what the user did, numbered license by license and profile by profile: a page of users of one
-- profile or license is read without looking at the others. The texts that users are sorted by have the user's place in
-- their order, in any case; blanks have none. One row per active user. Depends on the snapshot alone.
-- holders is its own model.

with by_name as (
    select user_id, row_number() over (order by lower(name), user_id) as place
    from holders
    where name is not null
),

by_username as (
    select user_id, row_number() over (order by lower(username), user_id) as place
    from holders
    where username is not null
),

by_department as (
    select user_id, row_number() over (order by lower(department), user_id) as place
    from holders
    where department is not null
),

by_manager as (
    select user_id, row_number() over (order by lower(manager), user_id) as place
    from holders
    where manager is not null
)

select
    row_number() over (order by holders.license_id nulls last, holders.profile_id nulls last, holders.user_id) as number,
    holders.*,
    lower(concat_ws(' ', holders.name, holders.username, holders.department)) as searched,
    cast(by_name.place as integer) as name_place,
    cast(by_username.place as integer) as username_place,
    cast(by_department.place as integer) as department_place,
    cast(by_manager.place as integer) as manager_place
from holders
left join by_name on by_name.user_id = holders.user_id
left join by_username on by_username.user_id = holders.user_id
left join by_department on by_department.user_id = holders.user_id
left join by_manager on by_manager.user_id = holders.user_id
