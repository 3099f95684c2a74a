-- The users of the Profiles panel: who holds a seat, and what the user did with it. One row per active user.
-- Source: definitions section 3. people is its own model; profile_line has the profile and license that each user stands
-- under ('' for users without a profile), and what a seat of it costs; period is the window; profiles_unread
-- is its own model. In no order: whoever asks for a page of them says which.

with figures as (
    select
        people.*,
        case when people.touches is not null then people.last_touch end as last_record_touch, -- a file tells none
        case
            when people.last_touch >= period.actor_start and people.last_touch <= period.until then true
            when not unread.touches then false
        end as is_actor,
        case when not unread.logins
            then coalesce(people.last_login >= period.login_start and people.last_login <= period.until, false)
        end as is_logged_in,
        case when not unread.freezing then people.frozen end as known_frozen,
        case when not unread.logins then people.never_logged_in end as never,
        case when not unread.logins and not unread.creation
            then people.never_logged_in and people.created > period.onboarding_start
        end as is_new,
        unread.touches as touches_unread,
        period.same_window
    from people
    cross join period
    cross join profiles_unread as unread
)

select
    figures.user_id,
    figures.username,
    figures.name,
    profile_line.profile,
    profile_line.license_key,
    figures.last_login,
    figures.last_interactive_login,
    figures.last_api_login,
    figures.last_record_touch,
    case when not touches_unread then figures.objects end as objects_touched,
    figures.is_actor,
    figures.known_frozen as is_frozen,
    figures.department,
    figures.manager,
    profile_line.yearly_cost,
    concat(
        case when profile_line.priced = false then 'unpriced;' else '' end,
        case when known_frozen then 'frozen;' else '' end,
        case when is_new then 'not yet onboarded;' when never then 'never logged in;' else '' end,
        case when is_actor and not is_logged_in and same_window then 'writes without logging in;' else '' end
    ) as flags,
    profile_line.bucket,
    profile_line.license,
    figures.profile_id,
    figures.is_logged_in,
    case when not touches_unread then figures.touches end as record_touches,
    figures.created,
    figures.manager_id,
    figures.searched,
    figures.name_place,
    figures.username_place,
    figures.department_place,
    figures.manager_place,
    case when profile_line.priced = false then 16 else 0 end
        + case when known_frozen then 8 else 0 end
        + case when is_new then 4 when never then 2 else 0 end
        + case when is_actor and not is_logged_in and same_window then 1 else 0 end as flags_place,
    figures.number
from figures
left join profile_line on profile_line.profile_id = coalesce(figures.profile_id, '')
