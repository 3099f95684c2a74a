-- One license of the org, with every figure. One row. licenses is its own model; key is the key, or kind:key, that was chosen.

select licenses.*
from licenses
inner join key on key.key in (licenses.key, concat(licenses.kind, ':', licenses.key))
