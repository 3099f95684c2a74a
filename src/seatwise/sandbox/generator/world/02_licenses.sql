-- The user licenses of the org, the distribution of its users and the number of seats.
--
-- family: crm, platform, light, external, guest, system: determines logins, add-ons, packages, contacts.
-- share: of 10,000 users, about how many have it.
-- policy and amount: 'percent' of the seats assigned at the anchor; 'short' = such a percentage, but too few; 'fixed';
-- 'floor' = at least that many, and 10 % more than are assigned.
-- drift: about how much Salesforce's counter differs from the number of users.
-- pace: percent of the monthly logins used per month; null = charged per user, without metered logins.
CREATE TABLE gen.license AS
SELECT row_number() OVER () - 1 AS no, *
FROM (VALUES
    ('SFDC', 'SFDC', 'Salesforce', 'Active', 'crm', 'Standard', 3250, 'percent', 128, 1, NULL),
    ('AUL', 'AUL', 'Salesforce Platform', 'Active', 'platform', 'Standard', 1350, 'percent', 109, 0, NULL),
    ('AUL1', 'AUL1', 'Platform One', 'Active', 'platform', 'Standard', 250, 'percent', 220, 0, NULL),
    ('Force.com - App Subscription', 'FDC_SUB', 'Lightning - App Subscription', 'Active', 'platform', 'Standard',
     90, 'percent', 140, 0, NULL),
    ('Force.com - One App', 'FDC_ONE', '<b>"Field Service"</b> & Sales, tier 2 🚀', 'Active', 'platform', 'Standard',
     80, 'percent', 115, 0, NULL),
    ('Force.com - Free', 'PID_FDC_FREE', 'Lightning Platform Free', 'Active', 'light', 'Standard',
     20, 'floor', 100, 0, NULL),
    ('Knowledge Only User', 'PID_KNOWLEDGE', 'Knowledge Only User', 'Active', 'light', 'Standard',
     90, 'short', 90, 0, NULL),
    ('Content Only User', 'PID_CONTENT', 'Content Only User', 'Active', 'light', 'Standard', 0, 'fixed', 0, 0, NULL),
    ('Ideas Only User', 'PID_IDEAS', 'Ideas Only User', 'Disabled', 'light', 'Standard', 0, 'fixed', 25, 0, NULL),
    ('Chatter Only', 'PID_CHATTER', 'Chatter Only', 'Active', 'light', 'CsnOnly', 110, 'percent', 150, 0, NULL),
    ('Chatter Free', 'PID_CSN_User', 'Chatter Free', 'Active', 'light', 'CsnOnly', 850, 'floor', 5000, 0, NULL),
    ('Chatter External', 'PID_CSN_External', 'Chatter External', 'Active', 'light', 'CsnOnly', 60, 'floor', 500, 0, NULL),
    ('Identity', 'PID_Identity_User', 'Identity', 'Active', 'light', 'Standard', 380, 'percent', 104, 0, NULL),
    ('Dispatch Desk', NULL, 'Dispatch Desk (custom)', 'Active', 'platform', 'Standard', 60, 'percent', 165, 0, NULL),
    ('Customer Community', 'PID_Customer_Community', 'Customer Community', 'Active', 'external', 'CspLitePortal',
     700, 'percent', 120, 0, NULL),
    ('Customer Community Login', 'PID_Customer_Community_Login', 'Customer Community Login', 'Active', 'external',
     'CspLitePortal', 850, 'percent', 180, -1, 62),
    ('Customer Community Plus', 'PID_Customer_Community_Plus', 'Customer Community Plus', 'Active', 'external',
     'PowerCustomerSuccess', 240, 'percent', 108, 0, NULL),
    ('Customer Community Plus Login', 'PID_Customer_Community_Plus_Login', 'Customer Community Plus Login', 'Active',
     'external', 'PowerCustomerSuccess', 420, 'percent', 160, 0, 118),
    ('Partner Community', 'PID_Partner_Community', 'Partner Community', 'Active', 'external', 'PowerPartner',
     230, 'percent', 112, 0, NULL),
    ('Partner Community Login', 'PID_Partner_Community_Login', 'Partner Community Login', 'Active', 'external',
     'PowerPartner', 330, 'percent', 250, 0, 21),
    ('External Apps Login', 'PID_External_Apps_Login', 'External Apps Login', 'Active', 'external',
     'CspLitePortal', 180, 'percent', 200, 0, 44),
    ('External Identity', 'PID_External_Identity', 'External Identity', 'Active', 'external', 'CspLitePortal',
     230, 'percent', 130, 0, NULL),
    ('Customer Portal Manager Standard', 'PID_Customer_Portal_Basic', 'Customer Portal Manager Standard', 'Active',
     'external', 'PowerCustomerSuccess', 55, 'percent', 110, 0, NULL),
    ('Customer Portal User', 'PID_Customer_Portal_Basic', 'Customer Portal User', 'Active', 'external',
     'CustomerSuccess', 45, 'percent', 135, 0, NULL),
    ('High Volume Customer Portal', 'High Volume Customer Portal_User', 'High Volume Customer Portal', 'Active',
     'external', 'CspLitePortal', 70, 'percent', 105, 0, NULL),
    ('Overage High Volume Customer Portal', 'PID_Overage_High Volume Customer Portal',
     'Overage High Volume Customer Portal', 'Active', 'external', 'CspLitePortal', 15, 'fixed', 0, 0, NULL),
    ('Authenticated Website', 'Platform_Portal_User', 'Authenticated Website', 'Active', 'external', 'CspLitePortal',
     32, 'fixed', -1, 0, NULL),
    ('Guest User License', 'PID_Guest_User', 'Guest User License', 'Active', 'guest', 'Guest', 3, 'floor', 2500, 0, NULL),
    ('Salesforce Integration', 'SFDC_INTL', 'Salesforce Integration', 'Active', 'system', 'Standard',
     10, 'fixed', 5, 0, NULL),
    ('Analytics Cloud Integration User', 'PID_Analytics_Integration', 'Analytics Cloud Integration User', 'Active',
     'system', 'Standard', 0, 'fixed', 1, 0, NULL),
    ('Analytics Cloud Security User', 'PID_Analytics_Security', 'Analytics Cloud Security User', 'Active',
     'system', 'Standard', 0, 'fixed', 1, 0, NULL),
    ('Cloud Integration User', 'CLOUD_INTEGRATION_USER', 'Cloud Integration User', 'Active', 'system', 'Standard',
     0, 'fixed', 0, 0, NULL)
) AS licenses (name, key, label, status, family, user_type, share, policy, amount, drift, pace);

