-- Past use of what is chosen, day by day. One row per source and day. shown has the rows of history that are chosen. The days
-- on which users were created are a running count: a license without a row that day still has those of before.

with added as (
    select
        day,
        created_users - coalesce(lag(created_users) over (partition by license_id order by day), 0) as users
    from shown
    where created_users is not null
)

select
    source,
    day,
    cast(sum(assigned) as bigint) as assigned,
    cast(sum(logged_in_users) as bigint) as logged_in_users,
    cast(sum(daily_users) as bigint) as daily_users,
    cast(null as bigint) as created_users
from shown
where source <> 'User.CreatedDate'
group by source, day
union all
select
    'User.CreatedDate', day, null, null, null,
    cast(sum(sum(users)) over (order by day) as bigint)
from added
group by day
order by source, day
