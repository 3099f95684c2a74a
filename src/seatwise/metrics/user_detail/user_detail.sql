-- One user, active or not: the seat, what it costs, and what the user does with it. One row, or none.
-- Source: definitions section 3. one_user is its own model; profiles has the license of the user's profile, and what a seat
-- of it costs; period is the activity period. Who is not active holds no seat: then nothing says what it costs.

with judged as (
    select
        one_user.*,
        coalesce(one_user.never_logged_in, false) as never,
        coalesce(one_user.last_touch >= period.actor_start and one_user.last_touch <= period.until, false) as acted,
        case
            when one_user.never_logged_in then false
            when one_user.latest_login is not null
                then one_user.latest_login >= period.login_start and one_user.latest_login <= period.until
        end as is_logged_in,
        coalesce(one_user.never_logged_in and one_user.created >= period.onboarding_start, false) as is_new,
        period.same_period
    from one_user
    cross join period
)

select
    judged.user_id,
    judged.name,
    judged.username,
    coalesce(profiles.profile, judged.profile) as profile,
    profiles.license_key,
    profiles.license,
    profiles.bucket,
    case when judged.is_active and not profiles.by_login then cast(profiles.unit_price as decimal(38, 2)) end as yearly_cost,
    judged.is_active,
    case when judged.is_active then judged.is_frozen end as is_frozen,
    judged.created,
    case when never then null else judged.latest_login end as last_login,
    judged.last_interactive_login,
    judged.last_api_login,
    judged.last_record_touch,
    judged.records_created,
    judged.records_modified,
    case when judged.is_active then judged.acted end as is_actor,
    case when judged.is_active then judged.is_logged_in end as is_logged_in,
    judged.user_type,
    judged.title,
    judged.department,
    judged.division,
    judged.company,
    judged.country,
    judged.manager,
    coalesce(
        string_split(nullif(concat_ws(
            ';',
            case when not judged.is_active then 'inactive' end,
            case when judged.is_active and profiles.priced = false then 'no price' end,
            case when judged.is_active and judged.is_frozen then 'frozen' end,
            case when judged.is_active and is_new then 'not yet onboarded' end,
            case when judged.is_active and never and not is_new then 'never logged in' end,
            case when judged.is_active and acted and not is_logged_in and same_period then 'writes without logging in' end
        ), ''), ';'),
        cast([] as varchar[])
    ) as flags,
    judged.never_logged_in,
    never or judged.latest_login is not null as login_known,
    profiles.priced,
    profiles.by_login,
    judged.profile_id,
    judged.manager_id
from judged
left join profiles on coalesce(profiles.profile_id, '') = coalesce(judged.profile_id, '')
