-- Names of people and companies, from several languages. Numbered by their place in the list.
CREATE TABLE gen.given AS
SELECT row_number() OVER () - 1 AS no, name, slug FROM (VALUES
    ('Mary', 'mary'), ('José', 'jose'), ('Anna', 'anna'), ('Wei', 'wei'), ('Fatima', 'fatima'), ('Lukas', 'lukas'),
    ('Chloé', 'chloe'), ('Olga', 'olga'), ('Søren', 'soeren'), ('Priya', 'priya'), ('Jan', 'jan'), ('Mehmet', 'mehmet'),
    ('Siobhán', 'siobhan'), ('Ahmed', 'ahmed'), ('Yuki', 'yuki'), ('Zoë', 'zoe'), ('Miguel', 'miguel'), ('Ingrid', 'ingrid'),
    ('Иван', 'ivan'), ('Светлана', 'svetlana'), ('太郎', 'taro'), ('花子', 'hanako'), ('伟', 'wei'), ('민준', 'minjun'),
    ('Νίκος', 'nikos'), ('محمد', 'mohammed'), ('נועה', 'noa'), ('Łukasz', 'lukasz'), ('Jean-Luc', 'jeanluc'), ('Ana María', 'anamaria'),
    ('Björn', 'bjoern'), ('François', 'francois'), ('Ángel', 'angel'), ('Thị Hương', 'huong'), ('Oluwaseun', 'oluwaseun'), ('Aroha', 'aroha'),
    ('D''Andre', 'dandre'), ('Kwame', 'kwame'), ('Leïla', 'leila'), ('Grace', 'grace'), ('Noah', 'noah'), ('Ravi', 'ravi'),
    ('Giulia', 'giulia'), ('Pedro', 'pedro'), ('Emma', 'emma'), ('Liam', 'liam'), ('Aino', 'aino'), ('Dóra', 'dora'),
    ('Željko', 'zeljko'), ('Ștefan', 'stefan'), ('Arjun', 'arjun'), ('Mei', 'mei'), ('Hans', 'hans'), ('Eva', 'eva'),
    ('Tomáš', 'tomas'), ('Niamh', 'niamh'), ('Carlos', 'carlos'), ('Sara', 'sara'), ('Ida', 'ida'), ('Max', 'max')
) AS names (name, slug);

CREATE TABLE gen.family_name AS
SELECT row_number() OVER () - 1 AS no, name, slug FROM (VALUES
    ('O''Brien', 'obrien'), ('Müller', 'mueller'), ('García', 'garcia'), ('Nguyễn', 'nguyen'), ('Smith', 'smith'), ('Dubois', 'dubois'),
    ('Иванов', 'ivanov'), ('田中', 'tanaka'), ('王', 'wang'), ('김', 'kim'), ('Παπαδόπουλος', 'papadopoulos'), ('الحسن', 'alhassan'),
    ('כהן', 'cohen'), ('Kowalski', 'kowalski'), ('D''Angelo', 'dangelo'), ('van der Berg', 'vanderberg'), ('Ó Súilleabháin', 'osuilleabhain'),
    ('Jensen', 'jensen'), ('Šimić', 'simic'), ('Yılmaz', 'yilmaz'), ('Okonkwo', 'okonkwo'), ('Patel', 'patel'), ('Sharma', 'sharma'),
    ('Rossi', 'rossi'), ('Silva', 'silva'), ('Fernández', 'fernandez'), ('Lindström', 'lindstroem'), ('Nováková', 'novakova'),
    ('Popescu', 'popescu'), ('Horváth', 'horvath'), ('Smith-Jones', 'smithjones'), ('MacLeod', 'macleod'), ('Li', 'li'), ('Ng', 'ng'),
    ('Weiß', 'weiss'), ('Lefèvre', 'lefevre'), ('Haddad', 'haddad'), ('Mbeki', 'mbeki'), ('Tamm', 'tamm'), ('Virtanen', 'virtanen'),
    ('Johnson', 'johnson'), ('Brown', 'brown'), ('Huber', 'huber'), ('Gruber', 'gruber'), ('Costa', 'costa'), ('Abe', 'abe'),
    ('Sato', 'sato'), ('Chen', 'chen'), ('Singh', 'singh'), ('Khan', 'khan'), ('Ali', 'ali'), ('López', 'lopez'), ('Moreau', 'moreau'),
    ('Fischer', 'fischer'), ('Novák', 'novak'), ('Nagy', 'nagy'), ('Berg', 'berg'), ('Kaya', 'kaya'), ('Reyes', 'reyes'), ('Null', 'null'),
    ('Test', 'test')
) AS names (name, slug);

SET VARIABLE given_names = (SELECT count(*) FROM gen.given);
SET VARIABLE family_names = (SELECT count(*) FROM gen.family_name);

-- Where people work. Weights by place: `gen.favour` picks the first ones most often.
CREATE MACRO gen.department(roll) AS list_extract([
    'Sales', 'Customer Service', 'Marketing', 'Operations', 'Finance', 'IT', 'Human Resources', 'Research & Development',
    'Legal, Risk & Compliance', 'Logistics', 'Procurement', '"Skunkworks"', 'Qualität', '営業部'
], (1 + gen.favour(roll, 14))::INT);

CREATE MACRO gen.division(roll) AS list_extract(
    ['EMEA', 'North America', 'APAC', 'LATAM', 'DACH', 'Nordics'], (1 + gen.favour(roll, 6))::INT);

CREATE MACRO gen.title(roll) AS list_extract([
    'Account Executive', 'Service Agent', 'Analyst', 'Specialist', 'Engineer', 'Manager', 'Senior Manager', 'Director',
    'Consultant, Pre-Sales', 'Team "Lead"', 'VP', 'Intern'
], (1 + gen.favour(roll, 12))::INT);

-- Country, city, time zone and locale of a place.
CREATE TABLE gen.town AS
SELECT row_number() OVER () - 1 AS no, * FROM (VALUES
    ('United States', 'San Francisco', 'America/Los_Angeles', 'en_US'), ('Germany', 'München', 'Europe/Berlin', 'de_DE'),
    ('United Kingdom', 'London', 'Europe/London', 'en_GB'), ('Austria', 'Wien', 'Europe/Vienna', 'de_AT'),
    ('France', 'Paris', 'Europe/Paris', 'fr_FR'), ('Japan', '東京', 'Asia/Tokyo', 'ja_JP'),
    ('Brazil', 'São Paulo', 'America/Sao_Paulo', 'pt_BR'), ('India', 'Bengaluru', 'Asia/Kolkata', 'en_IN'),
    ('Spain', 'Madrid', 'Europe/Madrid', 'es_ES'), ('Poland', 'Kraków', 'Europe/Warsaw', 'pl_PL'),
    ('Côte d''Ivoire', 'Abidjan', 'Africa/Abidjan', 'fr_CI'), ('Australia', 'Sydney', 'Australia/Sydney', 'en_AU')
) AS towns (country, city, zone, locale);

CREATE MACRO gen.company(no) AS concat(
    list_extract(['Acme', 'Nordwind', 'Blue Heron', 'Kōsei', 'O''Neill & Sons', 'Tres Ríos', 'Globex', 'Initech', 'Müller'],
                 (1 + gen.dice(no, 'company') % 9)::INT), ' ',
    list_extract(['GmbH', 'Inc.', 'Ltd', 'S.A.', 'Logistics', 'Foods', 'Health'], (1 + gen.dice(no, 'company form') % 7)::INT),
    ' ', no + 1
);
