-- Feature licenses with their seats. One row per feature that the org has: some user can hold it, or Salesforce counts its seats.
-- Source: definitions section 2. license_holders counts the active users who hold one (its own model); feature names the
-- features that Salesforce knows.

with latest as ( -- seats bought, as Salesforce counted them on the latest day it did
    select FeatureType as key, TotalLicenseCount as provisioned
    from (
        select
            FeatureType, TotalLicenseCount,
            row_number() over (partition by FeatureType order by MetricsDate desc, Id) as newest
        from active_feature_license_metric
    ) as daily
    where newest = 1
)

select
    feature.key as id,
    feature.key as definition_key,
    feature.key as name,
    feature.label as label,
    'Active' as status,
    latest.provisioned,
    holders.held as assigned, -- null: Salesforce counts its seats, and does not show who holds them
    cast(null as bigint) as held_by_active_users, -- assigned is counted from the users in the first place
    cast(null as bigint) as monthly_logins,
    cast(null as bigint) as monthly_logins_used,
    cast(null as date) as expires
from feature
left join license_holders as holders on holders.kind = 'feature' and holders.license_id = feature.key
left join latest on latest.key = feature.key
where holders.license_id is not null or latest.key is not null
