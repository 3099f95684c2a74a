-- The latest backbone record that somebody created or last modified. One row per user who did. Depends on the snapshot
-- alone. Source: definitions section 3 (actors).

select UserId as user_id, max(LastDate) as last_touch
from record_touch
group by UserId
