"""The pages of profiles, users, one user and business processes over HTTP: figures, gaps, names, files, charts."""

import csv
import html
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fakes import NOON, connection
from rows_org import NOW, ORG_ID, Rows, RowsOrg, profile, sid, user_license, users
from seatwise.app.entries.prices import set_price
from seatwise.app.refresh.run import refresh
from seatwise.bootstrap import services
from seatwise.render import ChartFormat
from seatwise.sources.activity import CREATED, TRACKED_OBJECTS
from seatwise.sources.registry import REGISTRY
from web_client import web_client

HERE = "/orgs/acme"
EVIL = "<script>alert('Acme')</script> \"&\" 🚀"
YESTERDAY, LAST_YEAR = NOW - timedelta(days=1), NOW - timedelta(days=365)


def touches(first: int, count: int) -> Rows:
    return [
        {"SobjectType": "Case", "UserId": sid("005", number), "Touch": CREATED, "Records": 2, "LastDate": YESTERDAY}
        for number in range(first, first + count)
    ]


def worked(**more: object) -> RowsOrg:
    """50 users, 40 of whom logged in, 31 actors of whom 30 logged in; the first is named as HTML."""
    seated = users(50, 1, CreatedDate=LAST_YEAR)
    for user in seated[:40]:
        user["LastLoginDate"] = YESTERDAY
    seated[0] |= {"Name": EVIL, "Department": EVIL}
    tables: dict[str, Rows] = {
        "user_license": [user_license(1, EVIL, "SFDC", 100, 50)],
        "profile": [{**profile(1, 1), "Name": EVIL}],
        "user": seated,
        "record_touch": [*touches(1, 30), *touches(50, 1)],
        "login_day": [
            {
                "UserId": sid("005", 1),
                "Day": day.date().isoformat(),
                "LoginType": "Application",
                "Success": True,
                "Logins": 3,
                "LastTime": day,
            }
            for day in (YESTERDAY, YESTERDAY - timedelta(days=1))
        ],
        "record_type": [{"Id": sid("012", 1), "Name": EVIL, "SobjectType": "Account", "IsActive": True}],
        "profile_record_type": [
            {
                "ProfileId": sid("00e", 1),
                "RecordTypeId": sid("012", 1),
                "SobjectType": "Account",
                "Source": "page layouts",
            }
        ],
    }
    return RowsOrg(tables, **more)  # type: ignore[arg-type]


def read(org: RowsOrg) -> None:
    moment = {"as_of": None, "clock": lambda: NOON, "watch": lambda _: None, "tracked_objects": TRACKED_OBJECTS}
    refresh(org, services().storage, name="acme", tables=REGISTRY, **moment)  # type: ignore[arg-type]


def enter_price(amount: str) -> None:
    context = services().entry_context(services().connections.get("acme"))
    set_price(context, "SFDC", amount, start=LAST_YEAR.date())


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path))
    services().connections.add(connection("acme", org_id=ORG_ID), {})
    return tmp_path


@pytest.fixture
def pages(home: Path) -> Iterator[TestClient]:
    read(worked())
    enter_price("1980")
    with web_client(services()) as client:
        yield client


