-- Users who are active in both of two snapshots, and frozen in one of them only. One row per user. A user without a row
-- of UserLogin is not frozen.

with turned as (
    select UserId as user_id, max(side) = 'after' as frozen
    from (
        select distinct UserId, 'before' as side from earlier_user_login where IsFrozen
        union all
        select distinct UserId, 'after' as side from later_user_login where IsFrozen
    ) as frozen
    group by UserId
    having count(*) = 1
)

select turned.user_id, turned.frozen, before.ProfileId as profile_id_before, after.ProfileId as profile_id_after
from turned
inner join earlier_user as before on before.Id = turned.user_id
inner join later_user as after on after.Id = turned.user_id
where before.IsActive and after.IsActive
