SELECT
    base.id('00D', gen.dice(0, 'org')) AS Id, 'Halcyon & Sons "Sandbox"' AS Name, 'Wien' AS City, 'AT' AS Country,
    'Enterprise Edition' AS OrganizationType, 'SWX1' AS InstanceName, false AS IsSandbox, false AS IsReadOnly,
    'en_US' AS DefaultLocaleSidKey, 'Europe/Vienna' AS TimeZoneSidKey, 'en_US' AS LanguageLocaleKey,
    'Theme3' AS UiSkin, 'AT' AS SignupCountryIsoCode, 'Ada Admin' AS PrimaryContact, 1 AS FiscalYearStartMonth,
    0 AS MonthlyPageViewsUsed, 0 AS MonthlyPageViewsEntitlement,
    true AS ReceivesInfoEmails, true AS ReceivesAdminInfoEmails,
    gen.moment(getvariable('birth')) AS CreatedDate, CreatedDate AS LastModifiedDate, CreatedDate AS SystemModstamp,
    getvariable('admin') AS CreatedById, CreatedById AS LastModifiedById
