-- The users that a text names by id, by username or by name, in any case; usernames first. One row per user, at most ten.
-- key is the text.

select person.Id as user_id, person.Username as username, person.Name as name
from "user" as person
inner join key
    on person.Id = key.key
    or lower(person.Username) = lower(trim(key.key))
    or lower(person.Name) = lower(trim(key.key))
order by lower(person.Username) <> (select lower(trim(key)) from key), username, user_id
limit 10
