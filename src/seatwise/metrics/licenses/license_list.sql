-- Every license of the org, its seats, and the key that prices and overrides belong to. One row per license.
-- Source: definitions sections 1 and 2. user_seats, add_on_seats, feature_seats and package_seats are their own models;
-- gap is what could not be read.

with license as (
    select 'user' as kind, * from user_seats
    union all
    select 'permission_set', * from add_on_seats
    union all
    select 'feature', * from feature_seats
    union all
    select 'package', * from package_seats
),

plain as (
    select
        license.*,
        coalesce(definition_key, name, id) as plain_key,
        coalesce(name, definition_key, id) as known_name
    from license
),

-- A price or an override belongs to a key: where the field with the key could not be read, nothing can be looked up; nor
-- where that with the name could not, and the name is the key or a part of it.
unread as (
    select
        count(case when table_name = 'user_license' and column_name = 'LicenseDefinitionKey' then 1 end) > 0
            as user_keys,
        count(case when table_name = 'user_license' and column_name = 'Name' then 1 end) > 0 as user_names,
        count(case
            when table_name = 'permission_set_license' and column_name = 'PermissionSetLicenseKey' then 1
        end) > 0 as add_on_keys,
        count(case when table_name = 'permission_set_license' and column_name = 'DeveloperName' then 1 end) > 0
            as add_on_names,
        count(case when table_name = 'package_license' and column_name = 'NamespacePrefix' then 1 end) > 0
            as package_keys,
        count(case
            when table_name = 'permission_set_license' and column_name = 'ExpirationDate' then 1
        end) > 0 as add_on_ends,
        count(case when table_name = 'package_license' and column_name = 'ExpirationDate' then 1 end) > 0
            as package_ends
    from gap
),

-- Two licenses may share one key (Customer Portal Manager Standard and Customer Portal User do): the name tells them
-- apart, and the id where even the name is the same.
keyed as (
    select
        plain.*,
        case
            when count(*) over (partition by kind, plain_key) = 1 then plain_key
            when count(*) over (partition by kind, plain_key, known_name) = 1 then concat(plain_key, '/', known_name)
            else concat(plain_key, '/', known_name, '/', id)
        end as key,
        definition_key is null or count(*) over (partition by kind, plain_key) > 1 as with_name,
        -- -1, or seats in use where none is said to be bought; null: not known
        provisioned = -1 or (provisioned <= 0 and assigned > 0) as unlimited
    from plain
)

select
    kind, id, key, plain_key, definition_key, known_name as name, label, status,
    case when not unlimited then provisioned end as provisioned,
    assigned,
    case when not unlimited and provisioned > 0 then round(cast(assigned as double) / provisioned, 6) end
        as assigned_share,
    case when not unlimited then provisioned - assigned end as unassigned,
    case when not unlimited and provisioned > 0
        then round(cast(provisioned - assigned as double) / provisioned, 6)
    end as unassigned_share,
    unlimited,
    held_by_active_users,
    assigned - held_by_active_users as unreconciled,
    monthly_logins,
    monthly_logins_used,
    expires,
    case kind
        when 'user' then unread.user_keys or (unread.user_names and with_name)
        when 'permission_set' then unread.add_on_keys or (unread.add_on_names and with_name)
        when 'package' then unread.package_keys
        else false
    end as key_unread,
    case kind
        when 'permission_set' then unread.add_on_ends
        when 'package' then unread.package_ends
        else false
    end as end_unread
from keyed
cross join unread
order by kind, id
