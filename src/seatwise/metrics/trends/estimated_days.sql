-- What is known of the days before the first snapshot, estimated from one snapshot: no one looked at the org on those days.
-- One row per source, day and license. Salesforce's own daily counts say how many seats were assigned and how many users had
-- logged in within 30 days; login history, who logged in that day; User.CreatedDate, since when today's active users are
-- there. The last two are counted by the license that the user's profile has now. moment is the snapshot's; license_names
-- names each license and its bucket; known_sources says which sources could be read (their own models).

with seat as (
    select
        person.Id as user_id, profile.UserLicenseId as license_id, person.IsActive as active,
        cast(person.CreatedDate as date) as created
    from "user" as person
    left join profile on profile.Id = person.ProfileId
),

login as ( -- each user once a day; not count(distinct), which keeps every one of them in memory
    select Day, UserId
    from login_day
    where Success
    group by Day, UserId
),

created as (
    select license_id, created as day, count(*) as users
    from seat
    where active and created is not null
    group by license_id, created
),

estimated as (
    select
        'ActiveProfileMetric' as source, MetricsDate as day, 'user' as kind, UserLicenseId as license_id,
        cast(null as bigint) as provisioned,
        cast(sum(AssignedUserCount) as bigint) as assigned,
        cast(sum(ActiveUserCount) as bigint) as logged_in_users,
        cast(null as bigint) as daily_users,
        cast(null as bigint) as created_users
    from active_profile_metric
    group by MetricsDate, UserLicenseId
    union all
    select
        'ActivePermSetLicenseMetric', MetricsDate, 'permission_set', PermissionSetLicenseId,
        cast(max(TotalLicenses) as bigint), cast(sum(AssignedUserCount) as bigint),
        cast(sum(ActiveUserCount) as bigint), null, null
    from active_perm_set_license_metric
    group by MetricsDate, PermissionSetLicenseId
    union all
    select 'LoginHistory', login.Day, 'user', seat.license_id, null, null, null, count(*), null
    from login
    left join seat on seat.user_id = login.UserId
    group by login.Day, seat.license_id
    union all
    select
        'User.CreatedDate', day, 'user', license_id, null, null, null, null,
        cast(sum(users) over (partition by license_id order by day) as bigint)
    from created
)

select
    moment.snapshot,
    estimated.source,
    estimated.day,
    estimated.kind,
    estimated.license_id,
    coalesce(
        names.key, estimated.license_id, case when known.seats then '(no license)' else '(unknown license)' end
    ) as key,
    coalesce(
        names.label, estimated.license_id, case when known.seats then '(no license)' else '(unknown license)' end
    ) as license,
    case when estimated.kind = 'user' and estimated.license_id is null and known.seats then 'Other' else names.bucket end
        as bucket,
    estimated.provisioned,
    estimated.assigned,
    estimated.logged_in_users,
    estimated.daily_users,
    estimated.created_users
from estimated
cross join moment
cross join known_sources as known
left join license_names as names on names.kind = estimated.kind and names.id = estimated.license_id
where
    estimated.day is not null
    and estimated.day <= moment.day
    and case estimated.source
        when 'ActiveProfileMetric' then known.profile_metric
        when 'ActivePermSetLicenseMetric' then known.add_on_metric
        when 'LoginHistory' then known.logins
        else known.creation
    end
order by estimated.source, estimated.day, estimated.kind, license, estimated.license_id
