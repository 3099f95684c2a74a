-- A line over time in one row: assigned seats in the first snapshot in which they are known and in the latest one, and how
-- many licenses the sums of the latest one leave out. shown has a row of trend_point per snapshot.

with numbered as (
    select
        shown.*,
        row_number() over (order by as_of desc) as newest,
        row_number() over (order by assigned is null, as_of) as oldest
    from shown
),

first_known as (select assigned from numbered where oldest = 1),

latest as (select * from numbered where newest = 1)

select
    'all' as "group",
    summed.snapshots,
    summed.snapshots_known,
    first_known.assigned as assigned_first,
    latest.assigned as assigned_last,
    latest.assigned - first_known.assigned as assigned_change,
    latest.unlimited_licenses,
    latest.unlimited_licenses_missing,
    latest.licenses_without_price,
    latest.licenses_without_price_missing
from (select count(*) as snapshots, count(assigned) as snapshots_known from shown) as summed
left join first_known on true
left join latest on true