ALTER TABLE gen.license ADD COLUMN id VARCHAR;
UPDATE gen.license SET id = base.id('100', no);

-- 10,000 slots: a random slot is the license of an ordinary user.
CREATE TABLE gen.license_slot AS
SELECT row_number() OVER (ORDER BY no, repetition) - 1 AS slot, no AS license
FROM (SELECT no, unnest(range(share)) AS repetition FROM gen.license);

-- The first users of every org, so that a small one has each kind, too. Null = Automated Process, without a license.
CREATE TABLE gen.first_user AS
SELECT first.n, license.no AS license
FROM (VALUES
    (0, 'Salesforce'), (1, 'Salesforce'), (2, NULL), (3, 'Salesforce Integration'),
    (4, 'Analytics Cloud Integration User'), (5, 'Guest User License'), (6, 'Salesforce'), (7, 'Salesforce Platform'),
    (8, 'Customer Community Login'), (9, 'Chatter Free'), (10, 'Knowledge Only User'), (11, 'Knowledge Only User'),
    (12, 'Overage High Volume Customer Portal'), (13, 'Customer Portal Manager Standard'), (14, 'Customer Portal User'),
    (15, '<b>"Field Service"</b> & Sales, tier 2 🚀'), (16, 'Authenticated Website'), (17, 'Dispatch Desk (custom)'),
    (18, 'Partner Community Login'), (19, 'Customer Community Plus Login'), (20, 'Analytics Cloud Security User'),
    (22, 'Salesforce'), (23, 'Salesforce')
) AS first (n, label)
LEFT JOIN gen.license ON license.label = first.label;
