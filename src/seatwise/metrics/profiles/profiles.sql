-- Each profile of each license: who holds a seat, logs in and works, and what that costs. One row per profile that users
-- have; where the users could not be read, one per profile that there is. Source: definitions section 3.
-- profile_counts and profile_processes are their own models; licenses are the rows of the licenses metric; period is the
-- activity period. Columns that end in _missing count the users that are left out: their login or price is not known.

with line as ( -- users without a profile or license, or with one that is not listed, have a row of that name
    select
        counts.*,
        case
            when counts.is_listed then coalesce(counts.profile, '(unknown profile)')
            when counts.has_profile then '(unknown profile)'
            when not counts.has_profile then '(no profile)'
            else '(unknown profile)'
        end as shown_profile,
        case
            when licenses.id is not null then coalesce(licenses.key, licenses.id)
            when not counts.has_profile then '(no license)'
            when counts.is_listed and not counts.has_license then '(no license)'
            else '(unknown license)'
        end as license_key,
        licenses.label,
        licenses.bucket,
        licenses.bucket_likely,
        licenses.by_login,
        licenses.priced,
        licenses.unit_price as listed_price,
        licenses.yearly_logins,
        licenses.yearly_logins_source,
        licenses.unreconciled
    from profile_counts as counts
    left join licenses on licenses.kind = 'user' and licenses.id = counts.license_id
    where counts.users is null or counts.users > 0
),

priced as ( -- who holds no license costs nothing; a license that is not known has no known bucket and no known price
    select
        line.profile_id, line.user_type, line.shown_profile, line.license_key, line.license_id, line.label, line.users,
        line.logged_in_users, line.no_login_users, line.actors, line.logged_in_actors, line.no_login_actors,
        line.never_logged_in, line.frozen, line.not_yet_onboarded, line.yearly_logins, line.yearly_logins_source,
        line.unreconciled,
        case when line.license_key = '(no license)' then 'Other' else line.bucket end as bucket,
        case when line.license_key = '(no license)' then false else line.bucket_likely end as bucket_likely,
        case when line.license_key = '(no license)' then false else line.by_login end as by_login,
        case when line.license_key = '(no license)' then true else line.priced end as priced,
        case when line.license_key = '(no license)' then cast(0 as decimal(18, 4)) else line.listed_price end
            as unit_price,
        line.users - line.logged_in_users - line.no_login_users as unknown_users,
        coalesce(line.actors - line.logged_in_actors - line.no_login_actors, line.users) as unknown_actors,
        line.logged_in_users - line.logged_in_actors as login_only_users,
        cast(sum(line.users) over (partition by line.license_key) as bigint) as license_users,
        count(*) over (partition by line.license_key) as license_profiles
    from line
),

-- The pool of a login license in hundredths of a login, and each profile's share by users: rounded down, then the
-- hundredths that remain go to those who lost most by rounding, so that the shares sum to the pool.
pool as (
    select
        priced.*,
        case when by_login then (2 * yearly_logins * period.days * 100 + 365) // 730 end as pool_cents
    from priced
    cross join period
),

