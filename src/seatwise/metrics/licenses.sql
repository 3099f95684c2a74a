-- Every license of the org: seats, price, cost, bucket. One row per license. Source: definitions section 2.
-- license_terms has its seats and how it is bought (its own model); price is what people told Seatwise; moment is the
-- snapshot's day.

with price_now as ( -- the price that counts on the snapshot's day: the latest one that had begun
    select kind, key, amount, effective_from, recorded_at
    from (
        select
            price.kind, price.key, price.amount, price.effective_from, price.recorded_at,
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

priced as ( -- a license whose name is not known has no price that could be found: unknown, not unpriced
    select
        license_terms.*,
        price_now.effective_from as price_from,
        price_now.recorded_at as price_recorded_at,
        case when not nameless then price_now.amount is not null end as priced,
        -- a seat is priced in cents: what was entered when the kind of price was not known is rounded, halves up
        case when not nameless then cast(
            case when by_login then coalesce(price_now.amount, 0) else cast(coalesce(price_now.amount, 0) as decimal(18, 2)) end as decimal(18, 4)
        ) end as unit_price,
        case when by_login then monthly_logins_used end as consumed
    from license_terms
    left join price_now on price_now.kind = license_terms.kind and price_now.key = license_terms.key
)

select
    kind, id, key, label, status, bucket, bucket_reason,
    provisioned,
    assigned,
    assigned_pct,
    available,
    unlimited,
    yearly_logins,
    consumed,
    cast(consumed * unit_price as decimal(38, 2)) as consumed_cost,
    unit_price,
    priced,
    case
        when by_login and yearly_logins is not null then cast(yearly_logins * unit_price as decimal(38, 2))
        when by_login and (yearly_unread or monthly_unread) then null
        when not unlimited then cast(provisioned * unit_price as decimal(38, 2))
    end as provisioned_cost,
    case when by_login is null or not by_login then cast(assigned * unit_price as decimal(38, 2)) end as assigned_cost,
    case -- not greatest(): it would take an unknown number of seats for 0
        when by_login or unlimited then null
        when provisioned > assigned then cast((provisioned - assigned) * unit_price as decimal(38, 2))
        when provisioned <= assigned then cast(0 * unit_price as decimal(38, 2))
    end as unassigned_cost,
    -- beside the contract's columns: what the panel says in words
    case when kind = 'user' then by_login else false end as by_login,
    yearly_logins_source,
    monthly_logins,
    held_by_active_users,
    unattributed,
    case when by_login is null or not by_login then cast(unattributed * unit_price as decimal(38, 2)) end
        as unattributed_cost,
    expires,
    price_from,
    price_recorded_at
from priced
order by
    case kind when 'user' then 1 when 'permission_set' then 2 when 'feature' then 3 else 4 end,
    case bucket when 'Named' then 1 when 'Community Login' then 2 else 3 end,
    lower(label), label, id
