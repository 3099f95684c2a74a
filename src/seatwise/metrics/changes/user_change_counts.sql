-- How many users joined, left and changed between two snapshots. One row. Source: definitions section 4. user_transitions has
-- what changed of whom (its own model).

with before as (select count(*) as users from earlier_user where IsActive),

after as (select count(*) as users from later_user where IsActive),

change as (
    select
        count(case when change = 'joined' then 1 end) as joined,
        count(case when change = 'joined' and how = 'new' then 1 end) as joined_new,
        count(case when change = 'joined' and how = 'reactivated' then 1 end) as joined_reactivated,
        count(case when change = 'left' then 1 end) as gone_or_deactivated,
        count(case when change = 'left' and how = 'deactivated' then 1 end) as left_deactivated,
        count(case when change = 'left' and how = 'gone' then 1 end) as left_gone,
        count(case when change = 'profile' then 1 end) as changed_profile,
        count(case when change = 'license' then 1 end) as changed_license,
        count(case when change = 'frozen' then 1 end) as frozen,
        count(case when change = 'unfrozen' then 1 end) as unfrozen
    from user_transitions
)

select
    before.users as users_before,
    after.users as users_after,
    after.users - before.users as users_change,
    change.joined as users_joined,
    change.joined_new as users_joined_new,
    change.joined_reactivated as users_joined_reactivated,
    change.gone_or_deactivated as users_left,
    change.left_deactivated as users_left_deactivated,
    change.left_gone as users_left_gone,
    change.changed_profile as users_changed_profile,
    cast(0 as bigint) as users_changed_profile_missing,
    change.changed_license as users_changed_license,
    cast(0 as bigint) as users_changed_license_missing,
    change.frozen as users_frozen,
    cast(0 as bigint) as users_frozen_missing,
    change.unfrozen as users_unfrozen,
    cast(0 as bigint) as users_unfrozen_missing
from before
cross join after
cross join change