rounded as (
    select
        pool.*,
        users * (pool_cents // nullif(license_users, 0))
            + (users * (pool_cents % nullif(license_users, 0))) // nullif(license_users, 0) as low_cents,
        (users * (pool_cents % nullif(license_users, 0))) % nullif(license_users, 0) as lost
    from pool
),

shared as (
    select
        rounded.*,
        low_cents + case
            when row_number() over (partition by license_key order by lost desc nulls last, profile_id nulls last)
                <= pool_cents - sum(low_cents) over (partition by license_key)
                then 1
            else 0
        end as share_cents
    from rounded
),

figures as ( -- the part of those without a login, halves up
    select
        shared.*,
        cast(share_cents * 0.01 as decimal(38, 2)) as assigned_logins,
        cast((
            no_login_users * (share_cents // nullif(users, 0))
            + (2 * no_login_users * (share_cents % nullif(users, 0)) + users) // (2 * nullif(users, 0))
        ) * 0.01 as decimal(38, 2)) as no_login_logins,
        case when by_login then null else unit_price end as seat_price,
        case when by_login then unit_price end as login_price,
        case when by_login then 0 when unit_price is null then users else unknown_users end as seats_missing,
        case when not by_login then 0 when share_cents is null then users else unknown_users end as logins_missing,
        case
            when not by_login then 0
            when share_cents is null or unit_price is null then users
            else unknown_users
        end as pool_missing
    from shared
),

strangers as ( -- ids that touched records and are of no user: deleted, or not shown
    select count(last_touch) as unknown_ids
    from seat_activity
    where is_unknown
),

process_count as (
    select profile_id, count(*) as business_processes
    from profile_processes
    group by profile_id
)

select
    figures.bucket,
    figures.license_key,
    figures.profile_id,
    figures.shown_profile as profile,
    figures.users,
    cast(0 as bigint) as users_missing,
    -- Of none that are known, where others are not known, nothing can be said: blank, and not 0.
    case when unknown_users = 0 or logged_in_users > 0 then logged_in_users end as logged_in_users,
    unknown_users as logged_in_users_missing,
    figures.actors,
    case when figures.actors is null then users else 0 end as actors_missing,
    case when figures.unknown_actors = 0 or no_login_actors > 0 then no_login_actors end as api_only_actors,
    figures.unknown_actors as api_only_actors_missing,
    cast(users * seat_price as decimal(38, 2)) as assigned_cost,
    case when not coalesce(by_login, false) and unit_price is null then users else 0 * users end
        as assigned_cost_missing,
    case when unknown_users = 0 or no_login_users > 0 then cast(no_login_users * seat_price as decimal(38, 2)) end
        as no_login_cost,
    seats_missing as no_login_cost_missing,
    case
        when figures.unknown_actors = 0 or no_login_actors > 0 then cast(no_login_actors * seat_price as decimal(38, 2))
    end as api_only_cost,
    case when by_login or unit_price is null then seats_missing else figures.unknown_actors end
        as api_only_cost_missing,
    case
        when figures.unknown_actors = 0 or logged_in_actors > 0
            then cast(logged_in_actors * seat_price as decimal(38, 2))
    end as actor_cost,
    case when by_login or unit_price is null then seats_missing else figures.unknown_actors end as actor_cost_missing,
    case
        when unknown_users = figures.unknown_actors or login_only_users > 0
            then cast(login_only_users * seat_price as decimal(38, 2))
    end as login_only_cost,
    case
        when by_login or unit_price is null then seats_missing
        when figures.actors is null then users
        else unknown_users - figures.unknown_actors
    end as login_only_cost_missing,
    figures.assigned_logins,
    case when coalesce(by_login, true) and share_cents is null then users else 0 * users end
        as assigned_logins_missing,
    case when by_login and (unknown_users = 0 or no_login_users > 0) then no_login_logins end as no_login_logins,
    logins_missing as no_login_logins_missing,
    cast(assigned_logins * login_price as decimal(38, 2)) as pool_cost,
    case when coalesce(by_login, true) and (share_cents is null or unit_price is null) then users else 0 * users end
        as pool_cost_missing,
    case
        when unknown_users = 0 or no_login_users > 0 then cast(no_login_logins * login_price as decimal(38, 2))
    end as pool_no_login_cost,
    pool_missing as pool_no_login_cost_missing,
    figures.never_logged_in,
    case when figures.never_logged_in is null then users else 0 end as never_logged_in_missing,
    figures.frozen,
    case when figures.frozen is null then users else 0 end as frozen_missing,
    figures.not_yet_onboarded,
    case when figures.not_yet_onboarded is null then users else 0 end as not_yet_onboarded_missing,
    coalesce(process_count.business_processes, 0) as business_processes,
    cast(0 as bigint) as business_processes_missing,
    coalesce(figures.label, figures.license_key) as license,
    figures.unit_price,
    figures.priced,
    figures.by_login,
    figures.yearly_logins,
    figures.yearly_logins_source,
    figures.bucket_likely,
    figures.unreconciled,
    figures.license_id,
    figures.license_profiles,
    by_login
        or lower(figures.user_type) in ('cspliteportal', 'customersuccess', 'powercustomersuccess', 'powerpartner')
        as is_community,
    strangers.unknown_ids
from figures
cross join strangers
left join process_count on process_count.profile_id = figures.profile_id
order by
    case figures.bucket when 'Named' then 1 when 'Community Login' then 2 when 'Other' then 3 else 4 end,
    lower(coalesce(figures.label, figures.license_key)), figures.license_key, lower(figures.shown_profile),
    figures.profile_id nulls last
