SELECT
    base.login_id(epoch(came)::BIGINT * 4194304 + n * 4 + kind) AS "Id", user_id AS "UserId", came AS "LoginTime",
    login_type AS "LoginType",
    CASE WHEN login_type = 'Chatter Communities External User' THEN 'halcyon.my.site.example' ELSE 'login.salesforce.example' END
        AS "LoginUrl",
    CASE WHEN n % 7 = 0 THEN 'DE' ELSE 'AT' END AS "CountryIso", 'TLS 1.3' AS "TlsProtocol",
    'TLS_AES_256_GCM_SHA384' AS "CipherSuite",
    CASE WHEN login_type = 'Chatter Communities External User' THEN base.id('0DB', 0) END AS "NetworkId",
    NULL::VARCHAR AS "AuthenticationServiceId", false AS "OptionsIsGet", true AS "OptionsIsPost", outcome AS "Status",
    CASE WHEN login_type IN ('Remote Access 2.0', 'Other Apex API') THEN 'Data "Sync", nightly' ELSE 'Browser' END AS "Application",
    CASE WHEN login_type IN ('Remote Access 2.0', 'Other Apex API') THEN 'Unknown' WHEN n % 4 = 0 THEN 'Firefox 145'
        ELSE 'Chrome 142' END AS "Browser",
    CASE WHEN n % 5 = 0 THEN 'Mac OSX' ELSE 'Windows 11' END AS "Platform", 'N/A' AS "ClientVersion",
    CASE login_type WHEN 'Remote Access 2.0' THEN 'REST API' WHEN 'Other Apex API' THEN 'SOAP Partner' ELSE 'N/A' END AS "ApiType",
    CASE WHEN login_type IN ('Remote Access 2.0', 'Other Apex API') THEN '67.0' ELSE 'N/A' END AS "ApiVersion",
    NULL::VARCHAR AS "LoginSubType", concat('203.0.113.', n % 250 + 1) AS "SourceIp", NULL::VARCHAR AS "ForwardedForIp",
    NULL::VARCHAR AS "AuthMethodReference", NULL::VARCHAR AS "LoginGeoId"
FROM base.login
