-- The logins of one user, by month, kind and outcome. One row per month, login type and outcome. Source: LoginHistory.
-- key is the user's id; login_prefix says, by how a login type begins, who logs in that way.

with kind as (
    select login_day.LoginType as login_type, min(login_prefix.kind) as kind
    from (select distinct LoginType from login_day where UserId in (select key from key)) as login_day
    inner join login_prefix on lower(trim(login_day.LoginType)) like concat(login_prefix.prefix, '%')
    group by login_day.LoginType
)

select
    cast(date_trunc('month', login_day.Day) as date) as month,
    coalesce(kind.kind, 'unknown') as kind,
    login_day.LoginType as login_type,
    login_day.Success as success,
    cast(sum(login_day.Logins) as bigint) as logins,
    max(login_day.LastTime) as latest
from login_day
inner join key on key.key = login_day.UserId
left join kind on kind.login_type = login_day.LoginType
group by
    cast(date_trunc('month', login_day.Day) as date), coalesce(kind.kind, 'unknown'), login_day.LoginType,
    login_day.Success
order by month desc, login_type, kind, success desc
