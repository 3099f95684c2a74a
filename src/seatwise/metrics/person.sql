-- One user, active or not, with profile, license and manager. One row, or none. Source: User, Profile, UserLicense,
-- UserLogin. asked is whose; moment is the snapshot's.

select
    person.Id as user_id,
    person.Username as username,
    person.Name as name,
    profile.Name as profile,
    person.ProfileId as profile_id,
    profile.UserLicenseId as license_id,
    person.IsActive as is_active,
    person.UserType as user_type,
    person.Title as title,
    person.Department as department,
    person.Division as division,
    person.CompanyName as company,
    person.Country as country,
    boss.Name as manager,
    person.ManagerId as manager_id,
    person.CreatedDate as created,
    case when person.LastLoginDate <= moment.at then person.LastLoginDate end as last_login,
    coalesce(login.IsFrozen, false) as is_frozen
from "user" as person
inner join asked on asked.id = person.Id
cross join moment
left join "user" as boss on boss.Id = person.ManagerId
left join profile on profile.Id = person.ProfileId
left join user_login as login on login.UserId = person.Id
order by user_id
limit 1
