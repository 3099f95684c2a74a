-- Every license of the org: seats, price, cost, bucket. One row per license. Source: definitions section 2.
-- license_terms has its seats and how it is bought (its own model); price is what people entered, without an amount where that is
-- damaged; gap is what could not be read; moment is the snapshot's; login_month has the month of that moment, by the day of the month
-- on which it begins.

with price_now as ( -- the price in effect on the snapshot's day: the latest one that had begun
    select kind, key, amount, effective_from, recorded_at, is_known
    from (
        select
            price.kind, price.key, price.amount, price.effective_from, price.recorded_at, price.is_known,
            row_number() over (
                partition by price.kind, price.key
                order by price.effective_from desc, price.recorded_at desc
            ) as newest
        from price
        cross join moment
        where price.effective_from <= moment.day
    ) as begun
    where newest = 1
),

entered as ( -- of which licenses what was entered is not known: of all of them, where prices were lost
    select
        license_terms.*,
        not key_unread and not bucket_unread and not lost.prices as price_known
    from license_terms
    cross join (
        select count(case when table_name = 'prices' and column_name = 'rows' then 1 end) > 0 as prices from gap
    ) as lost
),

priced as ( -- if its key could not be read, the price of a license cannot be looked up: not known, and not "none"
    select
        entered.*,
        case when not key_unread then price_now.effective_from end as price_from,
        case when not key_unread then price_now.recorded_at end as price_recorded_at,
        case when price_known and coalesce(price_now.is_known, true) then price_now.amount is not null end as priced,
        -- a seat is priced in cents: what was entered when the kind of price was not known is rounded, halves up
        case when price_known then cast(
            case when by_login then price_now.amount else cast(price_now.amount as decimal(18, 2)) end as decimal(18, 4)
        ) end as unit_price,
        case when by_login then monthly_logins_used end as consumed,
        case when by_login and monthly_logins > 0
            then round(cast(monthly_logins_used as double) / monthly_logins, 6)
        end as consumed_share,
        moment.day as today,
        case when by_login then login_month.month_start end as month_start,
        case when by_login and contract_start is not null then 'TenantUsageEntitlement'
            when by_login then 'calendar month' end as month_source,
        login_month.month_seconds,
        login_month.passed_seconds
    from entered
    cross join moment
    inner join login_month on login_month.begins_on = coalesce(extract(day from entered.contract_start), 1)
    left join price_now on price_now.kind = entered.kind and price_now.key = entered.key
),

paced as ( -- the day on which this month's logins run out at the present pace
    select
        priced.*,
        case
            when not by_login or coalesce(status, 'Disabled') = 'Disabled' or coalesce(monthly_logins, 0) <= 0 then null
            when consumed >= monthly_logins then today
            when consumed * month_seconds > monthly_logins * passed_seconds
                then greatest(
                    today,
                    month_start + cast(
                        least(passed_seconds * monthly_logins // consumed, month_seconds - 1) // 86400 as integer
                    )
                )
        end as runs_out
    from priced
),

flagged as ( -- what to notice, in words
    select
        paced.*,
        concat_ws(
            ';',
            case when unassigned < 0 then 'over-assigned' end,
            case when status <> 'Active' then lower(status) end,
            case when status <> 'Expired' and expires < today then 'expired' end,
            case
                when kind = 'permission_set' and key in ('SalesUserPsl', 'SalesforceAPIIntegrationPsl')
                    then 'often bundled'
            end,
            case when bucket_likely then 'bucket likely' end,
            case when key_unread then 'key not known' end,
            case when not key_unread and priced is null then 'price not known' end,
            case when runs_out is not null then 'runs out this month' end
        ) as words
    from paced
)

select
    kind, id, key, label, status, bucket, bucket_reason, bucket_likely,
    provisioned,
    assigned,
    assigned_share,
    unassigned,
    unassigned_share,
    unlimited,
    yearly_logins,
    yearly_logins_source,
    monthly_logins,
    consumed,
    consumed_share,
    runs_out,
    month_start,
    month_source,
    cast(consumed * unit_price as decimal(38, 2)) as consumed_cost,
    unit_price,
    priced,
    price_from,
    price_recorded_at,
    case
        when by_login and yearly_logins is not null then cast(yearly_logins * unit_price as decimal(38, 2))
        when by_login and (yearly_unread or monthly_unread) then null
        when not unlimited then cast(provisioned * unit_price as decimal(38, 2))
    end as provisioned_cost,
    case when by_login is null or not by_login then cast(assigned * unit_price as decimal(38, 2)) end as assigned_cost,
    case -- not greatest(): it would take an unknown number of seats for 0
        when by_login then null
        when unassigned >= 0 then cast(unassigned * unit_price as decimal(38, 2))
        when unassigned < 0 then cast(0 * unit_price as decimal(38, 2))
    end as unassigned_cost,
    case
        when by_login then null
        when unassigned < 0 then cast(-unassigned * unit_price as decimal(38, 2))
        when unassigned >= 0 then cast(0 * unit_price as decimal(38, 2))
    end as over_assigned_cost,
    case when kind = 'user' then by_login else false end as by_login,
    held_by_active_users,
    unreconciled,
    case when by_login is null or not by_login then cast(unreconciled * unit_price as decimal(38, 2)) end
        as unreconciled_cost,
    expires,
    trial_or_expired,
    case when unlimited then false else unassigned > 0 end as has_unassigned,
    case when words = '' then cast([] as varchar[]) else string_split(words, ';') end as flags
from flagged
order by
    case kind when 'user' then 1 when 'permission_set' then 2 when 'feature' then 3 else 4 end,
    case bucket when 'Named' then 1 when 'Community Login' then 2 else 3 end,
    lower(label), label, id
