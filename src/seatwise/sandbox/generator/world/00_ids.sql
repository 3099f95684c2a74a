-- Record IDs. These macros stay in the database: the views compute IDs when they are queried.
CREATE MACRO base.digit(number, weight) AS
    substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', number // weight % 62 + 1, 1);

-- The check letter of five characters: one bit per capital letter (the rule of seatwise.domain.ids), from the characters
-- or from the number that they encode.
CREATE MACRO base.check_letter(bits) AS substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ012345', 1 + bits, 1);
CREATE MACRO base.capital(text, position) AS (ascii(substr(text, position, 1)) BETWEEN 65 AND 90)::INT;
CREATE MACRO base.check_text(text) AS base.check_letter(
    base.capital(text, 1) + 2 * base.capital(text, 2) + 4 * base.capital(text, 3) + 8 * base.capital(text, 4)
        + 16 * base.capital(text, 5)
);
CREATE MACRO base.check_number(number) AS base.check_letter(
    (number // 14776336 % 62 BETWEEN 10 AND 35)::INT + 2 * (number // 238328 % 62 BETWEEN 10 AND 35)::INT
        + 4 * (number // 3844 % 62 BETWEEN 10 AND 35)::INT + 8 * (number // 62 % 62 BETWEEN 10 AND 35)::INT
        + 16 * (number % 62 BETWEEN 10 AND 35)::INT
);

-- The 18-character ID of record `n` (0 to 70 million) of the object with that key prefix. IDs increase, with gaps.
-- A null record has a null ID, so || and not concat().
CREATE MACRO base.id_of(prefix, number) AS
    prefix || '5g0000Q'
    || base.digit(number, 14776336) || base.digit(number, 238328) || base.digit(number, 3844)
    || base.digit(number, 62) || base.digit(number, 1)
    || base.check_text(concat(prefix, '5g')) || 'Q' || base.check_number(number);
CREATE MACRO base.id(prefix, n) AS base.id_of(prefix, n * 13 + n % 11);

-- The ID of a login: from its second and its user, so that it is the same at any `now`.
CREATE MACRO base.login_id(number) AS
    '0Ya5g'
    || base.digit(number, 13537086546263552) || base.digit(number, 218340105584896) || base.digit(number, 3521614606208)
    || base.digit(number, 56800235584) || base.digit(number, 916132832)
    || base.digit(number, 14776336) || base.digit(number, 238328) || base.digit(number, 3844)
    || base.digit(number, 62) || base.digit(number, 1)
    || base.check_text('0Ya5g') || base.check_number(number // 916132832) || base.check_number(number);

-- The administrator: user 0, the default creator of everything.
SET VARIABLE admin = base.id('005', 0);
