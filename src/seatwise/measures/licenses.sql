-- Every license of the org: seats, price, cost, bucket. One row per license. Source: definitions section 2.
-- Tables of the snapshot carry Salesforce's own names; license_holders counts who holds what (its own model). Beside
-- them stand what people told Seatwise:
-- price, bucket_override, contract; the rules of the house: known_license, feature; and what could not be read: gap.

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

unread as ( -- what could not be read: whatever is counted from it is unknown, never zero
    select
        count(case
            when table_name = 'user' and (column_name is null or column_name in ('IsActive', 'ProfileId')) then 1
            when table_name = 'profile' and (column_name is null or column_name = 'UserLicenseId') then 1
        end) > 0 as people,
        count(case
            when table_name = 'user' and (column_name is null or column_name = 'IsActive') then 1
            when table_name = 'permission_set_license_assign' then 1
        end) > 0 as add_on_holders,
        count(case
            when table_name = 'user' and (column_name is null or column_name = 'IsActive') then 1
            when table_name = 'user_package_license' then 1
        end) > 0 as package_holders,
        count(case when table_name = 'active_feature_license_metric' then 1 end) > 0 as feature_seats,
        count(case when table_name = 'user' and column_name = 'rows' then 1 end) > 0 as some_users,
        count(case when table_name = 'tenant_usage_entitlement' then 1 end) > 0 as yearly_entitlements,
        count(case when table_name = 'user_license' and column_name = 'MonthlyLoginsEntitlement' then 1 end) > 0
            as monthly_entitlements,
        -- the names that prices, buckets and entitlements are found by
        count(case
            when table_name = 'user_license' and column_name in ('LicenseDefinitionKey', 'Name', 'MasterLabel') then 1
        end) > 0 as user_names,
        count(case
            when table_name = 'permission_set_license' and column_name in ('PermissionSetLicenseKey', 'DeveloperName')
                then 1
        end) > 0 as add_on_names,
        count(case when table_name = 'package_license' and column_name = 'NamespacePrefix' then 1 end) > 0
            as package_names
    from gap
),

-- Yearly login entitlements, by the name of the license they stand for; the one that began last.
yearly_entitlement as (
    select name, amount
    from (
        select
            rtrim(lower(replace(replace(MasterLabel, ' ', ''), '-', '')), 's') as name,
            CurrentAmountAllowed as amount,
            row_number() over (
                partition by rtrim(lower(replace(replace(MasterLabel, ' ', ''), '-', '')), 's')
                order by StartDate desc nulls last, Id
            ) as newest
        from tenant_usage_entitlement
        cross join moment
        where
            Frequency = 'Yearly'
            and (StartDate is null or StartDate <= moment.day)
            and (EndDate is null or EndDate >= moment.day)
    ) as current_one
    where newest = 1
),

feature_metric as ( -- seats bought, as Salesforce counted them on the latest day it did
    select FeatureType as key, TotalLicenseCount as provisioned
    from (
        select
            FeatureType, TotalLicenseCount,
            row_number() over (partition by FeatureType order by MetricsDate desc, Id) as newest
        from active_feature_license_metric
    ) as daily
    where newest = 1
),

-- The four kinds of license, in one shape.
license as (
    select
        'user' as kind,
        seat.Id as id,
        coalesce(nullif(seat.LicenseDefinitionKey, ''), seat.Name, seat.Id) as plain_key,
        coalesce(seat.Name, seat.Id) as name,
        coalesce(seat.MasterLabel, seat.Name, seat.Id) as label,
        seat.Status as status,
        seat.TotalLicenses as provisioned,
        seat.UsedLicenses as assigned,
        case when not unread.people then coalesce(holders.held, 0) end as held_by_active_users,
        seat.MonthlyLoginsEntitlement as monthly_logins,
        seat.MonthlyLoginsUsed as monthly_logins_used,
        cast(null as date) as expires,
        unread.user_names as nameless,
        unread.yearly_entitlements as yearly_unread,
        unread.monthly_entitlements as monthly_unread
    from user_license as seat
    cross join unread
    left join license_holders as holders on holders.kind = 'user' and holders.license_id = seat.Id
    union all
    select
        'permission_set', seat.Id,
        coalesce(nullif(seat.PermissionSetLicenseKey, ''), seat.DeveloperName, seat.Id),
        coalesce(seat.DeveloperName, seat.PermissionSetLicenseKey, seat.Id),
        coalesce(seat.MasterLabel, seat.DeveloperName, seat.Id),
        seat.Status, seat.TotalLicenses, seat.UsedLicenses,
        case when not unread.add_on_holders then coalesce(holders.held, 0) end,
        null, null, seat.ExpirationDate, unread.add_on_names, false, false
    from permission_set_license as seat
    cross join unread
    left join license_holders as holders on holders.kind = 'permission_set' and holders.license_id = seat.Id
    union all
    select
        'feature', feature.key, feature.key, feature.key, feature.label, 'Active',
        case when not unread.feature_seats then feature_metric.provisioned end,
        case when not unread.some_users then holders.held end, -- null: Salesforce counts its seats, and does not show who holds them
        null, -- counted from the users in the first place
        null, null, null, false, false, false
    from feature
    cross join unread
    left join license_holders as holders on holders.kind = 'feature' and holders.license_id = feature.key
    left join feature_metric on feature_metric.key = feature.key
    where holders.held is not null or feature_metric.key is not null
    union all
    select
        'package', seat.Id,
        coalesce(nullif(seat.NamespacePrefix, ''), seat.Id),
        coalesce(seat.NamespacePrefix, seat.Id),
        coalesce(seat.NamespacePrefix, seat.Id),
        seat.Status, seat.AllowedLicenses, seat.UsedLicenses,
        case when not unread.package_holders then coalesce(holders.held, 0) end,
        null, null, cast(seat.ExpirationDate as date), unread.package_names, false, false
    from package_license as seat
    cross join unread
    left join license_holders as holders on holders.kind = 'package' and holders.license_id = seat.Id
),

