-- How each license is bought: its bucket and the rule that decided, and for login licenses the logins of a year.
-- Every column of license_list (its own model), and these. Source: definitions section 2. One row per license.
-- known_license is the table of keys and names that ships; bucket_override and entitlement_override are what people entered,
-- each from a day on, without a value where that is damaged; gap is what could not be read; moment is the snapshot's.

with unread as (
    select
        count(case when table_name = 'user_license' and column_name = 'LicenseDefinitionKey' then 1 end) > 0 as keys,
        count(case when table_name = 'user_license' and column_name = 'Name' then 1 end) > 0 as names,
        count(case when table_name = 'user_license' and column_name = 'MasterLabel' then 1 end) > 0 as labels,
        count(case when table_name = 'user_license' and column_name = 'MonthlyLoginsEntitlement' then 1 end) > 0
            as monthly_entitlements,
        count(case when table_name = 'tenant_usage_entitlement' then 1 end) > 0 as yearly_entitlements,
        count(case when table_name = 'bucket_overrides' and column_name = 'rows' then 1 end) > 0 as buckets,
        count(case when table_name = 'entitlement_overrides' and column_name = 'rows' then 1 end) > 0 as entered_logins
    from gap
),

bucket_now as ( -- the override in effect on the snapshot's day: the latest one that had begun
    select key, bucket, is_known
    from (
        select
            bucket_override.key, bucket_override.bucket, bucket_override.is_known,
            row_number() over (
                partition by bucket_override.key
                order by bucket_override.effective_from desc, bucket_override.recorded_at desc
            ) as newest
        from bucket_override
        cross join moment
        where bucket_override.effective_from <= moment.day
    ) as begun
    where newest = 1
),

entitlement_now as (
    select key, yearly_logins, is_known
    from (
        select
            entitlement_override.key, entitlement_override.yearly_logins, entitlement_override.is_known,
            row_number() over (
                partition by entitlement_override.key
                order by entitlement_override.effective_from desc, entitlement_override.recorded_at desc
            ) as newest
        from entitlement_override
        cross join moment
        where entitlement_override.effective_from <= moment.day
    ) as begun
    where newest = 1
),

-- Yearly login entitlements, by the name of the license; the one that began last.
yearly_entitlement as (
    select name, amount, begins
    from (
        select
            rtrim(lower(replace(replace(MasterLabel, ' ', ''), '-', '')), 's') as name,
            CurrentAmountAllowed as amount,
            StartDate as begins,
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

-- What each rule says, in the order of definitions section 2.
ruled as (
    select
        license_list.*,
        unread.monthly_entitlements as monthly_unread,
        unread.yearly_entitlements as yearly_unread,
        unread.entered_logins,
        license_list.kind = 'user' and not license_list.key_unread
            and (unread.buckets or not coalesce(bucket_now.is_known, true)) as bucket_unread,
        unread.keys as keys_unread,
        unread.names as names_unread,
        unread.labels as labels_unread,
        case when not license_list.key_unread then bucket_now.bucket end as chosen_bucket,
        coalesce(by_key.bucket, by_name.bucket, by_label.bucket) as known_bucket,
        case
            when by_key.bucket is not null and license_list.definition_key is not null then 'Matched by its key.'
            when by_key.bucket is not null or by_name.bucket is not null then 'Matched by its name.'
            when by_label.bucket is not null then 'Matched by its label.'
            when
                license_list.plain_key like '%Login'
                or license_list.name like '%Login'
                or license_list.label like '%Login'
                then 'Its name or key ends in Login.'
            else 'No rule matches.'
        end as known_reason,
        license_list.plain_key like '%Login'
        or license_list.name like '%Login'
        or license_list.label like '%Login' as ends_in_login,
        (select count(case when bucket is not null or not is_known then 1 end) from bucket_now) > 0 as has_overrides
    from license_list
    cross join unread
    left join bucket_now on license_list.kind = 'user' and bucket_now.key = license_list.key
    left join (select distinct key, bucket from known_license where key <> '') as by_key
        on by_key.key = license_list.plain_key
    left join (select distinct lower(name) as name, bucket from known_license) as by_name
        on by_name.name = lower(license_list.name)
    left join (select distinct lower(name) as name, bucket from known_license) as by_label
        on by_label.name = lower(license_list.label)
),

bucketed as (
    select
        ruled.*,
        case
            when kind <> 'user' or bucket_unread then null
            when chosen_bucket is not null then chosen_bucket
            when monthly_logins is not null then 'Community Login'
            when known_bucket is not null then known_bucket
            when ends_in_login then 'Community Login'
            else 'Other'
        end as bucket,
        case -- whether a rule that could not be applied comes before the one that decided, and could have changed the result
            when kind <> 'user' or bucket_unread or chosen_bucket is not null then false
            when key_unread and has_overrides then true
            when monthly_logins is not null then false
            when monthly_unread and coalesce(known_bucket, case when ends_in_login then 'Community Login' end, 'Other')
                <> 'Community Login' then true
            when keys_unread then true
            when known_reason = 'Matched by its key.' then false
            when names_unread then true
            when known_reason = 'Matched by its name.' then false
            else labels_unread
        end as bucket_likely
    from ruled
)

select
    bucketed.* exclude (
        definition_key, chosen_bucket, known_bucket, known_reason, ends_in_login, has_overrides, keys_unread, names_unread, labels_unread,
        bucket, bucket_likely, entered_logins, yearly_unread, entered_yearly_logins, logins_known
    ),
    bucket,
    bucket_likely,
    case
        when kind <> 'user' then null
        when bucket_unread then 'Not known: the bucket that you chose is damaged in state.db.'
        when chosen_bucket is not null then 'You chose it.'
        when monthly_logins is not null then concat('Sold by logins: ', cast(monthly_logins as varchar), ' a month.')
        when bucket_likely then concat(known_reason, ' Likely: not every field that decides it could be read.')
        else known_reason
    end as bucket_reason,
    bucket = 'Community Login' as by_login,
    case
        when bucket = 'Community Login' and logins_known
            then coalesce(
                entered_yearly_logins,
                cast(yearly_entitlement.amount as bigint),
                12 * monthly_logins
            )
    end as yearly_logins,
    case
        when bucket is null or bucket <> 'Community Login' then null
        when not logins_known then 'what you entered, which is damaged in state.db'
        when entered_yearly_logins is not null then 'entered'
        when yearly_entitlement.amount is not null then 'TenantUsageEntitlement'
        when monthly_logins is not null and bucketed.yearly_unread
            then '12 x the monthly allowance, as TenantUsageEntitlement could not be read'
        when monthly_logins is not null
            then '12 x the monthly allowance at most: unused logins expire each month'
    end as yearly_logins_source,
    yearly_unread or not logins_known as yearly_unread,
    yearly_entitlement.begins as contract_start,
    status in ('Trial', 'Expired')
    or case when expires is not null then expires < moment.day when not end_unread then false end
        as trial_or_expired
from (
    select
        bucketed.*,
        entitlement_now.yearly_logins as entered_yearly_logins,
        kind <> 'user' or key_unread or not (entered_logins or not coalesce(entitlement_now.is_known, true)) as logins_known
    from bucketed
    left join entitlement_now
        on bucketed.kind = 'user' and not bucketed.key_unread and entitlement_now.key = bucketed.key
) as bucketed
cross join moment
left join yearly_entitlement
    on bucketed.kind = 'user'
    and yearly_entitlement.name = rtrim(lower(replace(replace(bucketed.label, ' ', ''), '-', '')), 's')
order by bucketed.kind, bucketed.id
