-- Each profile of each license: who holds a seat, logs in and works, and what that costs. One row per profile.
-- Source: definitions section 3. profile_counts, profile_processes, profiles_unread and seats are their own models;
-- term is the license as the licenses model tells it; period is the window.

with had as ( -- every profile that somebody has; where nobody knows who has which, every profile there is
    select
        profile_counts.profile_id, users, logged_in_users, actors, logged_in_actors, never_logged_in, frozen,
        not_yet_onboarded
    from profile_counts
    cross join profiles_unread as unread
    where not unread.people
    union all
    select profile.Id, null, null, null, null, null, null, null
    from profile
    cross join profiles_unread as unread
    where unread.people
),

line as ( -- who has no profile, no license, or one that is not listed, stands in a line of that name
    select
        had.profile_id,
        case
            when had.profile_id is not null then coalesce(profile.Name, '(unknown profile)')
            when unread.profiles_of_users then '(unknown profile)'
            else '(no profile)'
        end as profile,
        case
            when term.id is not null then term.key
            when had.profile_id is null and not unread.profiles_of_users then '(no license)'
            when profile.Id is not null and profile.UserLicenseId is null and not unread.licenses_of_profiles
                then '(no license)'
            else '(unknown license)'
        end as license_key,
        term.id as license_id,
        term.label,
        coalesce(term.bucket, 'Other') as bucket,
        coalesce(term.by_login, false) as by_login,
        term.priced,
        term.unit_price as listed_price,
        term.yearly_logins,
        term.yearly_logins_source,
        term.unattributed as license_unattributed,
        had.users,
        case when not unread.logins then had.logged_in_users end as logged_in_users,
        case when not unread.touches then had.actors end as actors,
        case when not unread.logins and not unread.touches then had.logged_in_actors end as logged_in_actors,
        case when not unread.logins then had.never_logged_in end as never_logged_in,
        case when not unread.freezing then had.frozen end as frozen,
        case when not unread.logins and not unread.creation then had.not_yet_onboarded end as not_yet_onboarded
    from had
    cross join profiles_unread as unread
    left join profile on profile.Id = had.profile_id
    left join term on term.id = profile.UserLicenseId
),

counted as ( -- the users of a license in a row, profile by profile: where each profile begins
    select
        line.*,
        case when license_key = '(no license)' then cast(0 as decimal(18, 4)) else listed_price end as unit_price,
        users - logged_in_users as idle,
        actors - logged_in_actors as api_only_actors,
        sum(users) over (partition by license_key) as license_users,
        coalesce(sum(users) over (
            partition by license_key order by profile_id nulls last
            rows between unbounded preceding and 1 preceding
        ), 0) as before
    from line
),

-- The pool of a login license in hundredths of a login, and each profile's share by users: cut, then what is left over
-- given to those who lost most by the cut, so that the shares sum to the pool.
pool as (
    select
        counted.*,
        case when by_login then (2 * yearly_logins * period.pool_days * 100 + 365) // 730 end as pool_cents,
        cast(license_users as bigint) as everybody
    from counted
    cross join period
),

cut as (
    select
        pool.*,
        users * (pool_cents // nullif(everybody, 0)) + (users * (pool_cents % nullif(everybody, 0))) // nullif(everybody, 0)
            as cut_cents,
        (users * (pool_cents % nullif(everybody, 0))) % nullif(everybody, 0) as lost
    from pool
),

shared as (
    select
        cut.*,
        cut_cents + case
            when row_number() over (partition by license_key order by lost desc nulls last, profile_id nulls last)
                <= pool_cents - sum(cut_cents) over (partition by license_key)
                then 1
            else 0
        end as share_cents
    from cut
),

figures as ( -- idle users' part of the share, halves up
    select
        shared.*,
        cast(share_cents * 0.01 as decimal(38, 2)) as share,
        cast((
            idle * (share_cents // nullif(users, 0))
            + (2 * idle * (share_cents % nullif(users, 0)) + users) // (2 * nullif(users, 0))
        ) * 0.01 as decimal(38, 2)) as idle_share
    from shared
),

stranger as ( -- ids that touched records and are of no user: deleted, or not shown
    select count(last_touch) as unknown_actors
    from seats
    where is_unknown
),

process_count as (
    select profile_id, count(*) as business_processes
    from profile_processes
    group by profile_id
),

license_process_count as (
    select line.license_key, count(distinct profile_processes.process_id) as business_processes
    from line
    inner join profile_processes on profile_processes.profile_id = line.profile_id
    group by line.license_key
),

bucket_process_count as (
    select line.bucket, count(distinct profile_processes.process_id) as business_processes
    from line
    inner join profile_processes on profile_processes.profile_id = line.profile_id
    group by line.bucket
)

select
    figures.bucket,
    figures.license_key,
    coalesce(figures.label, figures.license_key) as license,
    figures.profile_id,
    figures.profile,
    figures.users,
    figures.logged_in_users,
    figures.actors,
    figures.api_only_actors,
    -- Money is rounded once along the users of the license, not once per figure: so the parts always sum to the whole,
    -- to the cent, even at a price of 10.005.
    case
        when by_login then share
        else cast(unit_price * (before + users) as decimal(38, 2)) - cast(unit_price * before as decimal(38, 2))
    end as assigned,
    case when by_login then 'logins' else 'money' end as assigned_unit,
    case
        when by_login then idle_share
        else cast(unit_price * (before + idle) as decimal(38, 2)) - cast(unit_price * before as decimal(38, 2))
    end as unlogged,
    case
        when not by_login
            then cast(unit_price * (before + api_only_actors) as decimal(38, 2))
                - cast(unit_price * before as decimal(38, 2))
    end as unlogged_api_only,
    case
        when not by_login
            then cast(unit_price * (before + idle + logged_in_actors) as decimal(38, 2))
                - cast(unit_price * (before + idle) as decimal(38, 2))
    end as actor_cost,
    case
        when not by_login
            then cast(unit_price * (before + users) as decimal(38, 2))
                - cast(unit_price * (before + idle + logged_in_actors) as decimal(38, 2))
    end as non_actor_cost,
    figures.never_logged_in,
    figures.frozen,
    figures.not_yet_onboarded,
    case when not unread.processes then coalesce(process_count.business_processes, 0) end as business_processes,
    case when not unread.processes then coalesce(license_process_count.business_processes, 0) end as license_processes,
    case when not unread.processes then coalesce(bucket_process_count.business_processes, 0) end as bucket_processes,
    case when by_login then cast(share * unit_price as decimal(38, 2)) end as pool_cost,
    case when by_login then cast(idle_share * unit_price as decimal(38, 2)) end as pool_unlogged_cost,
    figures.unit_price,
    case when figures.license_key = '(no license)' then true else figures.priced end as priced,
    figures.by_login,
    figures.yearly_logins,
    figures.yearly_logins_source,
    figures.license_unattributed,
    figures.license_id,
    case when not unread.people and not unread.touches then stranger.unknown_actors end as unknown_actors
from figures
cross join profiles_unread as unread
cross join stranger
left join process_count on process_count.profile_id = figures.profile_id
left join license_process_count on license_process_count.license_key = figures.license_key
left join bucket_process_count on bucket_process_count.bucket = figures.bucket
order by
    case figures.bucket when 'Named' then 1 when 'Community Login' then 2 else 3 end,
    lower(coalesce(figures.label, figures.license_key)), figures.license_key,
    lower(figures.profile), figures.profile, figures.profile_id nulls last
