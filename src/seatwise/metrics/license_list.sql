-- Every license of the org, its seats, and the key that prices and overrides are kept under. One row per license.
-- Source: definitions sections 1 and 2. Tables of the snapshot carry Salesforce's own names; license_holders counts who
-- holds what (its own model); feature names the features there are; gap is what could not be read.

with unread as ( -- whatever is counted from what could not be read is unknown, never zero
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
        count(case when table_name = 'user' and column_name = 'rows' then 1 end) > 0 as some_users
    from gap
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
        cast(null as date) as expires
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
        null, null, seat.ExpirationDate
    from permission_set_license as seat
    cross join unread
    left join license_holders as holders on holders.kind = 'permission_set' and holders.license_id = seat.Id
    union all
    select
        'feature', feature.key, feature.key, feature.key, feature.label, 'Active',
        case when not unread.feature_seats then feature_metric.provisioned end,
        case when not unread.some_users then holders.held end, -- null: Salesforce counts its seats, and does not show who holds them
        null, -- counted from the users in the first place
        null, null, null
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
        null, null, cast(seat.ExpirationDate as date)
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
        end as key,
        -- -1, or seats in use where none is said to be bought; null: not known
        provisioned = -1 or (provisioned <= 0 and assigned > 0) as unlimited
    from license
)

select
    kind, id, key, plain_key, name, label, status,
    provisioned,
    assigned,
    case when provisioned > 0 then round(cast(assigned as double) / provisioned, 6) end as assigned_pct,
    case when not unlimited then provisioned - assigned end as available,
    unlimited,
    held_by_active_users,
    assigned - held_by_active_users as unattributed,
    monthly_logins,
    monthly_logins_used,
    expires
from keyed
order by kind, id
