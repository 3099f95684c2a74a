-- Active users of each profile, counted by whether they logged in and worked within the period. One row per profile,
-- used or not, and one for users without a profile. Source: definitions section 3.
-- seat_activity has the users, profile_numbers their profiles (their own models); period has both of its ends included.
-- A user logged in within the period, or is known not to have (no_login), or neither is known.

with latest as (
    select
        seat_activity.*,
        case
            when seat_activity.never_logged_in then null
            when seat_activity.login_date is not null then seat_activity.login_date
            else seat_activity.seen_login
        end as last_login
    from seat_activity
    where seat_activity.is_active
),

judged as (
    select
        latest.profile_number,
        latest.never_logged_in,
        latest.is_frozen,
        coalesce(latest.last_login >= period.login_start and latest.last_login <= period.until, false) as logged_in,
        coalesce(latest.never_logged_in or latest.last_login < period.login_start, false) as no_login,
        coalesce(latest.last_touch >= period.actor_start and latest.last_touch <= period.until, false) as acted,
        latest.never_logged_in and latest.created >= period.onboarding_start as not_yet_onboarded
    from latest
    cross join period
),

counted as (
    select
        profile_number,
        count(*) as users,
        count(case when logged_in then 1 end) as logged_in_users,
        count(case when no_login then 1 end) as no_login_users,
        count(case when acted then 1 end) as actors,
        count(case when acted and logged_in then 1 end) as logged_in_actors,
        count(case when acted and no_login then 1 end) as no_login_actors,
        count(case when never_logged_in then 1 end) as never_logged_in,
        count(case when is_frozen then 1 end) as frozen,
        count(case when not_yet_onboarded then 1 end) as not_yet_onboarded
    from judged
    group by profile_number
),

used as (
    select profile_numbers.profile_id, counted.*
    from counted
    left join profile_numbers on profile_numbers.profile_number = counted.profile_number
)

select
    coalesce(used.profile_id, profile.Id) as profile_id,
    used.profile_id is not null or profile.Id is not null as has_profile,
    profile.Id is not null as is_listed,
    profile.Name as profile,
    profile.UserType as user_type,
    profile.UserLicenseId as license_id,
    profile.UserLicenseId is not null as has_license,
    coalesce(used.users, 0) as users,
    coalesce(used.logged_in_users, 0) as logged_in_users,
    coalesce(used.no_login_users, 0) as no_login_users,
    coalesce(used.actors, 0) as actors,
    coalesce(used.logged_in_actors, 0) as logged_in_actors,
    coalesce(used.no_login_actors, 0) as no_login_actors,
    coalesce(used.never_logged_in, 0) as never_logged_in,
    coalesce(used.frozen, 0) as frozen,
    coalesce(used.not_yet_onboarded, 0) as not_yet_onboarded
from used
full join profile on profile.Id = used.profile_id
order by profile_id nulls last
