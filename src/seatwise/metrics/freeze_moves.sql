-- Users who are active in both of two snapshots, and frozen in one of them only. One row per user. A user without a row
-- of UserLogin is not frozen. Each table stands here twice, as earlier.<table> and later.<table>.

with moved as (
    select UserId as user_id, max(side) = 'after' as frozen
    from (
        select distinct UserId, 'before' as side from earlier.user_login where IsFrozen
        union all
        select distinct UserId, 'after' as side from later.user_login where IsFrozen
    ) as frozen
    group by UserId
    having count(*) = 1
)

select moved.user_id, moved.frozen, before.ProfileId as profile_id_before, after.ProfileId as profile_id_after
from moved
inner join earlier."user" as before on before.Id = moved.user_id
inner join later."user" as after on after.Id = moved.user_id
where before.IsActive and after.IsActive
