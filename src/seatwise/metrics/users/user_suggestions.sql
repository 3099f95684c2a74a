-- The users whose username or name is much like a text: at most a third of its letters differ, or two. One row per user,
-- at most three. key is the text.

with distance as (
    select
        person.Id as user_id, person.Username as username, person.Name as name,
        least(
            levenshtein(lower(coalesce(person.Username, '')), lower(trim(key.key))),
            levenshtein(lower(coalesce(person.Name, '')), lower(trim(key.key)))
        ) as letters,
        greatest(length(trim(key.key)) // 3, 2) as most
    from "user" as person
    cross join key
)

select user_id, username, name
from distance
where letters <= most
order by letters, username, user_id
limit 3
