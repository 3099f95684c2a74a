-- What could not be read of profiles and their users: whatever is counted from it is unknown, never zero. One row.
-- Source: definitions section 3. gap is what could not be read.

select
    count(case when table_name = 'user' and (column_name is null or column_name = 'IsActive') then 1 end) > 0
        as people,
    count(case when table_name = 'user' and (column_name is null or column_name = 'ProfileId') then 1 end) > 0
        as profiles_of_users,
    count(case when table_name = 'profile' and (column_name is null or column_name = 'UserLicenseId') then 1 end) > 0
        as licenses_of_profiles,
    count(case when table_name = 'user' and (column_name is null or column_name = 'LastLoginDate') then 1 end) > 0
        as logins,
    count(case when table_name = 'user' and (column_name is null or column_name = 'CreatedDate') then 1 end) > 0
        as creation,
    count(case when table_name = 'user_login' and (column_name is null or column_name <> 'rows') then 1 end) > 0
        as freezing,
    -- one object out of sight, or some of its records, and nobody knows who did not work
    count(case
        when table_name = 'record_touch' and (column_name is null or column_name <> 'RecordTypeId') then 1
    end) > 0 as touches,
    count(case
        when table_name in ('profile_record_type', 'record_type') and (column_name is null or column_name <> 'rows')
            then 1
        when table_name = 'user' and (column_name is null or column_name = 'ProfileId') then 1
    end) > 0 as processes
from gap
