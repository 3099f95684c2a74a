-- Active users of each profile, counted by whether they logged in and worked within the period. One row per profile that
-- somebody has; users without a profile are counted under none. Source: definitions section 3.
-- seats has the users, profile_numbers their profiles (their own models); period is the window, both ends included.

with told as (
    select
        seats.profile_number,
        seats.never_logged_in,
        seats.is_frozen,
        coalesce(seats.last_login >= period.login_start and seats.last_login <= period.until, false) as logged_in,
        coalesce(seats.last_touch >= period.actor_start and seats.last_touch <= period.until, false) as acted,
        seats.never_logged_in and seats.created > period.onboarding_start as not_yet_onboarded
    from seats
    cross join period
    where seats.is_active
),

counted as (
    select
        profile_number,
        count(*) as users,
        count(case when logged_in then 1 end) as logged_in_users,
        count(case when acted then 1 end) as actors,
        count(case when acted and logged_in then 1 end) as logged_in_actors,
        count(case when never_logged_in then 1 end) as never_logged_in,
        count(case when is_frozen then 1 end) as frozen,
        count(case when not_yet_onboarded then 1 end) as not_yet_onboarded
    from told
    group by profile_number
)

select
    profile_numbers.profile_id,
    counted.users,
    counted.logged_in_users,
    counted.actors,
    counted.logged_in_actors,
    counted.never_logged_in,
    counted.frozen,
    counted.not_yet_onboarded
from counted
left join profile_numbers on profile_numbers.profile_number = counted.profile_number
order by profile_numbers.profile_id nulls last
