-- Names of people and companies in several languages, numbered by their position in the list.
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
    ('Tomáš', 'tomas'), ('Niamh', 'niamh'), ('Carlos', 'carlos'), ('Sara', 'sara'), ('Ida', 'ida'), ('Max', 'max'),
    ('Ayşe', 'ayse'), ('Álvaro', 'alvaro'), ('Benedikt', 'benedikt'), ('Camille', 'camille'), ('Daniel', 'daniel'),
    ('Dmytro', 'dmytro'), ('Elif', 'elif'), ('Elīna', 'elina'), ('Émile', 'emile'), ('Erik', 'erik'),
    ('Farah', 'farah'), ('Felix', 'felix'), ('Gabriela', 'gabriela'), ('Günther', 'gunther'), ('Hadiza', 'hadiza'),
    ('Héloïse', 'heloise'), ('Igor', 'igor'), ('Inés', 'ines'), ('Isabelle', 'isabelle'), ('Ivana', 'ivana'),
    ('Jakub', 'jakub'), ('Jasmin', 'jasmin'), ('João', 'joao'), ('Jonas', 'jonas'), ('Júlia', 'julia'),
    ('Kateřina', 'katerina'), ('Katarzyna', 'katarzyna'), ('Kofi', 'kofi'), ('Lena', 'lena'), ('Léa', 'lea'),
    ('Lindiwe', 'lindiwe'), ('Luís', 'luis'), ('Mårten', 'marten'), ('Magdalena', 'magdalena'), ('Manon', 'manon'),
    ('Marko', 'marko'), ('Martina', 'martina'), ('Mats', 'mats'), ('Matyáš', 'matyas'), ('Maxim', 'maxim'),
    ('Mercedes', 'mercedes'), ('Mónica', 'monica'), ('Nadia', 'nadia'), ('Nguyên', 'nguyen'), ('Nils', 'nils'),
    ('Ömer', 'omer'), ('Oscar', 'oscar'), ('Paul', 'paul'), ('Petra', 'petra'), ('Quentin', 'quentin'),
    ('Rachel', 'rachel'), ('Renée', 'renee'), ('Rūta', 'ruta'), ('Samuel', 'samuel'), ('Sander', 'sander'),
    ('Sébastien', 'sebastien'), ('Stefania', 'stefania'), ('Tariq', 'tariq'), ('Theresa', 'theresa'),
    ('Thibault', 'thibault'), ('Tuğba', 'tugba'), ('Ugo', 'ugo'), ('Uwe', 'uwe'), ('Valentina', 'valentina'),
    ('Vigdís', 'vigdis'), ('Vincent', 'vincent'), ('Wanjiru', 'wanjiru'), ('William', 'william'),
    ('Xavier', 'xavier'), ('Yasmin', 'yasmin'), ('Zuzana', 'zuzana'), ('Мария', 'maria'), ('陳美玲', 'meiling'),
    ('さくら', 'sakura'), ('지우', 'jiwoo'), ('Ελένη', 'eleni'), ('ليلى', 'layla'), ('Олександр', 'oleksandr'),
    ('अनिल', 'anil')
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
    ('Test', 'test'),
    ('Andersson', 'andersson'), ('Araújo', 'araujo'), ('Bakker', 'bakker'), ('Bauer', 'bauer'), ('Becker', 'becker'),
    ('Bianchi', 'bianchi'), ('Björnsdóttir', 'bjornsdottir'), ('Błaszczyk', 'blaszczyk'), ('Bošković', 'boskovic'),
    ('Çelik', 'celik'), ('Černý', 'cerny'), ('Coleman', 'coleman'), ('Conti', 'conti'), ('Cruz', 'cruz'),
    ('Dąbrowski', 'dabrowski'), ('Dahl', 'dahl'), ('Davies', 'davies'), ('Demir', 'demir'), ('Díaz', 'diaz'),
    ('Đorđević', 'ordevic'), ('Dvořák', 'dvorak'), ('Eriksson', 'eriksson'), ('Evans', 'evans'),
    ('Ferrari', 'ferrari'), ('Földes', 'foldes'), ('Fontaine', 'fontaine'), ('Gómez', 'gomez'),
    ('Grünwald', 'grunwald'), ('Gutiérrez', 'gutierrez'), ('Haugen', 'haugen'), ('Hernández', 'hernandez'),
    ('Holm', 'holm'), ('Hussain', 'hussain'), ('Ivanović', 'ivanovic'), ('Jansen', 'jansen'),
    ('Jovanović', 'jovanovic'), ('Kamau', 'kamau'), ('Kaplan', 'kaplan'), ('Koch', 'koch'), ('Köhler', 'kohler'),
    ('Korhonen', 'korhonen'), ('Krüger', 'kruger'), ('Laurent', 'laurent'), ('Lehmann', 'lehmann'),
    ('Lemaître', 'lemaitre'), ('Mäkinen', 'makinen'), ('Marín', 'marin'), ('Martínez', 'martinez'),
    ('Mensah', 'mensah'), ('Meyer', 'meyer'), ('Michaud', 'michaud'), ('Mohamed', 'mohamed'),
    ('Nakamura', 'nakamura'), ('Ndiaye', 'ndiaye'), ('Nielsen', 'nielsen'), ('Novotný', 'novotny'),
    ('Nuñez', 'nunez'), ('Öztürk', 'ozturk'), ('Olsen', 'olsen'), ('Ortega', 'ortega'), ('Pérez', 'perez'),
    ('Petrović', 'petrovic'), ('Pham', 'pham'), ('Quispe', 'quispe'), ('Ramírez', 'ramirez'), ('Richter', 'richter'),
    ('Romano', 'romano'), ('Rønning', 'ronning'), ('Sánchez', 'sanchez'), ('Schäfer', 'schafer'),
    ('Schröder', 'schroder'), ('Šimůnek', 'simunek'), ('Söderberg', 'soderberg'), ('Suzuki', 'suzuki'),
    ('Szabó', 'szabo'), ('Takács', 'takacs'), ('Taylor', 'taylor'), ('Torres', 'torres'), ('Trần', 'tran'),
    ('Tremblay', 'tremblay'), ('Ünal', 'unal'), ('Vargas', 'vargas'), ('Vasile', 'vasile'), ('Wagner', 'wagner'),
    ('Wójcik', 'wojcik'), ('Yamamoto', 'yamamoto'), ('Yeo', 'yeo'), ('Zając', 'zajac'), ('Zimmermann', 'zimmermann'),
    ('Петренко', 'petrenko'), ('李', 'li'), ('鈴木', 'suzuki'), ('이', 'lee'), ('Γεωργίου', 'georgiou'),
    ('خوري', 'khoury'), ('de la Cruz', 'delacruz'), ('von Ahnen', 'vonahnen'), ('N''Diaye', 'ndiaye'),
    ('O''Neill', 'oneill')
) AS names (name, slug);

SET VARIABLE given_names = (SELECT count(*) FROM gen.given);
SET VARIABLE family_names = (SELECT count(*) FROM gen.family_name);

-- Cities. `gen.favor` picks the first ones most often.
CREATE MACRO gen.department(roll) AS list_extract([
    'Sales', 'Customer Service', 'Marketing', 'Operations', 'Finance', 'IT', 'Human Resources', 'Research & Development',
    'Legal, Risk & Compliance', 'Logistics', 'Procurement', '"Skunkworks"', 'Qualität', '営業部'
], (1 + gen.favor(roll, 14))::INT);

CREATE MACRO gen.division(roll) AS list_extract(
    ['EMEA', 'North America', 'APAC', 'LATAM', 'DACH', 'Nordics'], (1 + gen.favor(roll, 6))::INT);

CREATE MACRO gen.title(roll) AS list_extract([
    'Account Executive', 'Service Agent', 'Analyst', 'Specialist', 'Engineer', 'Manager', 'Senior Manager', 'Director',
    'Consultant, Pre-Sales', 'Team "Lead"', 'VP', 'Intern'
], (1 + gen.favor(roll, 12))::INT);

-- Country, city, time zone and locale.
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
