-- How each license is bought: its bucket and the rule that decided, and for login licenses the logins of a year.
-- Every column of license_list (its own model), and these. Source: definitions section 2. One row per license.
-- known_license is the house's table of keys and names; bucket_override and contract are what people told Seatwise;
-- gap is what could not be read; moment is the snapshot's day.

with unread as ( -- the names that prices, buckets and entitlements are found by, and the entitlements themselves
    select
        count(case
            when table_name = 'user_license' and column_name in ('LicenseDefinitionKey', 'Name', 'MasterLabel') then 1
        end) > 0 as user_names,
        count(case
            when table_name = 'permission_set_license' and column_name in ('PermissionSetLicenseKey', 'DeveloperName')
                then 1
        end) > 0 as add_on_names,
        count(case when table_name = 'package_license' and column_name = 'NamespacePrefix' then 1 end) > 0
            as package_names,
        count(case when table_name = 'tenant_usage_entitlement' then 1 end) > 0 as yearly_entitlements,
        count(case when table_name = 'user_license' and column_name = 'MonthlyLoginsEntitlement' then 1 end) > 0
            as monthly_entitlements
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

license as (
    select
        license_list.*,
        case license_list.kind
            when 'user' then unread.user_names
            when 'permission_set' then unread.add_on_names
            when 'package' then unread.package_names
            else false
        end as nameless,
        unread.yearly_entitlements as yearly_unread,
        unread.monthly_entitlements as monthly_unread
    from license_list
    cross join unread
),

-- The bucket, in the order of definitions section 2, and the rule that decided.
bucketed as (
    select
        license.*,
        case
            when license.kind <> 'user' or license.nameless then null
            when bucket_override.bucket is not null then bucket_override.bucket
            when license.monthly_logins is not null then 'Community Login'
            when by_key.bucket is not null then by_key.bucket
            when by_name.bucket is not null then by_name.bucket
            when by_label.bucket is not null then by_label.bucket
            when license.plain_key like '%Login' or license.name like '%Login' or license.label like '%Login'
                then 'Community Login'
            else 'Other'
        end as bucket,
        case
            when license.kind <> 'user' then null
            when license.nameless then 'Not known: its key or name could not be read.'
            when bucket_override.bucket is not null then 'You chose it.'
            when license.monthly_logins is not null
                then concat('Sold by logins: ', cast(license.monthly_logins as varchar), ' a month.')
            else concat(
                case
                    when by_key.bucket is not null then 'Known by its key.'
                    when by_name.bucket is not null then 'Known by its name.'
                    when by_label.bucket is not null then 'Known by its label.'
                    when license.plain_key like '%Login' or license.name like '%Login' or license.label like '%Login'
                        then 'Its name or key ends in Login.'
                    else 'No rule knows it.'
                end,
                case when license.monthly_unread then ' Whether it is sold by logins could not be read.' else '' end
            )
        end as bucket_reason
    from license
    left join bucket_override on bucket_override.key = license.key
    left join (select distinct key, bucket from known_license where key <> '') as by_key
        on by_key.key = license.plain_key
    left join (select distinct lower(name) as name, bucket from known_license) as by_name
        on by_name.name = lower(license.name)
    left join (select distinct lower(name) as name, bucket from known_license) as by_label
        on by_label.name = lower(license.label)
)

select
    bucketed.*,
    bucket = 'Community Login' as by_login,
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
left join contract on bucketed.kind = 'user' and contract.key = bucketed.key
left join yearly_entitlement
    on bucketed.kind = 'user'
    and yearly_entitlement.name = rtrim(lower(replace(replace(bucketed.label, ' ', ''), '-', '')), 's')
order by bucketed.kind, bucketed.id
