-- What users have besides their license: permission set licenses, features, packages.

-- thousandth: of 1,000 users of the family, about how many have it. rollout: seconds before the anchor at which its
-- rollout of 120 days started; null = from the first day of the user.
CREATE TABLE gen.addon AS
SELECT row_number() OVER () - 1 AS no, * FROM (VALUES
    ('SalesUserPsl', 'Sales User', 'Active', NULL, 'crm', 620, 100, NULL),
    ('ServiceUserPsl', 'Service User', 'Active', NULL, 'crm', 310, 115, NULL),
    ('SalesforceAPIIntegrationPsl', 'Salesforce API Integration', 'Active', NULL, 'system', 600, 100, NULL),
    ('IdentityConnect', 'Identity Connect', 'Active', NULL, 'platform', 120, 140, NULL),
    ('SalesforceCPQ_CPQStandardPerm', 'Salesforce CPQ License', 'Active', NULL, 'crm', 140, 175, NULL),
    ('SalesforceCPQ_CPQAAPerm', 'Salesforce CPQ AA License', 'Disabled', -200, 'crm', 30, 100, NULL),
    ('EinsteinGPTCopilotPsl', 'Agentforce (Default)', 'Active', 300, 'crm', 180, 320, 5184000),
    ('EinsteinAnalyticsPlusPsl', 'CRM Analytics Plus', 'Active', NULL, 'crm', 90, 130, NULL),
    ('RevenueIntelligencePsl', 'Revenue Intelligence', 'Active', NULL, 'crm', 25, 400, NULL),
    ('GenieDataPlatformStarterPsl', 'Data Cloud', 'Active', NULL, 'crm', 15, 500, 2592000),
    ('OmniStudioDesigner', 'OmniStudio Designer', 'Active', NULL, 'platform', 40, 110, NULL),
    ('FinServ_FinancialServicesCloudBasicPsl', 'Financial Services Cloud "Basic", EU', 'Active', NULL, 'platform', 200, 105, NULL),
    ('EnablementPsl', 'Enablement', 'Active', 45, 'crm', 70, 90, NULL),
    ('ScoringFrameworkPsl', 'Scoring Framework', 'Active', NULL, 'crm', 0, 0, NULL)
) AS addons (developer_name, label, status, expires, family, thousandth, percent, rollout);
ALTER TABLE gen.addon ADD COLUMN id VARCHAR;
UPDATE gen.addon SET id = base.id('0PL', no);

CREATE MACRO gen.has_addon(n, addon, thousandth) AS
    gen.dice(n * 16 + addon, 'add-on') < thousandth * 1000
    OR (n IN (1, 6, 7) AND thousandth > 0) OR (n = 3 AND addon = 2);

CREATE MACRO gen.addon_since(n, joined, rollout) AS
    greatest(joined, getvariable('anchor') - rollout + gen.dice(n, 'rollout') * (120 * 86400) // 1000000);

CREATE MACRO gen.addon_holding(moment) AS TABLE
SELECT n, active, left_at, addon.no AS addon, gen.addon_since(n, joined, rollout) AS since
FROM gen.holding(moment)
JOIN gen.addon USING (family)
WHERE gen.has_addon(n, addon.no, thousandth) AND since <= moment;

-- Seats are provisioned for the holders at the anchor.
CREATE TABLE gen.addon_held AS SELECT * FROM gen.addon_holding(getvariable('now'));
CREATE TABLE gen.addon_seat AS
SELECT addon.*, coalesce(gen.rounded_up((bought.assigned * percent + 99) // 100), 0) AS seats
FROM gen.addon
LEFT JOIN (
    SELECT addon, count(*) FILTER (active) AS assigned FROM gen.addon_holding(getvariable('anchor')) GROUP BY addon
) AS bought ON bought.addon = addon.no;

-- Feature licenses: checkboxes of users with a full license.
CREATE TABLE gen.feature AS
SELECT row_number() OVER () - 1 AS no, * FROM (VALUES
    ('InteractionUser', 150, 120), ('KnowledgeUser', 350, 130), ('LiveAgentUser', 120, 260), ('MarketingUser', 200, 145),
    ('OfflineUser', 20, 500), ('SFContentUser', 500, 110), ('SiteforceContributorUser', 10, 300), ('SupportUser', 400, 95),
    ('WorkDotComUserFeature', 5, 800)
) AS features (key, thousandth, percent);

SET VARIABLE features = (SELECT list(key ORDER BY no) FROM gen.feature);
SET VARIABLE feature_shares = (SELECT list(thousandth * 1000 ORDER BY no) FROM gen.feature);

CREATE MACRO gen.has_feature(n, family, feature) AS
    family = 'crm' AND (
        gen.dice(n * 16 + list_position(getvariable('features'), feature), 'feature')
            < list_extract(getvariable('feature_shares'), list_position(getvariable('features'), feature))
        OR n IN (1, 6)
    );

CREATE MACRO gen.feature_holding(moment) AS TABLE
SELECT n, active, left_at, joined AS since, feature.no AS feature
FROM gen.holding(moment)
CROSS JOIN gen.feature
WHERE gen.has_feature(n, family, key);

CREATE TABLE gen.feature_held AS SELECT * FROM gen.feature_holding(getvariable('now'));
CREATE TABLE gen.feature_seat AS
SELECT feature.*, coalesce(gen.rounded_up((bought.assigned * percent + 99) // 100), 0) AS seats
FROM gen.feature
LEFT JOIN (
    SELECT feature, count(*) FILTER (active) AS assigned FROM gen.feature_holding(getvariable('anchor')) GROUP BY feature
) AS bought ON bought.feature = feature.no;

-- percent: seats per active holder; null = site-wide, without seats.
CREATE TABLE gen.package AS
SELECT row_number() OVER () - 1 AS no, * FROM (VALUES
    ('SBQQ', 'Active', NULL, 'crm', 150, 170), ('dlrs', 'Free', NULL, 'crm', 0, NULL), ('APXTConga4', 'Active', 400, 'crm', 320, 110),
    ('dsfs', 'Active', 120, 'crm', 210, 240), ('LeanData', 'Trial', 12, 'crm', 30, 500), ('FSL', 'Active', NULL, 'platform', 180, 105),
    ('geopointe', 'Expired', -90, 'crm', 25, 100), ('et4ae5', 'Active', NULL, 'crm', 0, NULL)
) AS packages (namespace, status, expires, family, thousandth, percent);
ALTER TABLE gen.package ADD COLUMN id VARCHAR;
UPDATE gen.package SET id = base.id('050', no);

CREATE MACRO gen.package_holding(moment) AS TABLE
SELECT n, active, joined AS since, package.no AS package
FROM gen.holding(moment)
JOIN gen.package USING (family)
WHERE gen.dice(n * 8 + package.no, 'package') < thousandth * 1000 OR (n IN (1, 7) AND thousandth > 0);

CREATE TABLE gen.package_held AS SELECT * FROM gen.package_holding(getvariable('now'));
CREATE TABLE gen.package_seat AS
SELECT
    package.*,
    CASE WHEN percent IS NULL THEN -1 ELSE coalesce(gen.rounded_up((bought.assigned * percent + 99) // 100), 0) END AS seats
FROM gen.package
LEFT JOIN (
    SELECT package, count(*) FILTER (active) AS assigned FROM gen.package_holding(getvariable('anchor')) GROUP BY package
) AS bought ON bought.package = package.no;
