-- How many of those who touched records are no user of the org: deleted, or not shown. One row. Source: definitions
-- section 3 (actors).

select count(*) as unknown_actors
from (select distinct UserId from record_touch) as touch
left join "user" as person on person.Id = touch.UserId
where person.Id is null
