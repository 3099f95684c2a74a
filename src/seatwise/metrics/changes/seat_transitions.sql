-- Users who hold a seat in one of two snapshots only, or another one than before: by profile, or by its license. One row
-- per user. A seat is held by an active user. Ids alone: two orgs must fit side by side.

with relicensed as ( -- profiles with another license than before
    select after.Id as profile_id
    from later_profile as after
    inner join earlier_profile as before on before.Id = after.Id
    where before.UserLicenseId is distinct from after.UserLicenseId
)

select
    coalesce(after.Id, before.Id) as user_id,
    before.Id is not null as known_before,
    after.Id is not null as known_after,
    coalesce(before.IsActive, false) as active_before,
    coalesce(after.IsActive, false) as active_after,
    before.ProfileId as profile_id_before,
    after.ProfileId as profile_id_after
from earlier_user as before
full outer join later_user as after on after.Id = before.Id
where
    coalesce(before.IsActive, false) <> coalesce(after.IsActive, false)
    or (before.IsActive and before.ProfileId is distinct from after.ProfileId)
    or (before.IsActive and before.ProfileId in (select profile_id from relicensed))
