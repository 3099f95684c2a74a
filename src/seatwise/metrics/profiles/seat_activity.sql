-- What the counts of the profiles need of each user, and no more. One row per user, active or not, without a name; and
-- one per id that touched records, or is frozen, and is of no user. Depends on the snapshot alone.
-- Source: definitions section 3. profile_numbers and seen_logins are their own models; moment is the snapshot's.

with activity as ( -- of each id: the latest tracked record that it created or last modified, and whether it is frozen
    select UserId, max(LastDate) as last_touch, max(is_frozen) as is_frozen
    from (
        select UserId, LastDate, false as is_frozen
        from record_touch
        union all
        select UserId, null, true
        from user_login
        where IsFrozen
    ) as one
    group by UserId
)

select
    profile_numbers.profile_number,
    person.CreatedDate as created,
    case when person.LastLoginDate <= moment.at then person.LastLoginDate end as login_date,
    person.LastLoginDate is null as never_logged_in,
    seen_logins.last_login as seen_login,
    activity.last_touch,
    coalesce(activity.is_frozen, false) as is_frozen,
    person.IsActive as is_active,
    person.Id is null as is_unknown
from "user" as person
cross join moment
left join profile_numbers on profile_numbers.profile_id = person.ProfileId
full join activity on activity.UserId = person.Id
left join seen_logins on seen_logins.user_id = person.Id
