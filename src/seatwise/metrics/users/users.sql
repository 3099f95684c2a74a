-- Who holds a seat, and what each user does with it. One row per active user. Source: definitions section 3.
-- user_index is its own model; profiles has each user's profile and license, and what a seat of it
-- costs; period is the activity period. In no order: who reads a page of them says which.

with judged as (
    select
        user_index.*,
        coalesce(user_index.last_touch >= period.actor_start and user_index.last_touch <= period.until, false)
            as is_actor,
        case
            when user_index.never_logged_in then false
            when user_index.last_login is not null
                then user_index.last_login >= period.login_start and user_index.last_login <= period.until
        end as is_logged_in,
        user_index.never_logged_in and user_index.created >= period.onboarding_start as is_new,
        period.same_period
    from user_index
    cross join period
),

marked as (
    select
        judged.*,
        profiles.profile,
        profiles.license_key,
        profiles.license,
        profiles.bucket,
        profiles.priced,
        profiles.by_login,
        case when not profiles.by_login then cast(profiles.unit_price as decimal(38, 2)) end as yearly_cost,
        coalesce(profiles.priced = false, false) as no_price,
        coalesce(judged.is_frozen, false) as frozen,
        coalesce(judged.is_new, false) as new,
        coalesce(judged.never_logged_in and not coalesce(judged.is_new, false), false) as never,
        coalesce(judged.is_actor and not judged.is_logged_in and judged.same_period, false) as writes
    from judged
    left join profiles on coalesce(profiles.profile_id, '') = coalesce(judged.profile_id, '')
)

select
    marked.user_id,
    marked.username,
    marked.name,
    marked.profile,
    marked.license_key,
    marked.last_login,
    marked.last_interactive_login,
    marked.last_api_login,
    marked.last_record_touch,
    marked.objects_touched,
    marked.is_actor,
    marked.is_frozen,
    marked.department,
    marked.manager,
    marked.yearly_cost,
    coalesce(
        string_split(nullif(concat_ws(
            ';',
            case when no_price then 'no price' end,
            case when frozen then 'frozen' end,
            case when new then 'not yet onboarded' end,
            case when never then 'never logged in' end,
            case when writes then 'writes without logging in' end
        ), ''), ';'),
        cast([] as varchar[])
    ) as flags,
    marked.bucket,
    marked.license,
    marked.priced,
    marked.by_login,
    marked.profile_id,
    marked.is_logged_in,
    marked.never_logged_in,
    marked.login_known,
    marked.record_touches,
    marked.created,
    marked.manager_id,
    marked.searched,
    marked.name_rank,
    marked.username_rank,
    marked.department_rank,
    marked.manager_rank,
    cast(
        case when no_price then 16 else 0 end
        + case when frozen then 8 else 0 end
        + case when new then 4 else 0 end
        + case when never then 2 else 0 end
        + case when writes then 1 else 0 end
    as bigint) as flags_rank,
    marked.number
from marked
