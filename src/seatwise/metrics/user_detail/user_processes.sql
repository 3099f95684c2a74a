-- The business processes that one user's profile works in. One row per process. Source: definitions section 3.
-- profile_processes is its own model; key is the user's id.

select
    profile_processes.process,
    profile_processes.sobject,
    profile_processes.kind,
    profile_processes.record_types,
    profile_processes.source
from "user" as person
inner join key on key.key = person.Id
inner join profile_processes on profile_processes.profile_id = person.ProfileId
order by profile_processes.sobject, lower(profile_processes.process), profile_processes.process_id
