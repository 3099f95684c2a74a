-- Who holds what, counted from the users themselves: active ones, since only they take a seat. One row per license that
-- somebody holds, and per feature that the org has. Depends on the snapshot alone.

with feature_count as ( -- a feature license is a checkbox on the user; one that is null everywhere is not in this org
    select
        sum(case when UserPermissionsAvantgoUser then 1 when not UserPermissionsAvantgoUser then 0 end) as AvantgoUser,
        sum(case when UserPermissionsChatterAnswersUser then 1 when not UserPermissionsChatterAnswersUser then 0 end) as ChatterAnswersUser,
        sum(case when UserPermissionsInteractionUser then 1 when not UserPermissionsInteractionUser then 0 end) as InteractionUser,
        sum(case when UserPermissionsJigsawProspectingUser then 1 when not UserPermissionsJigsawProspectingUser then 0 end) as JigsawProspectingUser,
        sum(case when UserPermissionsKnowledgeUser then 1 when not UserPermissionsKnowledgeUser then 0 end) as KnowledgeUser,
        sum(case when UserPermissionsLiveAgentUser then 1 when not UserPermissionsLiveAgentUser then 0 end) as LiveAgentUser,
        sum(case when UserPermissionsMarketingUser then 1 when not UserPermissionsMarketingUser then 0 end) as MarketingUser,
        sum(case when UserPermissionsMobileUser then 1 when not UserPermissionsMobileUser then 0 end) as MobileUser,
        sum(case when UserPermissionsOfflineUser then 1 when not UserPermissionsOfflineUser then 0 end) as OfflineUser,
        sum(case when UserPermissionsSFContentUser then 1 when not UserPermissionsSFContentUser then 0 end) as SFContentUser,
        sum(case when UserPermissionsSiteforceContributorUser then 1 when not UserPermissionsSiteforceContributorUser then 0 end) as SiteforceContributorUser,
        sum(case when UserPermissionsSiteforcePublisherUser then 1 when not UserPermissionsSiteforcePublisherUser then 0 end) as SiteforcePublisherUser,
        sum(case when UserPermissionsSupportUser then 1 when not UserPermissionsSupportUser then 0 end) as SupportUser,
        sum(case when UserPermissionsWirelessUser then 1 when not UserPermissionsWirelessUser then 0 end) as WirelessUser,
        sum(case when UserPermissionsWorkDotComUserFeature then 1 when not UserPermissionsWorkDotComUserFeature then 0 end) as WorkDotComUserFeature
    from "user"
    where IsActive
)

select 'user' as kind, profile.UserLicenseId as license_id, count(*) as held
from "user" as person
inner join profile on profile.Id = person.ProfileId
where person.IsActive
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
select 'feature', 'AvantgoUser', cast(AvantgoUser as bigint) from feature_count where AvantgoUser is not null
union all
select 'feature', 'ChatterAnswersUser', cast(ChatterAnswersUser as bigint) from feature_count where ChatterAnswersUser is not null
union all
select 'feature', 'InteractionUser', cast(InteractionUser as bigint) from feature_count where InteractionUser is not null
union all
select 'feature', 'JigsawProspectingUser', cast(JigsawProspectingUser as bigint) from feature_count where JigsawProspectingUser is not null
union all
select 'feature', 'KnowledgeUser', cast(KnowledgeUser as bigint) from feature_count where KnowledgeUser is not null
union all
select 'feature', 'LiveAgentUser', cast(LiveAgentUser as bigint) from feature_count where LiveAgentUser is not null
union all
select 'feature', 'MarketingUser', cast(MarketingUser as bigint) from feature_count where MarketingUser is not null
union all
select 'feature', 'MobileUser', cast(MobileUser as bigint) from feature_count where MobileUser is not null
union all
select 'feature', 'OfflineUser', cast(OfflineUser as bigint) from feature_count where OfflineUser is not null
union all
select 'feature', 'SFContentUser', cast(SFContentUser as bigint) from feature_count where SFContentUser is not null
union all
select 'feature', 'SiteforceContributorUser', cast(SiteforceContributorUser as bigint) from feature_count where SiteforceContributorUser is not null
union all
select 'feature', 'SiteforcePublisherUser', cast(SiteforcePublisherUser as bigint) from feature_count where SiteforcePublisherUser is not null
union all
select 'feature', 'SupportUser', cast(SupportUser as bigint) from feature_count where SupportUser is not null
union all
select 'feature', 'WirelessUser', cast(WirelessUser as bigint) from feature_count where WirelessUser is not null
union all
select 'feature', 'WorkDotComUserFeature', cast(WorkDotComUserFeature as bigint) from feature_count where WorkDotComUserFeature is not null
order by kind, license_id
