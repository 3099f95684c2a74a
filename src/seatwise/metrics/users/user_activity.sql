-- When each user last logged in, as a person and as a program, and which records the user touched. One row per user who
-- did either. Depends on the snapshot alone. Source: LoginHistory and the tracked records.
-- login_prefix says, by how a login type begins, who logs in that way; moment is the snapshot's.

with kind as (
    select login_day.LoginType as login_type, min(login_prefix.kind) as kind
    from (select distinct LoginType from login_day) as login_day
    inner join login_prefix on lower(trim(login_day.LoginType)) like concat(login_prefix.prefix, '%')
    group by login_day.LoginType
),

event as (
    select
        login_day.UserId as user_id,
        case when kind.kind = 'interactive' then login_day.LastTime end as interactive,
        case when kind.kind = 'api' then login_day.LastTime end as api,
        login_day.LastTime as login,
        cast(null as timestamp) as touch,
        0 as objects,
        cast(null as bigint) as records
    from login_day
    cross join moment
    left join kind on kind.login_type = login_day.LoginType
    where login_day.Success and login_day.LastTime <= moment.at
    union all
    select UserId, null, null, null, max(LastDate), 1, cast(sum(Records) as bigint)
    from record_touch
    group by UserId, SobjectType
)

select
    user_id,
    max(interactive) as last_interactive_login,
    max(api) as last_api_login,
    max(login) as seen_login,
    max(touch) as last_touch,
    cast(sum(objects) as bigint) as objects_touched,
    cast(sum(records) as bigint) as record_touches
from event
group by user_id
