-- Users who hold a seat: the active ones. One row. Source: definitions section 1.

select count(*) as users
from "user"
where IsActive
