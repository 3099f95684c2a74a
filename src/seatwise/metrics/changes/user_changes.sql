-- Users who joined, left or changed between two snapshots, with the names of their profiles and licenses then and now. One
-- row per user and change. user_change_index has who they are, snapshot_id the snapshot of each side (their own models). In no order: a page of them is read by name,
-- or by another column.

with license_before as (
    select
        profile.Id as profile_id, profile.Name as profile,
        coalesce(seat.MasterLabel, seat.Name, profile.UserLicenseId) as license
    from earlier_profile as profile
    left join earlier_user_license as seat on seat.Id = profile.UserLicenseId
),

license_after as (
    select
        profile.Id as profile_id, profile.Name as profile,
        coalesce(seat.MasterLabel, seat.Name, profile.UserLicenseId) as license
    from later_profile as profile
    left join later_user_license as seat on seat.Id = profile.UserLicenseId
)

select
    found.name,
    found.username,
    found.department,
    found.change,
    found.how,
    coalesce(license_before.profile, found.profile_id_before) as profile_before,
    coalesce(license_after.profile, found.profile_id_after) as profile_after,
    license_before.license as license_before,
    license_after.license as license_after,
    found.user_id,
    case when found.how = 'gone' then earlier_snapshot_id.snapshot else later_snapshot_id.snapshot end as snapshot,
    found.number
from user_change_index as found
cross join earlier_snapshot_id
cross join later_snapshot_id
left join license_before on license_before.profile_id = found.profile_id_before
left join license_after on license_after.profile_id = found.profile_id_after
