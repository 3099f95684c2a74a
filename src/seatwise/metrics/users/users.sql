-- Who holds a seat, and what each user does with it. One row per active user. Source: definitions section 3.
-- user_index is its own model; profiles has each user's profile and license, and what a seat of it
-- costs; period is the activity period. In no order: who reads a page of them says which.

select
    user_index.user_id,
    user_index.username,
    user_index.name,
    profiles.profile,
    profiles.license_key,
    user_index.last_login,
    user_index.last_interactive_login,
    user_index.last_api_login,
    user_index.last_record_touch,
    user_index.objects_touched,
    coalesce(user_index.last_touch >= period.actor_start and user_index.last_touch <= period.until, false) as is_actor,
    user_index.is_frozen,
    user_index.department,
    user_index.manager,
    case when not profiles.by_login then cast(profiles.unit_price as decimal(38, 2)) end as yearly_cost,
    profiles.bucket,
    profiles.license,
    profiles.priced,
    profiles.by_login,
    user_index.profile_id,
    case
        when user_index.never_logged_in then false
        when user_index.last_login is not null
            then user_index.last_login >= period.login_start and user_index.last_login <= period.until
    end as is_logged_in,
    user_index.never_logged_in,
    user_index.login_known,
    user_index.record_touches,
    user_index.created,
    user_index.manager_id,
    user_index.searched,
    user_index.name_rank,
    user_index.username_rank,
    user_index.department_rank,
    user_index.manager_rank,
    cast(
        case when not profiles.priced then 16 else 0 end
        + case when user_index.is_frozen then 8 else 0 end
        + case
            when user_index.never_logged_in and user_index.created >= period.onboarding_start then 4
            when user_index.never_logged_in then 2
            else 0
        end
        + case when period.same_period and is_actor and not is_logged_in then 1 else 0 end
    as bigint) as flags_rank,
    coalesce(
        string_split(nullif(concat_ws(
            ';',
            case when not profiles.priced then 'no price' end,
            case when user_index.is_frozen then 'frozen' end,
            case
                when user_index.never_logged_in and user_index.created >= period.onboarding_start
                    then 'not yet onboarded'
                when user_index.never_logged_in then 'never logged in'
            end,
            case when period.same_period and is_actor and not is_logged_in then 'writes without logging in' end
        ), ''), ';'),
        cast([] as varchar[])
    ) as flags,
    user_index.number
from user_index
cross join period
left join profiles on coalesce(profiles.profile_id, '') = coalesce(user_index.profile_id, '')
