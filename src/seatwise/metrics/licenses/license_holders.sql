-- Who holds what, counted from the users themselves: active ones, since only they take a seat. One row per license that
-- somebody holds, and per feature that the org has. Depends on the snapshot alone; feature names the features there are.

with feature_count as ( -- a feature license is a checkbox on the user; one that is null everywhere is not in this org
    select
        sum(cast(UserPermissionsAvantgoUser as integer)) as AvantgoUser,
        sum(cast(UserPermissionsChatterAnswersUser as integer)) as ChatterAnswersUser,
        sum(cast(UserPermissionsInteractionUser as integer)) as InteractionUser,
        sum(cast(UserPermissionsJigsawProspectingUser as integer)) as JigsawProspectingUser,
        sum(cast(UserPermissionsKnowledgeUser as integer)) as KnowledgeUser,
        sum(cast(UserPermissionsLiveAgentUser as integer)) as LiveAgentUser,
        sum(cast(UserPermissionsMarketingUser as integer)) as MarketingUser,
        sum(cast(UserPermissionsMobileUser as integer)) as MobileUser,
        sum(cast(UserPermissionsOfflineUser as integer)) as OfflineUser,
        sum(cast(UserPermissionsSFContentUser as integer)) as SFContentUser,
        sum(cast(UserPermissionsSiteforceContributorUser as integer)) as SiteforceContributorUser,
        sum(cast(UserPermissionsSiteforcePublisherUser as integer)) as SiteforcePublisherUser,
        sum(cast(UserPermissionsSupportUser as integer)) as SupportUser,
        sum(cast(UserPermissionsWirelessUser as integer)) as WirelessUser,
        sum(cast(UserPermissionsWorkDotComUserFeature as integer)) as WorkDotComUserFeature
    from "user"
    where IsActive
),

profile_count as (
    select ProfileId, count(*) as users
    from "user"
    where IsActive
    group by ProfileId
)

select 'user' as kind, profile.UserLicenseId as license_id, cast(sum(profile_count.users) as bigint) as held
from profile_count
inner join profile on profile.Id = profile_count.ProfileId
group by profile.UserLicenseId
union all
select 'permission_set', assign.PermissionSetLicenseId, count(*)
from permission_set_license_assign as assign
inner join "user" as person on person.Id = assign.AssigneeId
where person.IsActive
group by assign.PermissionSetLicenseId
union all
select 'package', assign.PackageLicenseId, count(*)
from user_package_license as assign
inner join "user" as person on person.Id = assign.UserId
where person.IsActive
group by assign.PackageLicenseId
union all
select 'feature', license_id, held
from (
    select
        feature.key as license_id,
        cast(case feature.key
            when 'AvantgoUser' then AvantgoUser
            when 'ChatterAnswersUser' then ChatterAnswersUser
            when 'InteractionUser' then InteractionUser
            when 'JigsawProspectingUser' then JigsawProspectingUser
            when 'KnowledgeUser' then KnowledgeUser
            when 'LiveAgentUser' then LiveAgentUser
            when 'MarketingUser' then MarketingUser
            when 'MobileUser' then MobileUser
            when 'OfflineUser' then OfflineUser
            when 'SFContentUser' then SFContentUser
            when 'SiteforceContributorUser' then SiteforceContributorUser
            when 'SiteforcePublisherUser' then SiteforcePublisherUser
            when 'SupportUser' then SupportUser
            when 'WirelessUser' then WirelessUser
            when 'WorkDotComUserFeature' then WorkDotComUserFeature
        end as bigint) as held
    from feature_count
    cross join feature
) as feature_holders
where held is not null
order by kind, license_id
