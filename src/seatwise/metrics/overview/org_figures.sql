-- What one org has and costs, from its latest snapshot. One row. Source: definitions section 4.
-- Seats are those of user licenses; money is that of all licenses, priced as of the snapshot's day. Disabled, trial and expired
-- licenses are in no sum, as on the Licenses panel. licenses and unread_kinds are their own models; gap is what could not be
-- read. A sum is the sum of what is known; <name>_missing says how many licenses are left out, and is null where nobody knows.

with paid as ( -- without figures where it is not known whether it is a trial or expired
    select licenses.kind as of_kind, known.*
    from licenses
    left join licenses as known
        on known.kind = licenses.kind and known.id = licenses.id and known.trial_or_expired is not null
    where
        (licenses.status is null or licenses.status <> 'Disabled')
        and not coalesce(licenses.trial_or_expired, false)
),

seat as (
    select
        sum(provisioned) as provisioned,
        count(case when provisioned is null and not coalesce(unlimited, false) then 1 end) as provisioned_missing,
        sum(assigned) as assigned,
        count(case when assigned is null then 1 end) as assigned_missing
    from paid
    where of_kind = 'user'
),

cost as (
    select
        count(id) as licenses,
        count(*) - count(id) as licenses_missing,
        case when bool_or(priced) then true when count(priced) = count(*) and count(*) > 0 then false end as priced,
        count(*) - count(priced) as price_unknown,
        count(case when priced = false then 1 end) as licenses_without_price,
        sum(provisioned_cost) as provisioned_cost,
        count(case
            when provisioned_cost is null and (coalesce(by_login, false) or not coalesce(unlimited, false)) then 1
        end) as provisioned_cost_missing,
        sum(assigned_cost) as assigned_cost,
        count(case when assigned_cost is null and not coalesce(by_login, false) then 1 end) as assigned_cost_missing,
        sum(unassigned_cost) as unassigned_cost,
        count(case
            when
                unassigned_cost is null
                and not coalesce(by_login, false)
                and not coalesce(unlimited, false)
                then 1
        end) as unassigned_cost_missing
    from paid
),

unread as (
    select count(*) > 0 as anything, count(case when kind = 'user' then 1 end) > 0 as user_licenses
    from unread_kinds
),

active as (
    select count(*) as users, 0 as users_missing
    from "user"
    where IsActive
),

named as ( -- one row, also where the organization could not be read
    select max(Name) as organization, max(IsSandbox) as is_sandbox
    from organization
)

select
    named.organization,
    named.is_sandbox,
    cast(active.users as bigint) as users,
    cast(active.users_missing as bigint) as users_missing,
    cast(seat.provisioned as bigint) as provisioned,
    case when not unread.user_licenses then seat.provisioned_missing end as provisioned_missing,
    cast(seat.assigned as bigint) as assigned,
    case when not unread.user_licenses then seat.assigned_missing end as assigned_missing,
    case when cost.licenses > 0 or cost.licenses_missing = 0 and not unread.anything then cost.licenses end as licenses,
    case when not unread.anything then cost.licenses_missing end as licenses_missing,
    case when cost.priced or not unread.anything then cost.priced end as priced,
    case when cost.licenses_without_price > 0 or cost.price_unknown = 0 and not unread.anything
        then cost.licenses_without_price
    end as licenses_without_price,
    case when not unread.anything then cost.price_unknown end as licenses_without_price_missing,
    cast(cost.provisioned_cost as decimal(38, 2)) as provisioned_cost,
    case when not unread.anything then cost.provisioned_cost_missing end as provisioned_cost_missing,
    cast(cost.assigned_cost as decimal(38, 2)) as assigned_cost,
    case when not unread.anything then cost.assigned_cost_missing end as assigned_cost_missing,
    cast(cost.unassigned_cost as decimal(38, 2)) as unassigned_cost,
    case when not unread.anything then cost.unassigned_cost_missing end as unassigned_cost_missing,
    (select count(*) from gap) as gaps
from named
cross join active
cross join seat
cross join cost
cross join unread
