-- Sums of the profiles that are shown: per bucket, and of all. One row per group. Source: definitions section 3.
-- shown has the rows of profiles that are shown; profile_processes is its own model; may_match has the rows of which
-- it is not known whether they meet the filter.
-- A sum is the sum of what is known: <name>_missing counts the users that are left out, and is blank where nobody knows how
-- many there are. Where nothing but 0 is known, and users are left out, a sum is blank.

with others as ( -- how many may match: none, or nobody knows
    select case when count(*) = 0 then 0 end as left_out
    from may_match
),

listed as ( -- "all" is there even without any profile
    select 'all' as name
    union
    select coalesce(bucket, 'license not known')
    from shown
),

summed as (
    select
        listed.name,
        count(license_key) as profiles,
        cast(left_out as bigint) as profiles_missing,
        count(distinct license_key) as licenses,
        cast(left_out as bigint) as licenses_missing,
        case when bool_or(not priced) or count(priced) = count(license_key) then count(case when not priced then 1 end) end
            as profiles_without_price,
        count(license_key) - count(priced) + left_out as profiles_without_price_missing,
        case
            when count(priced) = count(license_key)
                then bool_or(priced and license_key <> '(no license)') or bool_and(license_key = '(no license)')
        end as priced,
        case when not bool_and(by_login) then false when count(by_login) = count(license_key) then bool_and(by_login) end
            as by_login,
        case when bool_or(by_login) or count(by_login) = count(license_key) then count(case when by_login then 1 end) end
            as login_profiles,
        count(license_key) - count(by_login) + left_out as login_profiles_missing,
        count(case when yearly_logins_source like '12 x%' then 1 end) as estimated_pools,
        count(case when bucket_likely then 1 end) as likely_profiles,
        coalesce(cast(sum(users) as bigint), 0) as users,
        cast(left_out as bigint) as users_missing,
        cast(sum(logged_in_users) as bigint) as logged_in_users,
        coalesce(cast(sum(logged_in_users_missing) as bigint), 0) + left_out as logged_in_users_missing,
        coalesce(cast(sum(actors) as bigint), 0) as actors,
        coalesce(cast(sum(actors_missing) as bigint), 0) + left_out as actors_missing,
        cast(sum(api_only_actors) as bigint) as api_only_actors,
        coalesce(cast(sum(api_only_actors_missing) as bigint), 0) + left_out as api_only_actors_missing,
        sum(assigned_cost) as assigned_cost,
        coalesce(cast(sum(assigned_cost_missing) as bigint), 0) + left_out as assigned_cost_missing,
        sum(no_login_cost) as no_login_cost,
        coalesce(cast(sum(no_login_cost_missing) as bigint), 0) + left_out as no_login_cost_missing,
        sum(api_only_cost) as api_only_cost,
        coalesce(cast(sum(api_only_cost_missing) as bigint), 0) + left_out as api_only_cost_missing,
        sum(actor_cost) as actor_cost,
        coalesce(cast(sum(actor_cost_missing) as bigint), 0) + left_out as actor_cost_missing,
        sum(login_only_cost) as login_only_cost,
        coalesce(cast(sum(login_only_cost_missing) as bigint), 0) + left_out as login_only_cost_missing,
        sum(assigned_logins) as assigned_logins,
        coalesce(cast(sum(assigned_logins_missing) as bigint), 0) + left_out as assigned_logins_missing,
        sum(no_login_logins) as no_login_logins,
        coalesce(cast(sum(no_login_logins_missing) as bigint), 0) + left_out as no_login_logins_missing,
        sum(pool_cost) as pool_cost,
        coalesce(cast(sum(pool_cost_missing) as bigint), 0) + left_out as pool_cost_missing,
        sum(pool_no_login_cost) as pool_no_login_cost,
        coalesce(cast(sum(pool_no_login_cost_missing) as bigint), 0) + left_out as pool_no_login_cost_missing,
        coalesce(cast(sum(never_logged_in) as bigint), 0) as never_logged_in,
        coalesce(cast(sum(never_logged_in_missing) as bigint), 0) + left_out as never_logged_in_missing,
        coalesce(cast(sum(frozen) as bigint), 0) as frozen,
        coalesce(cast(sum(frozen_missing) as bigint), 0) + left_out as frozen_missing,
        coalesce(cast(sum(not_yet_onboarded) as bigint), 0) as not_yet_onboarded,
        coalesce(cast(sum(not_yet_onboarded_missing) as bigint), 0) + left_out as not_yet_onboarded_missing,
        min(unknown_ids) as unknown_ids
    from listed -- each profile once per group that sums it
    left join shown on listed.name in ('all', coalesce(shown.bucket, 'license not known'))
    cross join others
    group by listed.name, left_out
),

