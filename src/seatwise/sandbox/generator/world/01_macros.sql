-- Chance and ids. Integer arithmetic only, so that every version of DuckDB throws the same dice.
-- Times are epoch seconds (UTC) until they reach a table. Variables: users, seed, anchor, now, birth, span.

-- An arbitrary constant below 2^31 for each word and seed.
CREATE MACRO gen.constant(word) AS
    (md5_number_lower(concat(getvariable('seed'), ':', word)) % 2147483647)::BIGINT;

-- A number of 0 to 999,999 for thing `n`, different for each question (`salt`, a literal) and seed.
-- `stir` names its argument twice: a macro copies it, so nesting it makes plans that take minutes.
CREATE MACRO gen.stir(x) AS xor(x, x // 32768) * 1597334677 % 2147483647 % 1000000;
CREATE MACRO gen.dice(n, salt) AS
    gen.stir(((n + 1) * gen.constant(concat('times ', salt)) + gen.constant(salt)) % 2147483647);

-- Of `many` things numbered from 0, one; the low numbers far more often.
CREATE MACRO gen.favour(roll, many) AS (roll * roll // 1000000) * many // 1000000;

CREATE MACRO gen.moment(seconds) AS make_timestamp(seconds::BIGINT * 1000000);

-- A round number of seats, at least `seats`.
CREATE MACRO gen.rounded_up(seats) AS CASE
    WHEN seats < 20 THEN seats
    WHEN seats < 200 THEN (seats + 4) // 5 * 5
    WHEN seats < 2000 THEN (seats + 24) // 25 * 25
    ELSE (seats + 99) // 100 * 100
END;

CREATE MACRO gen.digit(number, place) AS
    substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', number // place % 62 + 1, 1);

-- The check letter of five characters: one bit for each capital (the rule of seatwise.domain.ids), from the characters
-- or from the number they write.
CREATE MACRO gen.check_letter(bits) AS substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ012345', 1 + bits, 1);
CREATE MACRO gen.capital(text, place) AS (ascii(substr(text, place, 1)) BETWEEN 65 AND 90)::INT;
CREATE MACRO gen.check_text(text) AS gen.check_letter(
    gen.capital(text, 1) + 2 * gen.capital(text, 2) + 4 * gen.capital(text, 3) + 8 * gen.capital(text, 4)
        + 16 * gen.capital(text, 5)
);
CREATE MACRO gen.check_number(number) AS gen.check_letter(
    (number // 14776336 % 62 BETWEEN 10 AND 35)::INT + 2 * (number // 238328 % 62 BETWEEN 10 AND 35)::INT
        + 4 * (number // 3844 % 62 BETWEEN 10 AND 35)::INT + 8 * (number // 62 % 62 BETWEEN 10 AND 35)::INT
        + 16 * (number % 62 BETWEEN 10 AND 35)::INT
);

-- The 18-character id of record `n` (0 to 70 million) of the object with that key prefix: they rise, with holes.
-- An unknown record has no id: || keeps null, concat() would not.
CREATE MACRO gen.id_of(prefix, number) AS
    prefix || '5g0000Q'
    || gen.digit(number, 14776336) || gen.digit(number, 238328) || gen.digit(number, 3844)
    || gen.digit(number, 62) || gen.digit(number, 1)
    || gen.check_text(concat(prefix, '5g')) || 'Q' || gen.check_number(number);
CREATE MACRO gen.id(prefix, n) AS gen.id_of(prefix, n * 13 + n % 11);

-- The administrator: user 0, who made everything that nobody else made.
SET VARIABLE admin = gen.id('005', 0);
