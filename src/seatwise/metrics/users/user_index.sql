-- Every active user with what the user did, numbered license by license and profile by profile: a page of users of one
-- profile or license is read without looking at the others. The texts that users are sorted by have the user's rank in
-- their order, in any case; blanks have none. One row per active user. Depends on the snapshot alone.
-- seat_holders is its own model.

with by_name as (
    select user_id, row_number() over (order by lower(name), user_id) as position
    from seat_holders
    where name is not null
),

by_username as (
    select user_id, row_number() over (order by lower(username), user_id) as position
    from seat_holders
    where username is not null
),

by_department as (
    select user_id, row_number() over (order by lower(department), user_id) as position
    from seat_holders
    where department is not null
),

by_manager as (
    select user_id, row_number() over (order by lower(manager), user_id) as position
    from seat_holders
    where manager is not null
)

select
    row_number() over (order by holders.license_id nulls last, holders.profile_id nulls last, holders.user_id) as number,
    holders.user_id,
    holders.username,
    holders.name,
    holders.department,
    holders.manager_id,
    holders.manager,
    holders.profile_id,
    holders.license_id,
    holders.created,
    case when coalesce(holders.never_logged_in, false) then null else holders.latest_login end as last_login,
    holders.never_logged_in,
    coalesce(holders.never_logged_in, false) or holders.latest_login is not null as login_known,
    holders.last_interactive_login,
    holders.last_api_login,
    holders.last_touch,
    holders.last_record_touch,
    holders.objects_touched,
    holders.record_touches,
    holders.is_frozen,
    lower(concat_ws(' ', holders.name, holders.username, holders.department)) as searched,
    cast(by_name.position as bigint) as name_rank,
    cast(by_username.position as bigint) as username_rank,
    cast(by_department.position as bigint) as department_rank,
    cast(by_manager.position as bigint) as manager_rank
from seat_holders as holders
left join by_name on by_name.user_id = holders.user_id
left join by_username on by_username.user_id = holders.user_id
left join by_department on by_department.user_id = holders.user_id
left join by_manager on by_manager.user_id = holders.user_id
