-- FullName is the name in metadata, which is different for standard profiles.
WITH offered AS (
    SELECT
        profile,
        list({
            'default': is_default, 'personAccountDefault': NULL::BOOLEAN,
            'recordType': concat(record_type.object, '.', namespace || '__', developer_name), 'visible': visible
        } ORDER BY record_type.no) AS record_types
    FROM gen.profile_record_type
    JOIN gen.record_type ON record_type.no = profile_record_type.record_type
    GROUP BY profile
)
SELECT
    profile.id AS Id, profile.name AS Name, license_id AS UserLicenseId, profile.user_type AS UserType,
    CASE profile.name
        WHEN 'System Administrator' THEN 'Admin' WHEN 'Standard User' THEN 'Standard' WHEN 'Read Only' THEN 'ReadOnly'
        WHEN 'Marketing User' THEN 'MarketingProfile' WHEN 'Standard Platform User' THEN 'StandardAul'
        ELSE profile.name
    END AS FullName,
    to_json({
        'custom': FullName = profile.name, 'description': NULL::VARCHAR, 'fullName': FullName,
        'recordTypeVisibilities': coalesce(record_types, []), 'userLicense': license.label
    })::VARCHAR AS Metadata,
    gen.moment(getvariable('birth')) AS CreatedDate, CreatedDate AS LastModifiedDate, CreatedDate AS SystemModstamp,
    getvariable('admin') AS CreatedById, CreatedById AS LastModifiedById
FROM gen.profile
JOIN gen.license ON license.no = profile.license
LEFT JOIN offered ON offered.profile = profile.no
ORDER BY profile.no
