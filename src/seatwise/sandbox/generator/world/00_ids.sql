-- Record ids. These macros stay with the org: ids of the many records are written when they are asked for.
CREATE MACRO kept.digit(number, place) AS
    substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', number // place % 62 + 1, 1);

-- The check letter of five characters: one bit for each capital (the rule of seatwise.domain.ids), from the characters
-- or from the number they write.
CREATE MACRO kept.check_letter(bits) AS substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ012345', 1 + bits, 1);
CREATE MACRO kept.capital(text, place) AS (ascii(substr(text, place, 1)) BETWEEN 65 AND 90)::INT;
CREATE MACRO kept.check_text(text) AS kept.check_letter(
    kept.capital(text, 1) + 2 * kept.capital(text, 2) + 4 * kept.capital(text, 3) + 8 * kept.capital(text, 4)
        + 16 * kept.capital(text, 5)
);
CREATE MACRO kept.check_number(number) AS kept.check_letter(
    (number // 14776336 % 62 BETWEEN 10 AND 35)::INT + 2 * (number // 238328 % 62 BETWEEN 10 AND 35)::INT
        + 4 * (number // 3844 % 62 BETWEEN 10 AND 35)::INT + 8 * (number // 62 % 62 BETWEEN 10 AND 35)::INT
        + 16 * (number % 62 BETWEEN 10 AND 35)::INT
);

-- The 18-character id of record `n` (0 to 70 million) of the object with that key prefix: they rise, with holes.
-- An unknown record has no id: || keeps null, concat() would not.
CREATE MACRO kept.id_of(prefix, number) AS
    prefix || '5g0000Q'
    || kept.digit(number, 14776336) || kept.digit(number, 238328) || kept.digit(number, 3844)
    || kept.digit(number, 62) || kept.digit(number, 1)
    || kept.check_text(concat(prefix, '5g')) || 'Q' || kept.check_number(number);
CREATE MACRO kept.id(prefix, n) AS kept.id_of(prefix, n * 13 + n % 11);

-- The id of a login: from its second and its user, so that it stays the same whenever the org is looked at.
CREATE MACRO kept.login_id(number) AS
    '0Ya5g'
    || kept.digit(number, 13537086546263552) || kept.digit(number, 218340105584896) || kept.digit(number, 3521614606208)
    || kept.digit(number, 56800235584) || kept.digit(number, 916132832)
    || kept.digit(number, 14776336) || kept.digit(number, 238328) || kept.digit(number, 3844)
    || kept.digit(number, 62) || kept.digit(number, 1)
    || kept.check_text('0Ya5g') || kept.check_number(number // 916132832) || kept.check_number(number);

-- The administrator: user 0, who made everything that nobody else made.
SET VARIABLE admin = kept.id('005', 0);
