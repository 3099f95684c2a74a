-- The users whose username or name is most like a text. One row per user, at most three. key is the text.

select person.Id as user_id, person.Username as username, person.Name as name
from "user" as person
cross join key
order by
    least(
        levenshtein(lower(coalesce(person.Username, '')), lower(trim(key.key))),
        levenshtein(lower(coalesce(person.Name, '')), lower(trim(key.key)))
    ),
    username, user_id
limit 3