def text(page: str) -> str:
    """A page as read: without its tags, in one line."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_the_worked_check_stands_on_every_level(pages: TestClient) -> None:
    shown = text(pages.get(f"{HERE}/profiles?level=profile").text)
    line = r"50 40 31 99,000 19,800 59,400 19,800"
    assert len(re.findall(line, shown)) == 4  # bucket, license, profile, and the total
    assert "Assigned cost 99,000 USD a year = actor 59,400 + login only 19,800 + no login 19,800." in shown


def test_every_count_leads_to_the_users_that_it_counts(pages: TestClient) -> None:
    tree = pages.get(f"{HERE}/profiles?level=profile&period=7").text
    for count, words in ((50, ""), (40, "logged_in=1"), (31, "actor=1")):
        links = [html.unescape(link) for link in re.findall(rf'href="([^"]*/users[^"]*)">{count}</a>', tree)]
        assert len(links) == 4  # of the bucket, the license, the profile, and all
        assert all(words in link and "period=7" in link for link in links)
        for link in links:
            assert f"{count} users" in text(pages.get(link).text)


def test_the_objects_a_user_touched_lead_to_their_list_on_the_page_of_the_user(pages: TestClient) -> None:
    (link,) = set(re.findall(r'href="([^"]*)">1</a>', pages.get(f"{HERE}/users?search=user50%40").text))
    assert link == f"{HERE}/user/{sid('005', 50)}#section-records"
    assert 'id="section-records"' in pages.get(link).text


def test_the_active_users_of_a_license_lead_to_them(pages: TestClient) -> None:
    links = re.findall(r'href="([^"]*)">50</a>', pages.get(f"{HERE}/license/SFDC").text)
    assert links == [f"{HERE}/users?license=SFDC"] * 2  # assigned, and held by active users
    assert "50 users match the filter." in text(pages.get(links[0]).text)


def test_a_count_of_a_filtered_page_leads_to_what_it_counts(pages: TestClient) -> None:
    tree = pages.get(f"{HERE}/profiles?level=bucket&profile={sid('00e', 1)}").text
    link, of_all = re.findall(r'href="([^"]*/users[^"]*)">50</a>', tree)
    assert f"profile={sid('00e', 1)}" in link
    assert "bucket=Named" in link
    assert of_all == f"{HERE}/users?profile={sid('00e', 1)}"


def test_the_profiles_of_a_business_process_lead_to_them_with_the_filter_of_the_page(pages: TestClient) -> None:
    for key, of in (("SFDC", "license=SFDC"), ("Named", "bucket=Named"), (sid("00e", 1), f"profile={sid('00e', 1)}")):
        page = pages.get(f"{HERE}/processes/{key}?among=api_only%3D1%26search%3Dacme").text
        (link,) = re.findall(r'href="([^"]*/profiles[^"]*)">1</a>', page)
        link = html.unescape(link)
        assert link == f"{HERE}/profiles?api_only=1&search=acme&level=profile&{of}&process={sid('012', 1)}"
        assert pages.get(link).text.count('class="at-profile"') == 1


def test_the_page_of_business_processes_says_whose_they_are(pages: TestClient) -> None:
    page = text(pages.get(f"{HERE}/processes/Named").text)
    assert page.count("Business processes of the bucket Named") == 3  # title, breadcrumb, heading
    assert f"1 business process of the profile {EVIL}." in text(pages.get(f"{HERE}/processes/{sid('00e', 1)}").text)


def test_a_filter_is_shown_by_name_not_by_id(pages: TestClient) -> None:
    one = sid("00e", 1)
    users = text(pages.get(f"{HERE}/users?profile={one}&license=SFDC&among=api_only%3D1%26search%3Dacme").text)
    assert f"Profile: {EVIL}" in users
    assert f"License: {EVIL}" in users
    assert "Profiles filtered by: Search: acme, API-only users" in " ".join(users.split())
    profiles = text(pages.get(f"{HERE}/profiles?process={sid('012', 1)}").text)
    assert f"Business process: {EVIL}" in profiles
    assert one not in users
    assert sid("012", 1) not in profiles


@pytest.mark.parametrize("sort", ["users", "-users"])
def test_an_order_opens_no_row(pages: TestClient, sort: str) -> None:
    shown = [pages.get(f"{HERE}/profiles?level={level}&sort={sort}").text for level in ("bucket", "license", "profile")]
    assert [page.count('class="at-') for page in shown] == [1, 2, 3]


@pytest.mark.slow
def test_a_price_that_is_entered_changes_the_cached_page(pages: TestClient) -> None:
    before = pages.get(f"{HERE}/profiles").text
    assert pages.get(f"{HERE}/profiles").text == before
    enter_price("1000")
    assert "50,000" in text(pages.get(f"{HERE}/profiles").text)


@pytest.mark.slow(sample=5)
@pytest.mark.parametrize(
    "path",
    [
        "/profiles?level=profile",
        "/users",
        f"/user/{sid('005', 1)}",
        f"/processes/{sid('00e', 1)}",
        "/profiles/charts/use",
    ],
)
def test_names_from_the_org_are_shown_as_text(pages: TestClient, path: str) -> None:
    page = pages.get(HERE + path)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert EVIL in text(page.text)


@pytest.mark.slow
def test_htmx_gets_the_part_alone(pages: TestClient) -> None:
    for path in ("/profiles", "/users"):
        part = pages.get(HERE + path, headers={"HX-Request": "true", "HX-Target": "panel"})
        assert "<html" not in part.text
        assert 'id="panel"' in part.text


@pytest.mark.slow(sample=4)
@pytest.mark.parametrize(
    "path", ["/profiles?sort=nonsense", "/users?sort=nonsense", "/users?after=nonsense", "/profiles?period=0"]
)
def test_what_is_no_choice_is_refused_with_the_mistake(pages: TestClient, path: str) -> None:
    page = pages.get(HERE + path)
    assert page.status_code == 400
    assert 'role="alert"' in page.text


@pytest.mark.parametrize("typed", [sid("005", 999), "nobody", "005'; drop table user --"])
def test_an_unknown_user_is_refused_with_the_nearest_names(pages: TestClient, typed: str) -> None:
    page = pages.get(f"{HERE}/user/{typed}")
    assert page.status_code == 400
    assert "No user of this snapshot" in text(page.text)


@pytest.mark.parametrize(
    ("path", "links"),
    [
        ("/license/NOPE", {"/licenses?disabled=1": "See the keys.", "/licenses": "Licenses"}),
        ("/user/nobody", {"/users": "Users"}),
        ("/processes/NOPE", {"/profiles": "Profiles"}),
        ("/users?profile=NOPE", {"/users": "Users"}),
        ("/users?snapshot=1999&actor=1", {"/users?actor=1": "Latest snapshot", "/users": "Users"}),
    ],
)
def test_what_the_org_does_not_have_is_refused_with_a_link_to_what_it_has(
    pages: TestClient, path: str, links: dict[str, str]
) -> None:
    page = pages.get(HERE + path)
    assert page.status_code == 400
    (alert,) = re.findall(r'role="alert">(.*?)</section>', page.text, re.DOTALL)
    assert dict(re.findall(rf'href="{HERE}([^"]+)">([^<]+)</a>', alert)) == links
    assert all(pages.get(HERE + link).status_code == 200 for link in links)
    navigation = page.text[: page.text.index("<main")]
    assert all(f'href="{HERE}/{panel}"' in navigation for panel in ("licenses", "users", "connection"))


@pytest.mark.parametrize(
    ("path", "status"), [("/nope", 404), ("/licenses/nope", 404), ("/buckets", 405), ("/prices", 400)]
)
def test_every_error_of_an_org_has_its_navigation(pages: TestClient, path: str, status: int) -> None:
    page = pages.get(HERE + path)
    assert page.status_code == status
    assert f'href="{HERE}/users"' in page.text


def test_an_unknown_org_has_no_navigation(pages: TestClient) -> None:
    for path, status in (("/license/SFDC", 400), ("/nope", 404)):
        page = pages.get(f"/orgs/nope{path}")
        assert page.status_code == status
        assert "/orgs/nope" not in page.text


@pytest.mark.parametrize("path", ["/license/SFDC", f"/user/{sid('005', 1)}", "/users"])
def test_every_heading_leads_to_its_definition_and_ids_are_unique(pages: TestClient, path: str) -> None:
    page = pages.get(HERE + path).text
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    meanings = re.findall(r'class="meaning"[^>]*href="([^"#]+)#([^"]+)"', page)
    assert meanings
    for definitions, column in meanings:
        assert f'id="{column}"' in pages.get(definitions).text


@pytest.mark.slow(sample=4)
@pytest.mark.parametrize("typed", [sid("005", 50), sid("005", 50)[:15], "USER50@acme.example", "user 50"])
def test_the_page_of_one_user_says_what_was_done_and_where_it_was_read(pages: TestClient, typed: str) -> None:
    shown = text(pages.get(f"{HERE}/user/{typed}").text)
    assert "The user never logged in. The seat costs 1,980 USD a year." in shown
    assert "created 2 tracked records" in shown
    assert "an integration runs as this user" in shown
    for source in ("LoginHistory", "PermissionSetAssignment", "CreatedById", "User.LastLoginDate"):
        assert source in shown


def test_what_could_not_be_read_is_not_known_and_never_0(home: Path) -> None:
    read(worked(hidden=("record_touch", "login_day")))
    enter_price("1980")
    with web_client(services()) as client:
        page = client.get(f"{HERE}/profiles?level=bucket").text
        assert page.count('<span class="unread">not known</span>') >= 3  # actors, actor cost, login only cost
        user = text(client.get(f"{HERE}/user/{sid('005', 1)}").text)
        assert "created 2" not in user
        assert "Actor not known" in user


def test_users_whose_license_is_not_known_are_in_no_bucket_and_their_counts_lead_to_them(home: Path) -> None:
    read(worked(hidden=("user_license",)))
    with web_client(services()) as client:
        tree = client.get(f"{HERE}/profiles?level=profile").text
        assert "License not known" in text(tree)
        assert " Other " not in text(tree[tree.index("<tbody>") :])
        links = [html.unescape(link) for link in re.findall(r'href="([^"]*/users[^"]*)">50</a>', tree)]
        assert len(links) == 4  # of the bucket, the license, the profile, and all
        assert links[0] == f"{HERE}/users?bucket=none"
        assert all("50 users" in text(client.get(link).text) for link in links)
        (row,) = client.get(f"{HERE}/profiles.json?level=bucket").json()["rows"]
        assert (row["id"], row["bucket"], row["by_login"]) == ("license not known", None, None)
        assert client.get(f"{HERE}/processes/{row['id']}").status_code == 200
        named = text(client.get(f"{HERE}/users?bucket=Named").text)
        assert "No user is known to match the filter: not everything that it needs could be read." in named
        assert "No user is known to match. Show all" in named


@pytest.mark.slow
def test_files_hold_every_row_of_the_tree_and_all_users_of_a_list(pages: TestClient) -> None:
    shown = pages.get(f"{HERE}/profiles.json")
    assert shown.headers["content-disposition"].startswith('attachment; filename="profiles-2026')
    assert [row["level"] for row in shown.json()["rows"]] == ["bucket", "license", "profile"]
    people = pages.get(f"{HERE}/users.csv?sort=-username")
    rows = csv.DictReader(io.StringIO(people.content.decode("utf-8-sig")))
    names = [row["username"] for row in rows if row["username"]]
    assert len(names) == 50
    assert names == sorted(names, reverse=True)
    found = json.loads(pages.get(f"{HERE}/users.json?search=user7").content)
    assert [row["username"] for row in found["rows"]] == ["user7@acme.example"]
    for form in ("xlsx", "parquet", "html"):
        for panel in ("profiles", "users", "user", "processes"):
            key = {"user": f"?name={sid('005', 1)}", "processes": "?profile=Named"}.get(panel, "")
            assert pages.get(f"{HERE}/{panel}.{form}{key}").status_code == 200, (panel, form)


def test_a_file_of_a_level_holds_its_rows_as_the_terminal_and_the_api_do(pages: TestClient) -> None:
    for level in ("bucket", "license", "profile", "tree"):
        rows = pages.get(f"{HERE}/profiles.json?level={level}").json()["rows"]
        assert rows == pages.get(f"/api/v1{HERE}/profiles?level={level}").json()["rows"]
        assert {row["level"] for row in rows} == ({"bucket", "license", "profile"} if level == "tree" else {level})


@pytest.mark.parametrize("path", ["profiles", "profiles.json", "profiles/charts/use", "profiles/charts/use.svg"])
def test_a_level_that_the_tree_does_not_have_is_refused_and_users_are_named_with_their_page(
    pages: TestClient, path: str
) -> None:
    refused = pages.get(f"{HERE}/{path}?level=user")
    assert refused.status_code == 400
    assert f"Users have a list of their own: {HERE}/users" in refused.text
    assert f'<a href="{HERE}/users">' in refused.text
    assert pages.get(f"{HERE}/{path}?level=nix").status_code == 400


@pytest.mark.parametrize("path", [f"/user/{sid('005', 1)}", "/processes/Named", "/license/SFDC"])
def test_the_page_of_one_thing_is_saved_as_a_file_of_it(pages: TestClient, path: str) -> None:
    link = html.unescape(re.findall(r'href="([^"]*\.json[^"]*)"', pages.get(HERE + path).text)[0])
    assert repr(EVIL)[1:-1] in str(pages.get(link).json())


def test_charts_are_drawn_and_said_in_words(pages: TestClient) -> None:
    page = pages.get(f"{HERE}/profiles").text
    assert "59,400 actor, 19,800 login only, 19,800 no login" in page
    for name in ("use", "logins"):
        drawn = pages.get(f"{HERE}/profiles/charts/{name}.svg?theme=dark&narrow=1")
        assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/svg+xml")
        assert pages.get(f"{HERE}/profiles/charts/{name}.png").content[:4] == b"\x89PNG"
    assert pages.get(f"{HERE}/profiles/charts/none").status_code == 400


@pytest.mark.slow
def test_a_chart_is_drawn_once_until_a_figure_changes(pages: TestClient) -> None:
    path, drawn = f"{HERE}/profiles/charts/use.svg", list[object]()
    renderer = services().charts
    draw = renderer.draw

    def counted(spec: Mapping[str, object], form: ChartFormat) -> bytes:
        drawn.append(spec)
        return draw(spec, form)

    vars(renderer)["draw"] = counted
    first = pages.get(path)
    assert pages.get(path).content == first.content
    assert pages.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert len(drawn) == 1
    enter_price("1000")
    assert pages.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 200
    assert len(drawn) == 2


@pytest.mark.slow(sample=3)
@pytest.mark.parametrize(("panel", "key"), [("user", "name"), ("license", "key"), ("processes", "profile")])
def test_without_a_key_the_panel_of_one_thing_says_what_is_missing(pages: TestClient, panel: str, key: str) -> None:
    for path in (f"{HERE}/{panel}", f"{HERE}/{panel}.json", f"{HERE}/{panel}.csv?{key}=%20", f"/api/v1{HERE}/{panel}/"):
        answer = pages.get(path)
        assert (answer.status_code, f"Parameter missing: {key}." in answer.text) == (400, True), path


def test_an_org_that_was_never_read_says_what_to_do(home: Path) -> None:
    services().connections.add(connection("new"), {})
    with web_client(services()) as client:
        for path in ("/profiles", "/users", "/user/x"):
            page = client.get(f"/orgs/new{path}")
            assert page.status_code == 200
            assert "has not been read yet" in page.text
