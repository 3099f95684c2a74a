"""What the server returns about permissions, logins and records: to whom, in which API, in which sizes."""

import csv
import io
import time
from collections import Counter
from dataclasses import replace
from typing import Any

import httpx2
import pytest

from seatwise.sandbox.accounts import ADMIN, INTEGRATION, without
from seatwise.sandbox.faults import Fault, Kind
from seatwise.sandbox.objects.permissions import PERMISSION_OBJECTS
from seatwise.sandbox.objects.registry import OBJECTS
from seatwise.sandbox.org import Sandbox

WINDOW = "{0} >= 2026-10-21T09:00:00Z AND {0} <= 2026-11-20T09:00:00Z"
RECORDS = ("Account", "Campaign", "Case", "Contact", "Invoice__c", "Lead", "Opportunity")


def ask(client: httpx2.Client, soql: str, path: str = "/query") -> dict[str, Any]:
    answer = client.get(path, params={"q": soql})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def refusal(client: httpx2.Client, soql: str, path: str = "/query") -> tuple[str, str]:
    answer = client.get(path, params={"q": soql})
    assert answer.status_code == 400, answer.text
    return answer.json()[0]["errorCode"], answer.json()[0]["message"]


def everything(client: httpx2.Client, soql: str, path: str = "/query") -> list[dict[str, Any]]:
    page = ask(client, soql, path)
    records = list(page["records"])
    while not page["done"]:
        page = client.get(page["nextRecordsUrl"].partition("/v67.0")[2]).json()
        records += page["records"]
    return records


def in_bulk(client: httpx2.Client, soql: str) -> list[dict[str, str]]:
    created = client.post("/jobs/query", json={"operation": "query", "query": soql})
    assert created.status_code == 200, created.text
    job = created.json()["id"]
    while client.get(f"/jobs/query/{job}").json()["state"] != "JobComplete":
        time.sleep(0.01)
    text = client.get(f"/jobs/query/{job}/results", params={"maxRecords": "1000000"}).text
    return list(csv.DictReader(io.StringIO(text, newline="")))


# --- counting


def test_groups_over_a_window_add_up_to_its_raw_rows(admin: httpx2.Client) -> None:
    within = WINDOW.format("LastModifiedDate")
    grouped = everything(
        admin,
        "SELECT RecordTypeId, LastModifiedById, COUNT(Id) n, MAX(LastModifiedDate) latest FROM Case "
        f"WHERE {within} GROUP BY RecordTypeId, LastModifiedById",
    )
    raw = in_bulk(admin, f"SELECT Id, RecordTypeId, LastModifiedById, LastModifiedDate FROM Case WHERE {within}")
    assert len(raw) == ask(admin, f"SELECT COUNT() FROM Case WHERE {within}")["totalSize"] > 500
    counted = Counter((row["RecordTypeId"], row["LastModifiedById"]) for row in raw)
    assert {(r["RecordTypeId"] or "", r["LastModifiedById"]): r["n"] for r in grouped} == counted
    assert max(r["latest"] for r in grouped)[:23] == max(row["LastModifiedDate"] for row in raw)[:23]


def test_windows_that_touch_split_the_records_between_them(admin: httpx2.Client) -> None:
    counts = [
        ask(admin, f"SELECT COUNT() FROM Lead WHERE {within}")["totalSize"]
        for within in (
            "CreatedDate >= 2026-09-01T00:00:00Z AND CreatedDate < 2026-11-01T00:00:00Z",
            "CreatedDate >= 2026-09-01T00:00:00Z AND CreatedDate < 2026-10-01T00:00:00Z",
            "CreatedDate >= 2026-10-01T00:00:00Z AND CreatedDate <= 2026-10-31T23:59:59Z",
        )
    ]
    assert counts[0] == counts[1] + counts[2] > 0


@pytest.mark.parametrize(
    "soql",
    [
        "SELECT UserId, LoginType, Status, COUNT(Id) n FROM LoginHistory GROUP BY UserId, LoginType, Status",
        "SELECT AssigneeId, COUNT(Id) n FROM PermissionSetAssignment GROUP BY AssigneeId",
    ],
)
def test_more_than_2000_groups_are_refused(admin: httpx2.Client, soql: str) -> None:
    code, message = refusal(admin, soql)
    assert code == "EXCEEDED_ID_LIMIT"
    assert "Aggregate query does not support queryMore()" in message


def test_record_count_is_the_same_for_every_user(admin: httpx2.Client, integration: httpx2.Client) -> None:
    for client in (admin, integration):
        counted = client.get("/limits/recordCount", params={"sObjects": f"LoginHistory,{','.join(RECORDS)}"}).json()
        counts = {item["name"]: item["count"] for item in counted["sObjects"]}
        assert set(counts) == set(RECORDS)
        assert counts["Invoice__c"] == 1_616  # 8 % of 200 + 8 * 2,500


# --- logins


