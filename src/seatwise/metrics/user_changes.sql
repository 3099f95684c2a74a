-- Who changed between two snapshots, by name: as they are called now, or were when they were last there. One row per user and
-- change. seat_changes has what changed (its own model).

select
    change.*,
    person.Username as username,
    coalesce(person.Name, person.Username, person.Id) as name,
    person.Department as department,
    lower(coalesce(person.Name, person.Username, person.Id)) as place
from seat_changes as change
inner join later."user" as person on person.Id = change.user_id
where change.how is distinct from 'gone'
union all
select
    change.*,
    person.Username,
    coalesce(person.Name, person.Username, person.Id),
    person.Department,
    lower(coalesce(person.Name, person.Username, person.Id))
from seat_changes as change
inner join earlier."user" as person on person.Id = change.user_id
where change.how = 'gone'
