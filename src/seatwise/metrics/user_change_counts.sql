-- How many users changed between two snapshots. One row per change, and how it came about; one row `active` with the active
-- users of either. seat_changes has what changed (its own model).

select change, how, count(*) as users, cast(null as bigint) as users_before, cast(null as bigint) as users_after
from seat_changes
group by change, how
union all
select
    'active', null, null,
    (select count(*) from earlier."user" where IsActive),
    (select count(*) from later."user" where IsActive)
order by change, how