@pytest.mark.parametrize("name", ["Status", "Application", "Browser", "Platform", "ApiType"])
def test_login_history_is_grouped_but_not_filtered_by_what_salesforce_does_not_filter(
    admin: httpx2.Client, name: str
) -> None:
    day = "LoginTime >= 2026-11-19T00:00:00Z AND LoginTime < 2026-11-20T00:00:00Z"
    groups = everything(admin, f"SELECT {name}, COUNT(Id) n FROM LoginHistory WHERE {day} GROUP BY {name}")
    assert (
        sum(group["n"] for group in groups) == ask(admin, f"SELECT COUNT() FROM LoginHistory WHERE {day}")["totalSize"]
    )
    code, message = refusal(admin, f"SELECT Id FROM LoginHistory WHERE {name} = 'x'")
    assert code == "INVALID_FIELD"
    assert f"field '{name}' can not be filtered" in message


def test_a_login_has_no_relationship_to_its_user(admin: httpx2.Client) -> None:
    assert refusal(admin, "SELECT User.Name FROM LoginHistory")[0] == "INVALID_FIELD"


def test_logins_per_day_are_the_same_by_rest_and_in_bulk(admin: httpx2.Client) -> None:
    within = "LoginTime >= 2026-11-10T00:00:00Z AND LoginTime <= 2026-11-20T09:00:00Z"
    days = everything(
        admin,
        "SELECT DAY_ONLY(LoginTime) day, LoginType, Status, COUNT(Id) n FROM LoginHistory "
        f"WHERE {within} GROUP BY DAY_ONLY(LoginTime), LoginType, Status",
    )
    rows = in_bulk(admin, f"SELECT Id, UserId, LoginTime, LoginType, Status FROM LoginHistory WHERE {within}")
    assert {(r["day"], r["LoginType"], r["Status"]): r["n"] for r in days} == Counter(
        (row["LoginTime"][:10], row["LoginType"], row["Status"]) for row in rows
    )
    assert len({row["Id"] for row in rows}) == len(rows)


def test_bulk_can_refuse_login_history(org: Sandbox, admin: httpx2.Client) -> None:
    org.faults.add(Fault(Kind.NOT_IN_BULK, sobject="LoginHistory"))
    soql = "SELECT Id FROM LoginHistory"
    refused = admin.post("/jobs/query", json={"operation": "query", "query": soql})
    assert refused.json()[0]["errorCode"] == "INVALIDENTITY"
    assert ask(admin, f"{soql} LIMIT 1")["totalSize"] == 1
    assert in_bulk(admin, "SELECT Id FROM Campaign")
    assert Fault.from_json({"kind": "not_in_bulk", "sobject": "LoginHistory"}).kind is Kind.NOT_IN_BULK


def test_without_manage_users_or_monitor_login_history_one_sees_ones_own_logins(
    org: Sandbox, admin: httpx2.Client
) -> None:
    soql = "SELECT UserId, COUNT(Id) n FROM LoginHistory WHERE LoginTime >= 2026-11-20T00:00:00Z GROUP BY UserId"
    own = org.accounts[ADMIN.username].user_id
    assert len(everything(admin, soql)) > 100
    for missing, users in ((["Manage Users"], 101), (["Manage Users", "Monitor Login History"], 1)):
        org.set_account(without(ADMIN, *missing))
        found = {row["UserId"] for row in everything(admin, soql)}
        assert own in found
        assert (len(found) > 100) == (users > 100)
    assert {row["UserId"] for row in in_bulk(admin, "SELECT UserId FROM LoginHistory")} == {own}


# --- records


def test_without_view_all_data_sharing_hides_records_without_an_error(org: Sandbox, admin: httpx2.Client) -> None:
    soql = "SELECT OwnerId, COUNT(Id) n FROM Opportunity GROUP BY OwnerId"
    every = {row["OwnerId"]: row["n"] for row in everything(admin, soql)}
    own = org.accounts[ADMIN.username].user_id
    org.set_account(without(ADMIN, "View All Data"))
    assert {row["OwnerId"]: row["n"] for row in everything(admin, soql)} == {own: every[own]}
    assert len(in_bulk(admin, "SELECT Id FROM Opportunity")) == every[own] < sum(every.values())
    assert ask(admin, "SELECT COUNT() FROM User")["totalSize"] == 2_500


@pytest.mark.parametrize("name", ["Contact", "Campaign"])
def test_objects_without_record_types_have_no_such_field(admin: httpx2.Client, name: str) -> None:
    code, message = refusal(admin, f"SELECT RecordTypeId, COUNT(Id) FROM {name} GROUP BY RecordTypeId")
    assert code == "INVALID_FIELD"
    assert f"No such column 'RecordTypeId' on entity '{name}'" in message
    assert "RecordTypeId" not in {field["name"] for field in admin.get(f"/sobjects/{name}/describe").json()["fields"]}


