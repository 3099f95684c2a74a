-- Objects, record types, business processes, and which profile can use which.

-- share: of 100 records, how many are of this object.
CREATE TABLE gen.object AS
SELECT row_number() OVER () - 1 AS no, * FROM (VALUES
    ('Case', '500', 36), ('Lead', '00Q', 20), ('Opportunity', '006', 15), ('Contact', '003', 12), ('Account', '001', 8),
    ('Invoice__c', 'a01', 8), ('Campaign', '701', 1)
) AS objects (name, prefix, share);

-- Object permissions: 0 none, 1 read, 2 also create and edit, 3 also delete.
CREATE MACRO gen.access(family, user_type, license, object) AS CASE
    WHEN family = 'crm' THEN 3
    WHEN family = 'platform' THEN CASE object WHEN 'Invoice__c' THEN 3 WHEN 'Account' THEN 2 WHEN 'Contact' THEN 2 ELSE 0 END
    WHEN family = 'external' AND object = 'Case' THEN 2
    WHEN user_type = 'PowerPartner' AND object IN ('Lead', 'Opportunity') THEN 2
    WHEN family = 'external' AND object IN ('Account', 'Contact') THEN 1
    WHEN family = 'guest' AND object IN ('Case', 'Lead') THEN 2
    WHEN family = 'light' AND object = 'Invoice__c' AND license IN ('PID_CHATTER', 'PID_KNOWLEDGE', 'PID_FDC_FREE') THEN 2
    WHEN license = 'SFDC_INTL' THEN 3
    ELSE 0
END;

-- Business processes exist for leads, opportunities and cases only.
CREATE TABLE gen.process AS
SELECT no, base.id('019', no) AS id, object, name, active FROM (VALUES
    (0, 'Lead', 'Inbound Leads', true), (1, 'Lead', 'Partner Leads', true), (2, 'Opportunity', 'New Business', true),
    (3, 'Opportunity', 'Renewals', true), (4, 'Case', 'Support', true), (5, 'Case', 'Complaints, formal', true),
    (6, 'Opportunity', 'Sales "2019"', false)
) AS processes (no, object, name, active);

-- weight: of 100 records of the object, how many have it; the rest have none. Two share one process.
CREATE TABLE gen.record_type AS
SELECT
    no, base.id('012', no) AS id, object, developer_name, name, namespace, process, active,
    sum(weight) OVER (PARTITION BY object ORDER BY no) - weight AS first_slot,
    sum(weight) OVER (PARTITION BY object ORDER BY no) AS next_slot
FROM (VALUES
    (0, 'Lead', 'Inbound', 'Inbound', NULL, 0, true, 55), (1, 'Lead', 'Partner_Referral', 'Partner Referral', NULL, 1, true, 30),
    (2, 'Lead', 'Fair_2019', 'Fair 2019', NULL, 0, false, 3),
    (3, 'Opportunity', 'New_Biz', 'New Business', NULL, 2, true, 45), (4, 'Opportunity', 'Upsell', 'Upsell & Cross-Sell', NULL, 2, true, 20),
    (5, 'Opportunity', 'Renewal', 'Renewal', NULL, 3, true, 22), (6, 'Opportunity', 'Legacy', 'Legacy', NULL, 6, false, 3),
    (7, 'Opportunity', 'Quoted', 'Quoted', 'SBQQ', 3, true, 5),
    (8, 'Case', 'Support', 'Support', NULL, 4, true, 70), (9, 'Case', 'Complaint', 'Complaint', NULL, 5, true, 20),
    (10, 'Case', 'Internal_IT', 'Internal "IT"', NULL, 4, false, 2),
    (11, 'Account', 'Customer', 'Customer', NULL, NULL, true, 60), (12, 'Account', 'Partner_Company', 'Partner Company', NULL, NULL, true, 20),
    (13, 'Invoice__c', 'Standard', 'Standard', NULL, NULL, true, 80), (14, 'Invoice__c', 'Credit_Note', 'Credit Note', NULL, NULL, true, 20)
) AS types (no, object, developer_name, name, namespace, process, active, weight);

-- The object permissions of each profile; the standard profile Read Only can only read.
CREATE TABLE gen.profile_access AS
SELECT
    profile.no AS profile, object.no AS object, object.name AS object_name,
    CASE
        WHEN profile.name = 'Read Only'
            THEN least(1, gen.access(family, profile.user_type, coalesce(license.key, ''), object.name))
        ELSE gen.access(family, profile.user_type, coalesce(license.key, ''), object.name)
    END AS access
FROM gen.profile
JOIN gen.license ON license.no = profile.license
CROSS JOIN gen.object;

-- The record types of a profile: every active one, visible or not. The first visible one of each object is the default.
CREATE TABLE gen.profile_record_type AS
SELECT *, visible AND row_number() OVER (PARTITION BY profile, object ORDER BY NOT visible, record_type) = 1 AS is_default
FROM (
    SELECT
        profile_access.profile, record_type.no AS record_type, record_type.object,
        access >= 2 AND (profile_access.profile = 0
                         OR gen.dice(profile_access.profile * 64 + record_type.no, 'sees record type') < 650000) AS visible
    FROM gen.profile_access
    JOIN gen.record_type ON record_type.object = profile_access.object_name AND record_type.active
    WHERE access > 0
);
