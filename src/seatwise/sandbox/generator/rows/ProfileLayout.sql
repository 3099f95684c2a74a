-- Every profile that can read an object has a layout for each active record type, visible or not, and one without.
SELECT
    base.id('01G', profile * 64 + slot) AS Id, base.id('00h', slot) AS LayoutId, base.id('00e', profile) AS ProfileId,
    base.id('012', record_type) AS RecordTypeId, object_name AS TableEnumOrId,
    gen.moment(getvariable('birth')) AS SystemModstamp
FROM (
    SELECT profile, 32 + object AS slot, NULL::BIGINT AS record_type, object_name FROM gen.profile_access WHERE access > 0
    UNION ALL
    SELECT profile, record_type, record_type, object FROM gen.profile_record_type
)
ORDER BY profile, slot