-- Two licenses may share one key (Customer Portal Manager Standard and Customer Portal User do): the name tells them
-- apart, and the id where even the name is the same.
keyed as (
    select
        license.*,
        case
            when count(*) over (partition by kind, plain_key) = 1 then plain_key
            when count(*) over (partition by kind, plain_key, name) = 1 then concat(plain_key, '/', name)
            else concat(plain_key, '/', name, '/', id)
        end as key
    from license
),

-- The bucket, in the order of definitions section 2, and the rule that decided.
bucketed as (
    select
        keyed.*,
        case
            when keyed.kind <> 'user' or keyed.nameless then null
            when bucket_override.bucket is not null then bucket_override.bucket
            when keyed.monthly_logins is not null then 'Community Login'
            when by_key.bucket is not null then by_key.bucket
            when by_name.bucket is not null then by_name.bucket
            when by_label.bucket is not null then by_label.bucket
            when keyed.plain_key like '%Login' or keyed.name like '%Login' or keyed.label like '%Login'
                then 'Community Login'
            else 'Other'
        end as bucket,
        case
            when keyed.kind <> 'user' then null
            when keyed.nameless then 'Not known: its key or name could not be read.'
            when bucket_override.bucket is not null then 'You chose it.'
            when keyed.monthly_logins is not null
                then concat('Sold by logins: ', cast(keyed.monthly_logins as varchar), ' a month.')
            else concat(
                case
                    when by_key.bucket is not null then 'Known by its key.'
                    when by_name.bucket is not null then 'Known by its name.'
                    when by_label.bucket is not null then 'Known by its label.'
                    when keyed.plain_key like '%Login' or keyed.name like '%Login' or keyed.label like '%Login'
                        then 'Its name or key ends in Login.'
                    else 'No rule knows it.'
                end,
                case when keyed.monthly_unread then ' Whether it is sold by logins could not be read.' else '' end
            )
        end as bucket_reason
    from keyed
    left join bucket_override on bucket_override.key = keyed.key
    left join (select distinct key, bucket from known_license where key <> '') as by_key
        on by_key.key = keyed.plain_key
    left join (select distinct lower(name) as name, bucket from known_license) as by_name
        on by_name.name = lower(keyed.name)
    left join (select distinct lower(name) as name, bucket from known_license) as by_label
        on by_label.name = lower(keyed.label)
),

-- Seats, logins and prices side by side. Unlimited: -1, or seats in use where none is said to be bought.
figures as (
    select
        bucketed.*,
        provisioned = -1 or (provisioned <= 0 and assigned > 0) as unlimited, -- null: not known
        bucket = 'Community Login' as by_login,
        price_now.effective_from as price_from,
        price_now.recorded_at as price_recorded_at,
        case when not nameless then price_now.amount is not null end as priced,
        case when not nameless then cast(coalesce(price_now.amount, 0) as decimal(18, 4)) end as unit_price,
        case when bucket = 'Community Login' then monthly_logins_used end as consumed,
        case
            when bucket = 'Community Login'
                then coalesce(
                    contract.yearly_logins,
                    case when not yearly_unread then cast(yearly_entitlement.amount as bigint) end,
                    case when not yearly_unread and not monthly_unread then 12 * monthly_logins end
                )
        end as yearly_logins,
        case
            when bucket is null or bucket <> 'Community Login' then null
            when contract.yearly_logins is not null then 'contract'
            when yearly_unread then 'not known: TenantUsageEntitlement could not be read'
            when yearly_entitlement.amount is not null then 'TenantUsageEntitlement'
            when monthly_unread then 'not known: MonthlyLoginsEntitlement could not be read'
            when monthly_logins is not null then '12 x the monthly allowance, a ceiling: what is left of a month lapses'
        end as yearly_logins_source
    from bucketed
    left join price_now on price_now.kind = bucketed.kind and price_now.key = bucketed.key
    left join contract on bucketed.kind = 'user' and contract.key = bucketed.key
    left join yearly_entitlement
        on bucketed.kind = 'user'
        and yearly_entitlement.name = rtrim(lower(replace(replace(bucketed.label, ' ', ''), '-', '')), 's')
)

select
    kind, id, key, label, status, bucket, bucket_reason,
    provisioned,
    assigned,
    case when provisioned > 0 then round(cast(assigned as double) / provisioned, 6) end as assigned_pct,
    case when not unlimited then provisioned - assigned end as available,
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
    assigned - held_by_active_users as unattributed,
    case
        when by_login is null or not by_login
            then cast((assigned - held_by_active_users) * unit_price as decimal(38, 2))
    end as unattributed_cost,
    expires,
    price_from,
    price_recorded_at
from figures
order by
    case kind when 'user' then 1 when 'permission_set' then 2 when 'feature' then 3 else 4 end,
    case bucket when 'Named' then 1 when 'Community Login' then 2 else 3 end,
    lower(label), label, id
