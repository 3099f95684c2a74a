-- The further licenses that one user holds: permission-set licenses, packages and features. One row per license.
-- Source: PermissionSetLicenseAssign, UserPackageLicense and the feature checkboxes of User. key is the user's id; feature
-- names the features that Salesforce knows.

with checkbox as ( -- a feature license is a checkbox on the user
    select
        case feature.key
            when 'AvantgoUser' then person.UserPermissionsAvantgoUser
            when 'ChatterAnswersUser' then person.UserPermissionsChatterAnswersUser
            when 'InteractionUser' then person.UserPermissionsInteractionUser
            when 'JigsawProspectingUser' then person.UserPermissionsJigsawProspectingUser
            when 'KnowledgeUser' then person.UserPermissionsKnowledgeUser
            when 'LiveAgentUser' then person.UserPermissionsLiveAgentUser
            when 'MarketingUser' then person.UserPermissionsMarketingUser
            when 'MobileUser' then person.UserPermissionsMobileUser
            when 'OfflineUser' then person.UserPermissionsOfflineUser
            when 'SFContentUser' then person.UserPermissionsSFContentUser
            when 'SiteforceContributorUser' then person.UserPermissionsSiteforceContributorUser
            when 'SiteforcePublisherUser' then person.UserPermissionsSiteforcePublisherUser
            when 'SupportUser' then person.UserPermissionsSupportUser
            when 'WirelessUser' then person.UserPermissionsWirelessUser
            when 'WorkDotComUserFeature' then person.UserPermissionsWorkDotComUserFeature
        end as holds,
        feature.key,
        feature.label
    from "user" as person
    inner join key on key.key = person.Id
    cross join feature
)

select
    coalesce(seat.MasterLabel, seat.DeveloperName, held.PermissionSetLicenseId) as license,
    'permission_set' as kind,
    seat.PermissionSetLicenseKey as license_key,
    seat.Status = 'Active' as is_active,
    cast(seat.ExpirationDate as date) as ends
from permission_set_license_assign as held
inner join key on key.key = held.AssigneeId
left join permission_set_license as seat on seat.Id = held.PermissionSetLicenseId
union all
select
    coalesce(seat.NamespacePrefix, held.PackageLicenseId), 'package', seat.NamespacePrefix,
    seat.Status = 'Active', cast(seat.ExpirationDate as date)
from user_package_license as held
inner join key on key.key = held.UserId
left join package_license as seat on seat.Id = held.PackageLicenseId
union all
select checkbox.label, 'feature', checkbox.key, true, null
from checkbox
where checkbox.holds
order by license, kind, license_key
