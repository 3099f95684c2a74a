SELECT
    id AS Id, name AS Name, key AS LicenseDefinitionKey, label AS MasterLabel, status AS Status,
    seats AS TotalLicenses,
    -- Salesforce's counter lags a little on two licenses, as in real orgs.
    CASE WHEN assigned < 10 THEN assigned ELSE assigned + drift * (1 + gen.dice(no, 'drift') % 3) END AS UsedLicenses,
    date_trunc('day', gen.moment(getvariable('now'))) AS UsedLicensesLastUpdated,
    logins AS MonthlyLoginsEntitlement,
    logins * pace // 100 * (getvariable('now') - epoch(date_trunc('month', gen.moment(getvariable('now'))))::BIGINT)
        // (31 * 86400) AS MonthlyLoginsUsed,
    gen.moment(getvariable('birth')) AS CreatedDate, CreatedDate AS LastModifiedDate, CreatedDate AS SystemModstamp
FROM gen.seat
ORDER BY no
