-- Login history of the last `retention` seconds. The view computes names and IDs.
CREATE TYPE base.login_type AS ENUM (
    'Application', 'SAML Sfdc Initiated SSO', 'Lightning Login', 'Remote Access 2.0', 'Other Apex API',
    'Chatter Communities External User', 'Third Party SSO'
);
CREATE TYPE base.login_status AS ENUM (
    'Success', 'Invalid Password', 'Failed: Computer activation required', 'Password Lockout',
    'Failed: API security token required', 'User is Inactive', 'User Is Frozen'
);

-- All logins since then, in the rhythm of `gen.member`: the last one is last_login.
CREATE TABLE gen.login AS
SELECT n, family, k, gen.login_at(n, k, first_login, rhythm) AS came, rhythm
FROM (
    SELECT
        n, family, first_login, rhythm,
        unnest(range(greatest(0, (getvariable('now') - getvariable('retention') - first_login) // rhythm - 1), last_k + 1)) AS k
    FROM gen.member
    WHERE last_login >= getvariable('now') - getvariable('retention')
);

-- kind: 0 succeeded; 1 failed, between two that succeeded; 2 after the user was frozen or left.
-- Each user has one login type, some a phone half of the time; three in a hundred only use programs of their own.
CREATE TABLE base.login AS
SELECT
    n::INTEGER AS n, base.id('005', n)::base.user_id AS user_id, kind::UTINYINT AS kind, gen.moment(came) AS came,
    CASE
        WHEN family = 'system' THEN CASE WHEN n % 2 = 1 THEN 'Remote Access 2.0' ELSE 'Other Apex API' END
        WHEN family = 'external' THEN
            CASE WHEN gen.dice(n, 'way in') < 150000 THEN 'Third Party SSO' ELSE 'Chatter Communities External User' END
        WHEN gen.dice(n, 'way in') < 30000 AND n > 7 THEN 'Remote Access 2.0'
        WHEN gen.dice(n, 'way in') < 200000 AND gen.dice(n * 977 + k, 'by phone') < 500000 THEN 'Remote Access 2.0'
        WHEN gen.dice(n, 'way in') > 980000 THEN 'Lightning Login'
        WHEN n % 3 > 0 THEN 'SAML Sfdc Initiated SSO'
        ELSE 'Application'
    END::base.login_type AS login_type,
    CASE kind
        WHEN 0 THEN 'Success'
        WHEN 2 THEN CASE WHEN left_at <= came THEN 'User is Inactive' ELSE 'User Is Frozen' END
        ELSE CASE
            WHEN family = 'system' THEN 'Failed: API security token required'
            WHEN gen.dice(n * 977 + k, 'why') < 650000 THEN 'Invalid Password'
            WHEN gen.dice(n * 977 + k, 'why') < 900000 THEN 'Failed: Computer activation required'
            ELSE 'Password Lockout'
        END
    END::base.login_status AS outcome
FROM (
    SELECT n, family, k, 0 AS kind, came, NULL::BIGINT AS left_at FROM gen.login
    UNION ALL
    SELECT n, family, k, 1, came + 1 + gen.dice(n * 977 + k, 'again') * rhythm // 4000000, NULL
    FROM gen.login WHERE gen.dice(n * 977 + k, 'fails') < 40000
    UNION ALL
    SELECT n, family, 0, 2, least(left_at, frozen_at) + 1 + gen.favor(gen.dice(n, 'tries again'), 20 * 86400), left_at
    FROM gen.member
    WHERE least(left_at, frozen_at) IS NOT NULL AND last_login IS NOT NULL AND gen.dice(n, 'tries') < 400000
)
WHERE came BETWEEN getvariable('now') - getvariable('retention') AND getvariable('now');
