-- The prices that were entered for one license, the latest first. One row per entry. price is what people entered; key is the
-- key, or kind:key, that was chosen; licenses says which license that is; moment is the snapshot's.

with chosen as (
    select licenses.kind, licenses.key, licenses.priced is not null as is_known
    from licenses
    inner join key on key.key in (licenses.key, concat(licenses.kind, ':', licenses.key))
),

entry as ( -- of several entries for one day, the last one counts
    select
        price.amount, price.is_known as is_whole, price.effective_from, price.recorded_at,
        row_number() over (
            partition by price.kind, price.key, price.effective_from order by price.recorded_at desc
        ) as newest,
        row_number() over (
            partition by price.kind, price.key, price.effective_from <= moment.day
            order by price.effective_from desc, price.recorded_at desc
        ) as begun,
        price.effective_from <= moment.day as has_begun,
        chosen.is_known
    from price
    inner join chosen on chosen.kind = price.kind and chosen.key = price.key
    cross join moment
)

select
    effective_from,
    amount as unit_price,
    case when is_known then has_begun and begun = 1 end as in_effect,
    newest > 1 as replaced,
    not is_whole as damaged,
    recorded_at
from entry
order by effective_from desc, recorded_at desc
