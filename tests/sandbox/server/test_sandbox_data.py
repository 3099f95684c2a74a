"""The data API: versions, paging, describes, records, limits, composites, and its errors."""

from datetime import UTC, datetime

import httpx2
import pytest

from seatwise.sandbox.accounts import ADMIN, API_ENABLED, without
from seatwise.sandbox.org import PROFESSIONAL, Sandbox

USERS = 2_500


def error(answer: httpx2.Response) -> tuple[int, str]:
    (said,) = answer.json()
    assert set(said) == {"message", "errorCode"}
    return answer.status_code, said["errorCode"]


def ask(client: httpx2.Client, soql: str, **headers: str) -> httpx2.Response:
    return client.get("/query", params={"q": soql}, headers=headers)


def test_versions_31_to_68_are_listed_to_anyone(anyone: httpx2.Client) -> None:
    listed = anyone.get("/services/data/").json()
    assert [item["version"] for item in listed] == [f"{number}.0" for number in range(31, 69)]
    assert listed[-2] == {
        "label": "Summer \N{RIGHT SINGLE QUOTATION MARK}26",
        "url": "/services/data/v67.0",
        "version": "67.0",
    }


def test_retired_and_future_versions_are_gone_and_not_found(org: Sandbox, admin: httpx2.Client) -> None:
    assert error(admin.get(f"{org.url}/services/data/v30.0/limits")) == (410, "UNSUPPORTED_API_VERSION")
    assert error(admin.get(f"{org.url}/services/data/v69.0/limits")) == (404, "NOT_FOUND")
    assert admin.get(f"{org.url}/services/data/v31.0/limits").status_code == 200


def test_without_a_session_every_call_is_refused(org: Sandbox, anyone: httpx2.Client) -> None:
    for headers in ({}, {"Authorization": "Bearer 00Dnothing"}, {"Authorization": "Basic eA=="}):
        answer = anyone.get("/services/data/v67.0/query", params={"q": "SELECT Id FROM User"}, headers=headers)
        assert error(answer) == (401, "INVALID_SESSION_ID")
    assert org.calls_used == 0


def test_pages_have_every_row_once_and_can_be_repeated(org: Sandbox, admin: httpx2.Client) -> None:
    page = ask(admin, "SELECT Id FROM User", **{"Sforce-Query-Options": "batchSize=200"}).json()
    assert (page["totalSize"], page["done"], len(page["records"])) == (USERS, False, 200)
    seen = [record["Id"] for record in page["records"]]
    while not page["done"]:
        following = org.url + page["nextRecordsUrl"]
        assert admin.get(following).json() == admin.get(following).json()
        page = admin.get(following).json()
        seen += [record["Id"] for record in page["records"]]
    assert (len(seen), len(set(seen))) == (USERS, USERS)


@pytest.mark.parametrize(("requested", "returned"), [("1", 200), ("200", 200), ("700", 700), ("5000", 2000)])
def test_the_batch_size_is_between_200_and_2000(admin: httpx2.Client, requested: str, returned: int) -> None:
    page = ask(admin, "SELECT Id FROM User", **{"Sforce-Query-Options": f"batchSize={requested}"}).json()
    assert len(page["records"]) == returned


def test_a_cursor_that_is_unknown_or_another_users_is_expired(
    org: Sandbox, admin: httpx2.Client, integration: httpx2.Client
) -> None:
    following = ask(admin, "SELECT Id FROM User").json()["nextRecordsUrl"]
    expired = (400, "INVALID_QUERY_LOCATOR")
    assert error(integration.get(org.url + following)) == expired
    assert error(admin.get("/query/01gabcdefabcdefAAA-2000")) == expired
    assert error(admin.get(org.url + following.replace("-2000", "-9999"))) == expired


def test_query_paths_may_end_in_a_slash_and_begin_with_two(org: Sandbox, admin: httpx2.Client) -> None:
    for path in ("/services/data/v67.0/query/", "//services/data/v67.0/query", "/services/data/v67.0/queryAll/"):
        answer = admin.get(f"{org.url}{path}", params={"q": "SELECT Id FROM Organization"})
        assert answer.json()["totalSize"] == 1


def test_a_uri_beyond_16384_bytes_is_too_long(admin: httpx2.Client) -> None:
    def named(count: int) -> httpx2.Response:
        names = ",".join(["'x'"] * count)
        return ask(admin, f"SELECT Id FROM User WHERE Name IN ({names})")

    assert named(1_000).status_code == 200
    assert error(named(4_000)) == (414, "URI_TOO_LONG")


