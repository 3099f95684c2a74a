-- Buckets, below them licenses, below them profiles: sums of the profiles that are shown. One row per bucket, license and
-- profile. Source: definitions section 3. shown has the rows of profiles that are shown; profile_processes is its own
-- model; period is the activity period; may_match has the rows of which it is not known whether they meet the filter.
-- A sum is the sum of what is known: <name>_missing counts the users that are left out, and is blank where nobody knows how
-- many there are. Where nothing but 0 is known, and users are left out, a sum is blank.

with others as ( -- how many users may match: none, or nobody knows
    select case when count(*) = 0 then 0 end as left_out
    from may_match
),

member as ( -- each profile once per row that sums it; of several with one name, the license tells them apart
    select
        'bucket' as level, coalesce(bucket, 'license not known') as id, cast(null as varchar) as parent,
        coalesce(bucket, 'License not known') as row_label, profile_id as member_id, others.left_out
    from shown
    cross join others
    union all
    select 'license', license_key, coalesce(bucket, 'license not known'), license, profile_id, others.left_out
    from shown
    cross join others
    union all
    select
        'profile', coalesce(profile_id, 'none'), license_key,
        case
            when count(*) over (partition by lower(profile)) > 1 then concat(profile, ' (', license, ')')
            else profile
        end,
        profile_id,
        0
    from shown
),

summed as (
    select
        level,
        id,
        min(parent) as parent,
        min(row_label) as label,
        min(bucket) as bucket,
        case when level <> 'bucket' then min(license_key) end as license_key,
        case when level <> 'bucket' then min(license) end as license,
        case when level = 'profile' then min(profile_id) end as profile_id,
        case when level = 'profile' then min(profile) end as profile,
        cast(sum(users) as bigint) as users,
        cast(sum(left_out) as bigint) as users_missing,
        cast(sum(logged_in_users) as bigint) as logged_in_users,
        cast(sum(logged_in_users_missing + left_out) as bigint) as logged_in_users_missing,
        cast(sum(actors) as bigint) as actors,
        cast(sum(actors_missing + left_out) as bigint) as actors_missing,
        cast(sum(api_only_actors) as bigint) as api_only_actors,
        cast(sum(api_only_actors_missing + left_out) as bigint) as api_only_actors_missing,
        sum(assigned_cost) as assigned_cost,
        cast(sum(assigned_cost_missing + left_out) as bigint) as assigned_cost_missing,
        sum(no_login_cost) as no_login_cost,
        cast(sum(no_login_cost_missing + left_out) as bigint) as no_login_cost_missing,
        sum(api_only_cost) as api_only_cost,
        cast(sum(api_only_cost_missing + left_out) as bigint) as api_only_cost_missing,
        sum(actor_cost) as actor_cost,
        cast(sum(actor_cost_missing + left_out) as bigint) as actor_cost_missing,
        sum(login_only_cost) as login_only_cost,
        cast(sum(login_only_cost_missing + left_out) as bigint) as login_only_cost_missing,
        sum(assigned_logins) as assigned_logins,
        cast(sum(assigned_logins_missing + left_out) as bigint) as assigned_logins_missing,
        sum(no_login_logins) as no_login_logins,
        cast(sum(no_login_logins_missing + left_out) as bigint) as no_login_logins_missing,
        sum(pool_cost) as pool_cost,
        cast(sum(pool_cost_missing + left_out) as bigint) as pool_cost_missing,
        sum(pool_no_login_cost) as pool_no_login_cost,
        cast(sum(pool_no_login_cost_missing + left_out) as bigint) as pool_no_login_cost_missing,
        cast(sum(never_logged_in) as bigint) as never_logged_in,
        cast(sum(never_logged_in_missing + left_out) as bigint) as never_logged_in_missing,
        cast(sum(frozen) as bigint) as frozen,
        cast(sum(frozen_missing + left_out) as bigint) as frozen_missing,
        cast(sum(not_yet_onboarded) as bigint) as not_yet_onboarded,
        cast(sum(not_yet_onboarded_missing + left_out) as bigint) as not_yet_onboarded_missing,
        case when level <> 'bucket' then min(unit_price) end as unit_price,
        -- Of a license or bucket: whether some of it has a price; who holds no license needs none.
        case
            when count(priced) = count(*)
                then bool_or(priced and license_key <> '(no license)') or bool_and(license_key = '(no license)')
        end as priced,
        case when not bool_and(by_login) then false when count(by_login) = count(*) then bool_and(by_login) end as by_login,
        case when level <> 'bucket' then min(yearly_logins) end as yearly_logins,
        case when level <> 'bucket' then min(yearly_logins_source) end as yearly_logins_source,
        case when level <> 'bucket' then bool_or(bucket_likely) end as bucket_likely,
        case when level <> 'bucket' then min(license_id) end as license_id,
        -- Salesforce's counter is of the whole license: of a part of its profiles nobody knows it.
        case when level = 'license' and count(*) = min(license_profiles) then min(unreconciled) end as unreconciled
    from member
    inner join shown on shown.profile_id is not distinct from member.member_id
    group by member.level, member.id
),

process_count as ( -- a process of several profiles once
    select member.level, member.id, count(distinct profile_processes.process_id) as business_processes
    from member
    inner join profile_processes on profile_processes.profile_id = member.member_id
    group by member.level, member.id
)

select
    summed.level,
    summed.bucket,
    summed.license_key,
    summed.profile_id,
    summed.profile,
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
    coalesce(
        string_split(nullif(concat_ws(
            ';',
            case when priced = false and users > 0 then 'no price' end,
            case
                when same_period and actors > logged_in_users + logged_in_users_missing then 'writes without logging in'
            end,
            case when never_logged_in > 0 then 'never logged in' end,
            case when frozen > 0 then 'frozen' end,
            case when not_yet_onboarded > 0 then 'not yet onboarded' end,
            case when unreconciled <> 0 then 'unreconciled' end,
            case when license_key = '(no license)' then 'no license' end,
            case when license_key = '(unknown license)' then 'unknown license' end,
            case when bucket_likely then 'bucket likely' end,
            case when license_id is not null and priced is null then 'price not known' end
        ), ''), ';'),
        cast([] as varchar[])
    ) as flags,
    summed.license,
    summed.unit_price,
    summed.priced,
    summed.by_login,
    summed.yearly_logins,
    summed.yearly_logins_source,
    summed.bucket_likely,
    summed.unreconciled,
    summed.license_id,
    summed.label,
    summed.id,
    summed.parent
from summed
cross join period
left join process_count on process_count.level = summed.level and process_count.id = summed.id
order by
    case summed.bucket when 'Named' then 1 when 'Community Login' then 2 when 'Other' then 3 else 4 end,
    case summed.level when 'bucket' then 1 else 2 end,
    lower(summed.license), summed.license_key,
    case summed.level when 'license' then 1 else 2 end,
    lower(summed.profile), summed.profile_id nulls last
