-- Business processes that the users of a profile work in, by the record types that the profile can choose when it
-- creates or edits. One row per profile and process. Source: definitions section 3. Lead, Opportunity, Case and Solution
-- have business processes, and several record types may share one; of other objects each active record type counts.

with visible as ( -- of a process that is not listed, or without a name, the name of the record type is no name
    select
        choice.ProfileId as profile_id,
        kind.SobjectType as sobject,
        coalesce(kind.BusinessProcessId, kind.Id) as process_id,
        case
            when kind.BusinessProcessId is not null then coalesce(process.Name, '(unknown business process)')
            else coalesce(kind.Name, kind.DeveloperName)
        end as process,
        case when kind.BusinessProcessId is not null then 'business process' else 'record type' end as kind,
        coalesce(kind.Name, kind.DeveloperName) as record_type,
        choice.Source as source
    from profile_record_type as choice
    inner join record_type as kind on kind.Id = choice.RecordTypeId
    left join business_process as process on process.Id = kind.BusinessProcessId
    where coalesce(kind.IsActive, true)
)

select
    profile_id,
    sobject,
    process_id,
    min(process) as process,
    min(kind) as kind,
    count(distinct record_type) as record_types,
    min(source) as source
from visible
group by profile_id, sobject, process_id
order by profile_id, sobject, min(process), process_id
