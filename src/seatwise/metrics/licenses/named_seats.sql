-- Seats of the Named licenses of one snapshot: the sums of that bucket in license_totals, without prices. One row; none where there
-- are no such licenses. Source: definitions section 2. license_terms and unread_kinds are their own models.
-- Disabled, trial and expired licenses are left out; one of which that is not known is in no sum.

select
    cast(sum(case when trial_or_expired is not null then provisioned end) as bigint) as provisioned,
    case when not is_partial
        then count(case
            when trial_or_expired is null or (provisioned is null and not coalesce(unlimited, false)) then 1
        end)
    end as provisioned_missing,
    cast(sum(case when trial_or_expired is not null then assigned end) as bigint) as assigned,
    case when not is_partial then count(case when trial_or_expired is null or assigned is null then 1 end) end
        as assigned_missing
from license_terms
cross join (select count(*) > 0 as is_partial from unread_kinds where kind = 'user') as listed
where
    kind = 'user'
    and bucket = 'Named'
    and (status is null or status <> 'Disabled')
    and not coalesce(trial_or_expired, false)
group by is_partial
