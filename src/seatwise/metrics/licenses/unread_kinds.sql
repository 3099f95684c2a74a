-- The kinds of license of which some may be missing, because what lists them could not be read: from a snapshot; or, where the
-- bucket that somebody chose is damaged, from the sums of a bucket. One row per kind. gap is what could not be read.

select kind
from (
    select
        case
            when table_name in ('user_license', 'bucket_overrides') then 'user'
            when table_name = 'permission_set_license' then 'permission_set'
            when table_name = 'package_license' then 'package'
            when table_name = 'user' or (table_name = 'active_feature_license_metric' and is_offered) then 'feature'
        end as kind
    from gap
    where table_name = 'bucket_overrides' or column_name is null or column_name = 'rows' or (table_name = 'user' and column_name = 'IsActive')
) as listed
where kind is not null
group by kind
order by kind