def test_count_is_a_size_without_records(admin: httpx2.Client) -> None:
    assert ask(admin, "SELECT COUNT() FROM User").json() == {"totalSize": USERS, "done": True, "records": []}


def test_more_than_2000_groups_are_refused(admin: httpx2.Client) -> None:
    assert error(ask(admin, "SELECT Username, COUNT(Id) FROM User GROUP BY Username")) == (400, "EXCEEDED_ID_LIMIT")


def test_soql_errors_keep_their_code_and_their_arrow(admin: httpx2.Client) -> None:
    refused = ask(admin, "SELECT Id, X FROM UserLicense")
    assert error(refused) == (400, "INVALID_FIELD")
    assert "ERROR at Row:1:Column:12" in refused.json()[0]["message"]
    assert error(ask(admin, "SELECT Id FROM XYZZY")) == (400, "INVALID_TYPE")
    assert error(ask(admin, "SELEKT")) == (400, "MALFORMED_QUERY")
    assert error(admin.get("/query")) == (400, "MALFORMED_QUERY")


def test_tooling_knows_its_own_objects_only(admin: httpx2.Client) -> None:
    assert admin.get("/tooling/query", params={"q": "SELECT Id FROM Profile"}).json()["totalSize"] > 0
    refused = admin.get("/tooling/query", params={"q": "SELECT Id FROM UserLicense"})
    assert error(refused) == (400, "INVALID_TYPE")


def test_columns_are_a_tree(admin: httpx2.Client) -> None:
    params = {"q": "SELECT Id, Profile.UserLicense.Name FROM User", "columns": "true"}
    said = admin.get("/query", params=params).json()
    first, profile = said["columnMetadata"]
    assert (said["entityName"], said["keyPrefix"], first["columnName"]) == ("User", "005", "Id")
    assert profile["joinColumns"][0]["joinColumns"][0]["columnName"] == "Name"


def test_describe_and_record_have_the_same_fields(org: Sandbox, admin: httpx2.Client) -> None:
    fields = [field["name"] for field in admin.get("/sobjects/user/describe").json()["fields"]]
    user_id = org.accounts[ADMIN.username].user_id
    record = admin.get(f"/sobjects/User/{user_id[:15]}").json()
    assert set(record) == {"attributes", *fields}
    assert (record["Id"], record["Username"]) == (user_id, ADMIN.username)
    assert admin.get("/sobjects/User").json()["objectDescribe"]["keyPrefix"] == "005"
    some = admin.get(f"/sobjects/User/{user_id}", params={"fields": "Id,Name"}).json()
    assert set(some) == {"attributes", "Id", "Name"}


def test_what_is_not_there_is_not_found(admin: httpx2.Client) -> None:
    for path in ("/nope", "/sobjects/Nope/describe", "/sobjects/User/005000000000000AAA", "/sobjects/User/x y"):
        assert error(admin.get(path)) == (404, "NOT_FOUND")


def test_methods_that_write_are_not_allowed(admin: httpx2.Client) -> None:
    assert error(admin.post("/sobjects/User", json={})) == (405, "METHOD_NOT_ALLOWED")
    assert error(admin.delete("/limits")) == (405, "METHOD_NOT_ALLOWED")


def test_limits_and_the_header_count_the_calls(org: Sandbox, admin: httpx2.Client) -> None:
    assert ask(admin, "SELECT Id FROM Organization").headers["Sforce-Limit-Info"] == "api-usage=1/15000"
    assert admin.get("/limits").json()["DailyApiRequests"] == {"Max": 15_000, "Remaining": 14_998}
    org.daily_calls = 2
    assert error(admin.get("/limits")) == (403, "REQUEST_LIMIT_EXCEEDED")
    assert org.calls_used == 2


def test_record_counts_drop_what_they_do_not_know(admin: httpx2.Client) -> None:
    said = admin.get("/limits/recordCount", params={"sObjects": "User,Nope,UserLicense"}).json()
    assert said == {"sObjects": [{"count": USERS, "name": "User"}]}


def test_the_root_lists_resources(admin: httpx2.Client) -> None:
    assert admin.get("").json()["query"] == "/services/data/v67.0/query"


