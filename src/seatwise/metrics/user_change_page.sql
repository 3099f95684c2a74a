-- Users who changed between two snapshots, as many as a page shows, by name. One row per user and change. told says which
-- changes, word what must be in the name, username, department, profiles or licenses, asked behind whom to go on and how
-- many. user_changes has everybody (its own model).

with license_before as (
    select profile.Id as profile_id, profile.Name as profile,
        coalesce(seat.MasterLabel, seat.Name, profile.UserLicenseId) as license
    from earlier.profile as profile
    left join earlier.user_license as seat on seat.Id = profile.UserLicenseId
),

license_after as (
    select profile.Id as profile_id, profile.Name as profile,
        coalesce(seat.MasterLabel, seat.Name, profile.UserLicenseId) as license
    from later.profile as profile
    left join later.user_license as seat on seat.Id = profile.UserLicenseId
),

named as (
    select
        user_changes.change, user_changes.how, user_changes.user_id,
        user_changes.username, user_changes.name, user_changes.department, user_changes.place,
        coalesce(license_before.profile, user_changes.profile_id_before) as profile_before,
        coalesce(license_after.profile, user_changes.profile_id_after) as profile_after,
        license_before.license as license_before,
        license_after.license as license_after
    from user_changes
    left join license_before on license_before.profile_id = user_changes.profile_id_before
    left join license_after on license_after.profile_id = user_changes.profile_id_after
)

select
    named.change, named.how, named.user_id, named.username, named.name, named.department,
    named.profile_before, named.profile_after, named.license_before, named.license_after, named.place
from named
cross join asked
where
    named.change in (select change from told)
    and (
        asked.after_place is null
        or named.place > asked.after_place
        or (named.place = asked.after_place and named.user_id > asked.after_id)
        or (named.place = asked.after_place and named.user_id = asked.after_id and named.change > asked.after_change)
    )
    and not exists (
        select 1
        from word
        where not contains(
            lower(concat_ws(' ', named.name, named.username, named.department, named.profile_before,
                named.profile_after, named.license_before, named.license_after)),
            word.word
        )
    )
order by named.place, named.user_id, named.change
limit (select rows from asked)
