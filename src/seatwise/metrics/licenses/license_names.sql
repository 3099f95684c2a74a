-- The names of every license of the org, without prices. One row per license, in the order of licenses.
-- Source: definitions section 2. license_terms is its own model.

select kind, id, key, label, bucket, case when kind = 'user' then by_login else false end as by_login
from license_terms
order by
    case kind when 'user' then 1 when 'permission_set' then 2 when 'feature' then 3 else 4 end,
    case bucket when 'Named' then 1 when 'Community Login' then 2 else 3 end,
    lower(label), label, id
