-- Random numbers. Integer arithmetic only, so that every version of DuckDB gives the same ones.
-- Times are epoch seconds (UTC) until they are in a table. Variables: users, seed, anchor, now, birth, span.

-- An arbitrary constant below 2^31 for each word and seed.
CREATE MACRO gen.constant(word) AS
    (md5_number_lower(concat(getvariable('seed'), ':', word)) % 2147483647)::BIGINT;

-- A random number from 0 to 999,999 for item `n`, different for each `salt` (a literal) and seed.
-- `stir` uses its argument twice, and a macro copies it: nested calls make plans that take minutes.
CREATE MACRO gen.stir(x) AS xor(x, x // 32768) * 1597334677 % 2147483647 % 1000000;
CREATE MACRO gen.dice(n, salt) AS
    gen.stir(((n + 1) * gen.constant(concat('times ', salt)) + gen.constant(salt)) % 2147483647);

-- One of `many` items, numbered from 0; low numbers are far more frequent.
CREATE MACRO gen.favor(roll, many) AS (roll * roll // 1000000) * many // 1000000;

CREATE MACRO gen.moment(seconds) AS make_timestamp(seconds::BIGINT * 1000000);

-- A round number of seats, at least `seats`.
CREATE MACRO gen.rounded_up(seats) AS CASE
    WHEN seats < 20 THEN seats
    WHEN seats < 200 THEN (seats + 4) // 5 * 5
    WHEN seats < 2000 THEN (seats + 24) // 25 * 25
    ELSE (seats + 99) // 100 * 100
END;