part as ( -- whether a license is there with some of its profiles only
    select count(*) > 0 as is_part
    from (select license_key from shown group by license_key having count(*) < min(license_profiles)) as cut
),

process_count as ( -- a process of several profiles once
    select listed.name, count(distinct profile_processes.process_id) as business_processes
    from listed
    inner join shown on listed.name in ('all', coalesce(shown.bucket, 'license not known'))
    inner join profile_processes on profile_processes.profile_id = shown.profile_id
    group by listed.name
)

select
    summed.name as "group",
    summed.profiles,
    summed.profiles_missing,
    summed.licenses,
    summed.licenses_missing,
    summed.profiles_without_price,
    summed.profiles_without_price_missing,
    summed.login_profiles,
    summed.login_profiles_missing,
    summed.users,
    summed.users_missing,
    case when logged_in_users_missing = 0 or logged_in_users <> 0 then logged_in_users end as logged_in_users,
    summed.logged_in_users_missing,
    summed.actors,
    summed.actors_missing,
    case when api_only_actors_missing = 0 or api_only_actors <> 0 then api_only_actors end as api_only_actors,
    summed.api_only_actors_missing,
    case when assigned_cost_missing = 0 or assigned_cost <> 0 then assigned_cost end as assigned_cost,
    summed.assigned_cost_missing,
    case when no_login_cost_missing = 0 or no_login_cost <> 0 then no_login_cost end as no_login_cost,
    summed.no_login_cost_missing,
    case when api_only_cost_missing = 0 or api_only_cost <> 0 then api_only_cost end as api_only_cost,
    summed.api_only_cost_missing,
    case when actor_cost_missing = 0 or actor_cost <> 0 then actor_cost end as actor_cost,
    summed.actor_cost_missing,
    case when login_only_cost_missing = 0 or login_only_cost <> 0 then login_only_cost end as login_only_cost,
    summed.login_only_cost_missing,
    case when assigned_logins_missing = 0 or assigned_logins <> 0 then assigned_logins end as assigned_logins,
    summed.assigned_logins_missing,
    case when no_login_logins_missing = 0 or no_login_logins <> 0 then no_login_logins end as no_login_logins,
    summed.no_login_logins_missing,
    case when pool_cost_missing = 0 or pool_cost <> 0 then pool_cost end as pool_cost,
    summed.pool_cost_missing,
    case when pool_no_login_cost_missing = 0 or pool_no_login_cost <> 0 then pool_no_login_cost end
        as pool_no_login_cost,
    summed.pool_no_login_cost_missing,
    summed.never_logged_in,
    summed.never_logged_in_missing,
    summed.frozen,
    summed.frozen_missing,
    summed.not_yet_onboarded,
    summed.not_yet_onboarded_missing,
    coalesce(process_count.business_processes, 0) as business_processes,
    summed.users_missing as business_processes_missing,
    summed.priced,
    summed.by_login,
    summed.estimated_pools,
    summed.likely_profiles,
    part.is_part,
    summed.unknown_ids
from summed
cross join part
left join process_count on process_count.name = summed.name
order by
    case summed.name when 'Named' then 1 when 'Community Login' then 2 when 'Other' then 3 when 'all' then 5 else 4 end