def test_a_composite_is_one_call_and_each_part_has_its_status(org: Sandbox, admin: httpx2.Client) -> None:
    parts = [
        {"method": "GET", "url": "/services/data/v67.0/query/?q=select count() from User", "referenceId": "a"},
        {"method": "GET", "url": "/services/data/v67.0/query?q=SELECT+Id+FROM+XYZZY", "referenceId": "b"},
        {"method": "GET", "url": "/services/data/v67.0/sobjects/Foo", "referenceId": "c"},
        {"method": "DELETE", "url": "/services/data/v67.0/sobjects/User/1", "referenceId": "d"},
    ]
    said = admin.post("/composite", json={"allOrNone": False, "compositeRequest": parts}).json()["compositeResponse"]
    assert [(item["referenceId"], item["httpStatusCode"]) for item in said] == [
        ("a", 200),
        ("b", 400),
        ("c", 404),
        ("d", 405),
    ]
    assert said[0]["body"] == {"totalSize": USERS, "done": True, "records": []}
    assert said[1]["body"][0]["errorCode"] == "INVALID_TYPE"
    assert org.calls_used == 1


def test_a_batch_has_results_in_order(admin: httpx2.Client) -> None:
    parts = [{"method": "GET", "url": "v67.0/limits"}, {"method": "GET", "url": "v67.0/sobjects/Foo"}]
    said = admin.post("/composite/batch", json={"batchRequests": parts}).json()
    assert said["hasErrors"] is True
    assert [item["statusCode"] for item in said["results"]] == [200, 404]


def test_composites_are_limited(admin: httpx2.Client) -> None:
    query = {"method": "GET", "url": "/services/data/v67.0/query?q=SELECT Id FROM User", "referenceId": "a"}
    other = {"method": "GET", "url": "/services/data/v67.0/limits", "referenceId": "a"}
    assert error(admin.post("/composite", json={"compositeRequest": [query] * 6})) == (400, "LIMIT_EXCEEDED")
    assert error(admin.post("/composite", json={"compositeRequest": [other] * 26})) == (400, "LIMIT_EXCEEDED")
    assert error(admin.post("/composite", content=b"[]")) == (400, "JSON_PARSER_ERROR")


def test_what_a_user_may_not_see_is_not_there(integration: httpx2.Client) -> None:
    assert error(ask(integration, "SELECT Id FROM UserLicense")) == (400, "INVALID_TYPE")
    assert error(integration.get("/sobjects/UserLicense/describe")) == (404, "NOT_FOUND")
    assert "UserLicense" not in {item["name"] for item in integration.get("/sobjects").json()["sobjects"]}
    assert error(integration.get("/limits")) == (403, "INSUFFICIENT_ACCESS")
    assert ask(integration, "SELECT Id FROM User LIMIT 1").json()["totalSize"] == 1


def test_user_permission_access_is_about_the_current_user(admin: httpx2.Client, integration: httpx2.Client) -> None:
    soql = "SELECT PermissionsApiEnabled, PermissionsViewSetup, PermissionsManageUsers FROM UserPermissionAccess"
    found = [
        [value for name, value in ask(client, soql).json()["records"][0].items() if name != "attributes"]
        for client in (admin, integration)
    ]
    assert found == [[True, True, True], [True, False, False]]


def test_no_api_in_the_edition_or_for_the_user_is_forbidden(org: Sandbox, admin: httpx2.Client) -> None:
    org.edition = PROFESSIONAL
    assert error(admin.get("/limits")) == (403, "API_DISABLED_FOR_ORG")
    org.edition = "Enterprise Edition"
    org.set_account(without(ADMIN, API_ENABLED))
    assert error(admin.get("/limits")) == (403, "API_DISABLED_FOR_ORG")


def test_the_date_is_the_orgs_own(org: Sandbox, admin: httpx2.Client) -> None:
    assert org.clock() == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert admin.get("/limits").headers["Date"] == "Fri, 20 Nov 2026 09:00:00 GMT"


def test_json_is_compressed_for_those_who_accept_it(admin: httpx2.Client) -> None:
    plain = ask(admin, "SELECT Id FROM User", **{"Accept-Encoding": "identity"})
    packed = ask(admin, "SELECT Id FROM User", **{"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.json()["records"] == plain.json()["records"]
    assert int(packed.headers["Content-Length"]) * 5 < int(plain.headers["Content-Length"])


@pytest.mark.parametrize(("version", "status"), [("58.0", 200), ("63.0", 200), ("64.0", 400), ("67.0", 400)])
def test_assigned_seats_can_be_filtered_until_api_63(org: Sandbox, version: str, status: int) -> None:
    headers = {"Authorization": f"Bearer {org.sessions.open(ADMIN.username)}"}
    params = {"q": "SELECT Name FROM UserLicense WHERE UsedLicenses > 0"}
    answer = httpx2.get(f"{org.url}/services/data/v{version}/query", params=params, headers=headers)
    assert answer.status_code == status
