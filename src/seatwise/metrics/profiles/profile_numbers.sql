-- A number for each profile that a user has: a million users take less room and time with it than with ids of 18
-- characters. One row per profile. Depends on the snapshot alone.

select ProfileId as profile_id, cast(row_number() over (order by ProfileId) as bigint) as profile_number
from (select distinct ProfileId from "user") as held
where ProfileId is not null
