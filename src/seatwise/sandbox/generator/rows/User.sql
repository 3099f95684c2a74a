-- Not sorted: all joins are with small tables, which preserves the order of members and saves a copy of the largest table.
WITH named AS (
    SELECT
        member.*,
        town.country, town.city, town.zone, town.locale,
        family IN ('crm', 'platform', 'light') AS inside,
        family = 'external' AS outside,
        CASE n
            WHEN 2 THEN 'Automated' WHEN 3 THEN 'Integration' WHEN 4 THEN 'Integration' WHEN 20 THEN 'Security'
            WHEN 0 THEN 'Ada'
            ELSE CASE
                WHEN n % 331 = 21 THEN concat(given.name, ' "Bob"')
                WHEN n % 1009 = 10 THEN concat(given.name, ' 🌻')
                ELSE given.name
            END
        END AS first_name,
        CASE n
            WHEN 2 THEN 'Process' WHEN 3 THEN 'User, API' WHEN 4 THEN 'User' WHEN 20 THEN 'User' WHEN 5 THEN 'Help Center Guest'
            WHEN 0 THEN 'Admin'
            ELSE CASE
                WHEN n % 401 = 9 THEN concat(family_name.name, ', Jr.')
                WHEN n % 2003 = 7 THEN concat('<b>', family_name.name, '</b>')
                WHEN n % 613 = 1 THEN 'O''Brien'
                ELSE family_name.name
            END
        END AS last_name,
        CASE WHEN n = 0 THEN 'admin' ELSE concat(given.slug, '.', family_name.slug, '.', n) END AS slug
    FROM gen.member
    JOIN gen.given ON given.no = gen.dice(n, 'given') % getvariable('given_names')
    JOIN gen.family_name ON family_name.no = gen.dice(n, 'family name') % getvariable('family_names')
    JOIN gen.town ON town.no = gen.favor(gen.dice(n, 'town'), 12)
)
SELECT
    named.id AS Id,
    slug || '@halcyon.example' AS Username,
    CASE WHEN outside THEN slug || '@customer.example' ELSE slug || '@halcyon.example' END AS Email,
    last_name AS LastName,
    CASE WHEN named.n <> 5 THEN first_name END AS FirstName,
    CASE WHEN named.n = 5 THEN last_name ELSE concat(first_name, ' ', last_name) END AS Name,
    CASE WHEN outside THEN gen.company(named.n // 20) WHEN inside THEN 'Halcyon & Sons' END AS CompanyName,
    CASE WHEN inside AND gen.dice(named.n, 'vague') >= 40000 THEN gen.department(gen.dice(named.n, 'department')) END
        AS Department,
    CASE WHEN inside THEN gen.division(gen.dice(named.n, 'division')) END AS Division,
    CASE WHEN inside AND gen.dice(named.n, 'title') >= 60000 THEN gen.title(gen.dice(named.n, 'title')) END AS Title,
    CASE WHEN inside THEN concat('E', 100000 + named.n) END AS EmployeeNumber,
    CASE WHEN inside OR outside THEN country END AS Country,
    CASE WHEN inside OR outside THEN city END AS City,
    left(replace(slug, '.', ''), 8) AS Alias,
    slug AS CommunityNickname,
    CASE WHEN inside AND named.n % 3 > 0 THEN concat('sso-', named.n) END AS FederationIdentifier,
    named.active AS IsActive,
    CASE WHEN named.license IS NULL THEN 'AutomatedProcess' ELSE named.user_type END AS UserType,
    zone AS TimeZoneSidKey, locale AS LocaleSidKey, 'en_US' AS LanguageLocaleKey, 'UTF-8' AS EmailEncodingKey,
    named.profile_id AS ProfileId,
    CASE WHEN named.family IN ('crm', 'platform') AND named.n > 0 AND gen.dice(named.n, 'role') >= 100000
         THEN role.id END AS UserRoleId,
    CASE WHEN inside AND named.n > 0 AND gen.dice(named.n, 'no boss') >= 50000
         THEN CASE
            WHEN named.n // 8 IN (1, 6, 22) THEN base.id('005', named.n // 8)
            WHEN named.n // 8 > 23 AND boss.family IN ('crm', 'platform', 'light') THEN base.id('005', named.n // 8)
            ELSE getvariable('admin')
         END END AS ManagerId,
    CASE WHEN outside THEN base.id('003', named.n) END AS ContactId,
    CASE WHEN outside THEN base.id('001', named.n // 20) END AS AccountId,
    outside AS IsPortalEnabled,
    gen.moment(named.last_login) AS LastLoginDate,
    CASE WHEN named.last_login IS NOT NULL THEN gen.moment(named.joined + 7200) END AS LastPasswordChangeDate,
    gen.has_feature(named.n, named.family, 'InteractionUser') AS UserPermissionsInteractionUser,
    gen.has_feature(named.n, named.family, 'KnowledgeUser') AS UserPermissionsKnowledgeUser,
    gen.has_feature(named.n, named.family, 'LiveAgentUser') AS UserPermissionsLiveAgentUser,
    gen.has_feature(named.n, named.family, 'MarketingUser') AS UserPermissionsMarketingUser,
    gen.has_feature(named.n, named.family, 'OfflineUser') AS UserPermissionsOfflineUser,
    gen.has_feature(named.n, named.family, 'SFContentUser') AS UserPermissionsSFContentUser,
    gen.has_feature(named.n, named.family, 'SiteforceContributorUser') AS UserPermissionsSiteforceContributorUser,
    gen.has_feature(named.n, named.family, 'SupportUser') AS UserPermissionsSupportUser,
    gen.has_feature(named.n, named.family, 'WorkDotComUserFeature') AS UserPermissionsWorkDotComUserFeature,
    inside AS UserPreferencesLightningExperiencePreferred,
    gen.moment(named.joined) AS CreatedDate, gen.moment(named.modified) AS LastModifiedDate,
    LastModifiedDate AS SystemModstamp,
    getvariable('admin') AS CreatedById, CreatedById AS LastModifiedById
FROM named
-- The manager of user n is user n // 8, if that one is an employee.
JOIN gen.license_slot AS boss_slot ON boss_slot.slot = gen.dice(named.n // 8, 'license') % 10000
JOIN gen.license AS boss ON boss.no = boss_slot.license
LEFT JOIN gen.role ON role.no = gen.dice(named.n, 'role') % getvariable('roles')
