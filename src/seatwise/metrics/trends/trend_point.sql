-- One snapshot of a line over time: sums over the licenses that are chosen. One row. Source: definitions section 4.
-- shown has the rows of trend_licenses that are chosen; unread_kinds is its own model. A sum is the sum of what is known;
-- <name>_missing says how many licenses (of users: how many users) are left out, and is null where their number is not known.
-- Disabled, trial and expired licenses are in no sum of seats and money, as on the Licenses panel, unless one alone is chosen.

with chosen as (
    select
        count(*) as lines,
        max(label) as label,
        -- of which users are summed; blank where the licenses of a bucket could not be listed
        case when count(*) > 0 or (select count(*) from unread_kinds) = 0 then count(case when kind = 'user' then 1 end) end
            as user_lines,
        (select count(*) from unread_kinds where kind in (select kind from shown)) > 0
        or (count(*) = 0 and (select count(*) from unread_kinds) > 0) as is_partial
    from shown
),

paid as ( -- without figures where it is not known whether it is a trial or expired
    select shown.kind as of_kind, known.*
    from shown
    cross join chosen
    left join shown as known
        on known.kind = shown.kind and known.key = shown.key
        and (chosen.lines = 1 or known.trial_or_expired is not null)
    where shown.in_inventory and (chosen.lines = 1 or not coalesce(shown.trial_or_expired, false))
),

seat as (
    select
        count(kind) as licenses,
        count(*) - count(kind) as licenses_missing,
        case when bool_or(priced) then true when count(priced) = count(*) and count(*) > 0 then false end as priced,
        count(*) - count(priced) as price_unknown,
        count(case when priced = false then 1 end) as licenses_without_price,
        count(case when unlimited then 1 end) as unlimited_licenses,
        count(*) - count(unlimited) as unlimited_unknown,
        sum(provisioned) as provisioned,
        count(case when provisioned is null and not coalesce(unlimited, false) then 1 end) as provisioned_missing,
        sum(assigned) as assigned,
        count(case when assigned is null then 1 end) as assigned_missing,
        sum(provisioned_cost) as provisioned_cost,
        count(case
            when provisioned_cost is null and (coalesce(by_login, false) or not coalesce(unlimited, false)) then 1
        end) as provisioned_cost_missing,
        sum(assigned_cost) as assigned_cost,
        count(case when assigned_cost is null and not coalesce(by_login, false) then 1 end) as assigned_cost_missing
    from paid
),

holder as (
    select
        sum(users) as users,
        count(users) as users_known,
        sum(logged_in_users) as logged_in_users,
        sum(logged_in_users_missing) as logged_in_users_missing,
        count(logged_in_users) as logged_in_users_known,
        sum(actors) as actors,
        count(actors) as actors_known
    from shown
    where kind = 'user'
)

select
    case when chosen.lines = 1 then chosen.label end as license,
    case when seat.licenses > 0 or seat.licenses_missing = 0 and not chosen.is_partial then seat.licenses end as licenses,
    case when not chosen.is_partial then seat.licenses_missing end as licenses_missing,
    case when seat.priced or not chosen.is_partial then seat.priced end as priced,
    case when seat.licenses_without_price > 0 or seat.price_unknown = 0 and not chosen.is_partial
        then seat.licenses_without_price
    end as licenses_without_price,
    case when not chosen.is_partial then seat.price_unknown end as licenses_without_price_missing,
    case when seat.unlimited_licenses > 0 or seat.unlimited_unknown = 0 and not chosen.is_partial
        then seat.unlimited_licenses
    end as unlimited_licenses,
    case when not chosen.is_partial then seat.unlimited_unknown end as unlimited_licenses_missing,
    cast(seat.provisioned as bigint) as provisioned,
    case when not chosen.is_partial then seat.provisioned_missing end as provisioned_missing,
    cast(seat.assigned as bigint) as assigned,
    case when not chosen.is_partial then seat.assigned_missing end as assigned_missing,
    cast(holder.users as bigint) as users,
    case when holder.users_known = chosen.user_lines then cast(0 as bigint) end as users_missing,
    case -- of none that are known, where others are not known, nothing can be said: blank, and not 0
        when holder.logged_in_users > 0 or holder.logged_in_users_missing = 0
            then cast(holder.logged_in_users as bigint)
    end as logged_in_users,
    case when holder.logged_in_users_known = chosen.user_lines
        then cast(coalesce(holder.logged_in_users_missing, 0) as bigint)
    end as logged_in_users_missing,
    cast(holder.actors as bigint) as actors,
    case when holder.actors_known = chosen.user_lines then cast(0 as bigint) end as actors_missing,
    cast(seat.provisioned_cost as decimal(38, 2)) as provisioned_cost,
    case when not chosen.is_partial then seat.provisioned_cost_missing end as provisioned_cost_missing,
    cast(seat.assigned_cost as decimal(38, 2)) as assigned_cost,
    case when not chosen.is_partial then seat.assigned_cost_missing end as assigned_cost_missing
from seat
cross join holder
cross join chosen
