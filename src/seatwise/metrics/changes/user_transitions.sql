-- What changed of which user between two snapshots. One row per user and change; a user may have several. Source:
-- definitions section 4. To join is to become active, to leave is to stop being so: those who joined less those who left
-- are the difference in active users. All other changes are of users active in both. seat_transitions, freeze_transitions
-- and known_changes (what was read of both) are their own models. Ids alone: two orgs must fit side by side.

with seated as (
    select
        seat_transitions.*, before.UserLicenseId as license_id_before, after.UserLicenseId as license_id_after
    from seat_transitions
    left join earlier_profile as before on before.Id = seat_transitions.profile_id_before
    left join later_profile as after on after.Id = seat_transitions.profile_id_after
)

select
    'joined' as change,
    case when known_before then 'reactivated' else 'new' end as how,
    user_id, profile_id_before, profile_id_after
from seated
cross join known_changes as known
where known.activity and not active_before and active_after
union all
select
    'left', case when known_after then 'deactivated' else 'gone' end,
    user_id, profile_id_before, profile_id_after
from seated
cross join known_changes as known
where known.activity and active_before and not active_after
union all
select 'profile', null, user_id, profile_id_before, profile_id_after
from seated
cross join known_changes as known
where known.profiles and active_before and active_after and profile_id_before is distinct from profile_id_after
union all
select 'license', null, user_id, profile_id_before, profile_id_after
from seated
cross join known_changes as known
where known.licenses and active_before and active_after and license_id_before is distinct from license_id_after
union all
select case when frozen then 'frozen' else 'unfrozen' end, null, user_id, profile_id_before, profile_id_after
from freeze_transitions
cross join known_changes as known
where known.freezing