def test_a_custom_object_is_there_with_its_own_prefix(admin: httpx2.Client) -> None:
    described = admin.get("/sobjects/Invoice__c/describe").json()
    assert (described["keyPrefix"], described["custom"]) == ("a01", True)
    assert {field["name"] for field in described["fields"] if field["custom"]} == {
        "Account__c",
        "Amount__c",
        "Status__c",
    }
    one = ask(admin, "SELECT Id, Account__r.Name, RecordType.DeveloperName FROM Invoice__c LIMIT 1")["records"][0]
    assert one["Id"].startswith("a01")
    assert one["Account__r"]["Name"]
    assert one["RecordType"]["DeveloperName"] in {"Standard", "Credit_Note"}
    assert admin.get(f"/sobjects/Invoice__c/{one['Id']}").json()["Id"] == one["Id"]


def test_describe_has_the_record_types_of_the_current_user(org: Sandbox, admin: httpx2.Client) -> None:
    def available() -> dict[str, bool]:
        infos = admin.get("/sobjects/Opportunity/describe").json()["recordTypeInfos"]
        assert sum(info["defaultRecordTypeMapping"] for info in infos) == 1
        assert [info["recordTypeId"] for info in infos if info["master"]] == ["012000000000000AAA"]
        return {info["developerName"]: info["available"] for info in infos}

    assert available() == {
        "New_Biz": True,
        "Upsell": True,
        "Renewal": True,
        "Legacy": False,
        "Quoted": True,
        "Master": True,
    }
    chatter = ask(admin, "SELECT Id FROM User WHERE Profile.Name = 'Chatter Free User' LIMIT 1")["records"][0]["Id"]
    org.accounts[ADMIN.username] = replace(ADMIN, user_id=chatter)
    try:
        assert [name for name, has in available().items() if has] == ["Master"]
    finally:
        org.accounts[ADMIN.username] = replace(ADMIN, user_id=ask(admin, _ADMIN)["records"][0]["Id"])


_ADMIN = f"SELECT Id FROM User WHERE Username = '{ADMIN.username}'"


# --- rights


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [*(sobject.name for sobject in PERMISSION_OBJECTS), "BusinessProcess"],
)
def test_setup_is_hidden_without_its_permission(admin: httpx2.Client, integration: httpx2.Client, name: str) -> None:
    every = ", ".join(field.name for field in OBJECTS[name].fields)
    assert ask(admin, f"SELECT {every} FROM {name}")["totalSize"] > 0
    assert refusal(integration, f"SELECT Id FROM {name}")[0] == "INVALID_TYPE"
    assert ask(integration, "SELECT Id, SobjectType, IsActive, BusinessProcessId FROM RecordType")["totalSize"] == 15


def test_what_profiles_may_do_with_objects_is_one_query(admin: httpx2.Client) -> None:
    soql = (
        "SELECT Parent.ProfileId, SobjectType, PermissionsCreate, PermissionsEdit FROM ObjectPermissions "
        "WHERE Parent.IsOwnedByProfile = true"
    )
    found = everything(admin, soql)
    profiles = {row["Id"] for row in everything(admin, "SELECT Id FROM Profile")}
    assert {row["Parent"]["ProfileId"] for row in found} < profiles
    assert {row["SobjectType"] for row in found} == set(RECORDS)


# --- tooling


def test_metadata_of_a_profile_comes_one_at_a_time_and_from_tooling_only(admin: httpx2.Client) -> None:
    profile = ask(admin, "SELECT Id FROM Profile WHERE Name = 'Standard User'")["records"][0]["Id"]
    one = f"SELECT Id, Name, FullName, Metadata FROM Profile WHERE Id = '{profile}'"
    record = ask(admin, one, "/tooling/query")["records"][0]
    assert (record["Name"], record["FullName"]) == ("Standard User", "Standard")
    offered = record["Metadata"]["recordTypeVisibilities"]
    assert {"recordType", "visible", "default", "personAccountDefault"} == set(offered[0])
    assert "Opportunity.New_Biz" in {item["recordType"] for item in offered}
    for name in ("Metadata", "FullName"):
        code, message = refusal(admin, f"SELECT Id, {name} FROM Profile", "/tooling/query")
        assert code == "MALFORMED_QUERY"
        assert "no more than one row for retrieval. Result size: 39" in message
        assert refusal(admin, f"SELECT Id, {name} FROM Profile WHERE Id = '{profile}'")[0] == "INVALID_FIELD"


def test_page_layouts_are_in_the_tooling_api_only(admin: httpx2.Client, integration: httpx2.Client) -> None:
    soql = "SELECT LayoutId, ProfileId, RecordTypeId, TableEnumOrId FROM ProfileLayout"
    rows = everything(admin, soql, "/tooling/query")
    assert {row["TableEnumOrId"] for row in rows} == set(RECORDS)
    assert any(row["RecordTypeId"] is None for row in rows)
    assert refusal(admin, soql)[0] == refusal(integration, soql, "/tooling/query")[0] == "INVALID_TYPE"
    assert admin.get("/sobjects/ProfileLayout/describe").status_code == 404


def test_the_integration_user_sees_only_what_is_its_own(org: Sandbox, integration: httpx2.Client) -> None:
    own = org.accounts[INTEGRATION.username].user_id
    for name in RECORDS:
        assert {row["OwnerId"] for row in everything(integration, f"SELECT OwnerId FROM {name}")} <= {own}
