"""The same laws against a whole org over real sockets: the sandbox, behaving and misbehaving."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from examples import sampled
from inventory import INVENTORY, RIGHTS
from seatwise.app.extract import BULK, REST, Pages
from seatwise.domain.connection import Session
from seatwise.domain.errors import LoginRefused, NotVisible, OrgError, QuotaReached
from seatwise.salesforce.org import SalesforceOrg
from seatwise.sandbox.accounts import ADMIN, ADMIN_USERNAME, INTEGRATION_USERNAME, without
from seatwise.sandbox.faults import PERMANENT, Fault, Kind
from seatwise.sandbox.objects.registry import OBJECTS
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.serve import serve_in_thread
from seatwise.sources.counts import ACTIVE_PROFILE_METRIC
from seatwise.sources.licenses import USER_LICENSE
from seatwise.sources.source import Source
from seatwise.sources.users import USER, USER_LOGIN

USERS = 60
READ = (*INVENTORY, *RIGHTS)
EITHER = [(table, route) for table in READ for route in (REST, BULK) if table.bulk or route == REST]
IDS = [f"{table.name} by {route}" for table, route in EITHER]
# Faults that are not retried and must raise a clean error.
FINAL = {Kind.QUOTA, Kind.REDIRECT, Kind.JOB_STUCK}
PASSING = [kind for kind in Kind if kind not in FINAL | PERMANENT]


@pytest.fixture(scope="module")
def served() -> Iterator[Sandbox]:
    sandbox = Sandbox(USERS, seed=7)
    with serve_in_thread(sandbox):
        yield sandbox
    sandbox.close()


@pytest.fixture(scope="module")
def middling() -> Iterator[Sandbox]:
    """More users than one page of REST holds."""
    sandbox = Sandbox(2_100, seed=7)
    with serve_in_thread(sandbox):
        yield sandbox
    sandbox.close()


@pytest.fixture
def sandbox(served: Sandbox) -> Iterator[Sandbox]:
    served.faults.clear()
    served.calls_used = 0
    yield served
    served.faults.clear()


def let_in(sandbox: Sandbox, username: str = ADMIN_USERNAME) -> Callable[[], Session]:
    """Logs in as the sandbox itself would let a user in: logins over HTTP have their own tests."""
    login = sandbox.accounts[username]
    return lambda: Session(sandbox.url, sandbox.sessions.open(username), org_id=sandbox.org_id, user_id=login.user_id)


def opened(
    sandbox: Sandbox, route: str = REST, *, username: str = ADMIN_USERNAME, page_rows: int = 250_000
) -> SalesforceOrg:
    bulk_from = 1 if route == BULK else 10**9
    return SalesforceOrg(
        let_in(sandbox, username), quota_share=100, bulk_from=bulk_from, page_rows=page_rows, job_time=0.5
    )


def read(org: SalesforceOrg, table: Source, folder: Path) -> Pages:
    folder.mkdir(parents=True)
    return org.read(table, folder, expected=None, watch=lambda rows, total: None)


def rows(pages: Pages) -> list[bytes]:
    """Header and rows as they stand in the files; the names in the sandbox hold no line breaks."""
    return sorted(line for file in pages.files for line in file.read_bytes().splitlines())


@pytest.fixture(scope="module")
def truth(served: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[bytes]]:
    folder = tmp_path_factory.mktemp("truth")
    org = opened(served)
    found = {table.name: rows(read(org, table, folder / table.name)) for table in READ}
    org.close()
    assert len(found["user"]) == USERS + 1
    return found


@pytest.mark.slow(sample=4)
@pytest.mark.parametrize("table", [table for table in READ if table.bulk], ids=lambda table: table.name)
def test_both_routes_give_the_same_bytes(
    sandbox: Sandbox, truth: dict[str, list[bytes]], tmp_path: Path, table: Source
) -> None:
    pages = read(opened(sandbox, BULK), table, tmp_path / "bulk")
    assert pages.route == (BULK if OBJECTS[table.sobject].bulk else REST)  # what Bulk refuses comes by REST
    assert rows(pages) == truth[table.name]


@pytest.mark.slow(sample=8)
@pytest.mark.parametrize("read_by", sampled(zip(IDS, EITHER, strict=True), every=3))
def test_a_fault_at_any_read_that_passes_costs_no_row(
    sandbox: Sandbox, truth: dict[str, list[bytes]], tmp_path: Path, read_by: tuple[Source, str]
) -> None:
    """Strikes the first call of each read; of users by Bulk, each of the calls in turn."""
    table, route = read_by
    for kind in PASSING:
        for after in range(4 if (table, route) == (USER, BULK) else 1):
            org = opened(sandbox, route)
            path = "" if kind is Kind.EXPIRED_LOCATOR else "*/v*"
            sandbox.faults.add(Fault(kind, path=path, after=after, seconds=0.01, status=200))
            pages = read(org, table, tmp_path / f"{kind}-{after}")
            assert (rows(pages), pages.gaps) == (truth[table.name], ()), (kind, after)
            sandbox.faults.clear()
            org.close()


@pytest.mark.slow(sample=8)
@pytest.mark.parametrize("kind", [*PASSING, *sorted(FINAL)])
def test_a_fault_that_stays_is_a_clean_error_and_never_a_wrong_row(
    sandbox: Sandbox, truth: dict[str, list[bytes]], tmp_path: Path, kind: Kind
) -> None:
    refused: list[OrgError] = []
    for table in (USER, USER_LOGIN, USER_LICENSE, ACTIVE_PROFILE_METRIC):
        for route in (REST, BULK):
            org = opened(sandbox, route)
            sandbox.faults.add(Fault(kind, times=None, seconds=0.01))
            try:
                assert rows(read(org, table, tmp_path / f"{table.name}-{route}")) == truth[table.name]
            except OrgError as error:
                refused.append(error)
            sandbox.faults.clear()
            org.close()
    assert refused or kind in {Kind.SLOW, Kind.EXPIRED_LOCATOR, Kind.JOB_FAILED, Kind.JOB_GONE}
    assert all(error.next_step for error in refused)


@pytest.mark.parametrize("kind", sorted(FINAL))
def test_after_a_final_fault_the_next_attempt_is_whole(
    sandbox: Sandbox, truth: dict[str, list[bytes]], tmp_path: Path, kind: Kind
) -> None:
    sandbox.faults.add(Fault(kind, path="*/jobs/query*"))
    with pytest.raises(OrgError):
        read(opened(sandbox, BULK), USER, tmp_path / "first")
    assert rows(read(opened(sandbox, BULK), USER, tmp_path / "second")) == truth["user"]


@pytest.mark.parametrize("kind", [Kind.EXPIRED_LOCATOR, Kind.RESET_MID_BODY, Kind.TRUNCATED, Kind.WRONG_COUNT])
def test_a_fault_between_two_pages_costs_no_row(
    sandbox: Sandbox, truth: dict[str, list[bytes]], tmp_path: Path, kind: Kind
) -> None:
    sandbox.faults.add(Fault(kind, path="*/results[?]*locator=*"))
    pages = read(opened(sandbox, BULK, page_rows=25), USER, tmp_path / "pages")
    assert len(pages.files) == 3
    assert sorted(set(rows(pages))) == truth["user"]


@pytest.mark.parametrize(("table", "route"), EITHER, ids=IDS)
def test_an_object_out_of_sight_names_its_permission(
    sandbox: Sandbox, tmp_path: Path, table: Source, route: str
) -> None:
    sandbox.faults.add(Fault(Kind.HIDDEN, sobject=table.sobject))
    with pytest.raises(NotVisible) as caught:
        read(opened(sandbox, route), table, tmp_path / "out")
    assert table.sobject in caught.value.message
    assert table.permission in caught.value.next_step


@pytest.mark.slow(sample=4)
@pytest.mark.parametrize(("table", "route"), EITHER, ids=IDS)
def test_a_column_out_of_sight_is_a_gap_and_the_rest_is_read(
    sandbox: Sandbox,
    truth: dict[str, list[bytes]],
    tmp_path: Path,
    table: Source,
    route: str,
) -> None:
    column = table.fields[-1].name if table is not USER else "Division"
    for kind in (Kind.HIDDEN, Kind.DROPPED):
        sandbox.faults.add(Fault(kind, sobject=table.sobject, field=column, version=60.0))
        pages = read(opened(sandbox, route), table, tmp_path / kind)
        assert [gap.what for gap in pages.gaps] == [f"{table.name}.{column}"]
        assert len(rows(pages)) == len(truth[table.name])
        sandbox.faults.clear()


def test_users_that_sharing_may_hide_without_a_word_are_a_gap(sandbox: Sandbox, tmp_path: Path) -> None:
    for username, gaps in ((ADMIN_USERNAME, []), (INTEGRATION_USERNAME, ["user.rows"])):
        folder = tmp_path / username
        folder.mkdir()
        pages = opened(sandbox, username=username).read(USER, folder, expected=None, watch=lambda rows, total: None)
        assert [gap.what for gap in pages.gaps if gap.column == "rows"] == gaps


def test_a_feature_that_the_org_lacks_is_no_gap(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.faults.add(Fault(Kind.HIDDEN, sobject="User", field="UserPermissionsMarketingUser"))
    assert read(opened(sandbox), USER, tmp_path / "out").gaps == ()


@pytest.mark.slow(sample=8)
@pytest.mark.parametrize("kind", [None, *PASSING])
def test_a_fault_between_two_pages_of_rest_costs_no_row(middling: Sandbox, tmp_path: Path, kind: Kind | None) -> None:
    middling.faults.clear()
    if kind:
        middling.faults.add(Fault(kind, path="*/query/01g*", seconds=0.01, status=200))
    pages = read(opened(middling), USER, tmp_path / "pages")
    ids = {line.partition(b",")[0] for line in rows(pages)}
    assert (pages.rows, len(ids)) == (2_100, 2_100 + 1)


def test_a_small_org_costs_few_calls(tmp_path: Path) -> None:
    sandbox = Sandbox(1_000, seed=1)
    with serve_in_thread(sandbox):
        org = SalesforceOrg(let_in(sandbox))
        counts = org.count(READ)
        for table in READ:
            org.read(table, tmp_path, expected=counts.get(table.name), watch=lambda rows, total: None)
        assert org.calls <= 30
        org.close()
    sandbox.close()


def test_we_keep_to_our_share_of_the_quota(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "daily_calls", 50)
    org = SalesforceOrg(let_in(sandbox), quota_share=10)
    for table in INVENTORY[2:6]:
        read(org, table, tmp_path / table.name)
    with pytest.raises(QuotaReached):
        read(org, INVENTORY[2], tmp_path / "one more")
    assert (org.calls, sandbox.calls_used) == (5, 4)  # the list of versions is not counted by the org


def test_a_check_up_of_an_administrator_misses_nothing(sandbox: Sandbox) -> None:
    found = opened(sandbox).check()
    assert (found.org_id, found.edition, found.edition_has_api) == (sandbox.org_id, "Enterprise Edition", True)
    assert (found.username, found.api_version, found.is_sandbox) == (ADMIN_USERNAME, "67.0", False)
    assert {one.name: one.present for one in found.permissions} == {
        "API Enabled": True,
        "View Setup and Configuration": True,
        "Manage Package Licenses": True,
        "View All Users": True,
        "Manage Users": True,
        "View All Data": True,
    }
    assert found.calls_limit == 15_000
    assert 0 < (found.calls_used or 0) < 10


def test_a_check_up_names_what_is_missing(sandbox: Sandbox) -> None:
    found = opened(sandbox, username=INTEGRATION_USERNAME).check()
    assert {one.name for one in found.permissions if one.present is False} == {
        "View Setup and Configuration",
        "Manage Package Licenses",
        "View All Users",
        "Manage Users",
        "View All Data",
    }


def test_without_user_permission_access_permissions_are_tried(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(Kind.HIDDEN, sobject="UserPermissionAccess"))
    found = {one.name: one.present for one in opened(sandbox, username=INTEGRATION_USERNAME).check().permissions}
    assert (found["API Enabled"], found["View All Users"]) == (True, None)
    assert found["View Setup and Configuration"] is False
    assert found["Manage Users"] is False


def test_a_permission_that_the_org_does_not_know_by_name_is_tried(sandbox: Sandbox) -> None:
    hidden = Fault(Kind.HIDDEN, sobject="UserPermissionAccess", field="PermissionsManagePackageLicenses")
    sandbox.faults.add(hidden)
    found = {one.name: one.present for one in opened(sandbox).check().permissions}
    assert found["Manage Package Licenses"] is True


def test_a_user_without_the_api_is_an_error(sandbox: Sandbox) -> None:
    sandbox.set_account(without(ADMIN, "API Enabled"))
    try:
        with pytest.raises(LoginRefused, match="not allowed to use it") as caught:
            opened(sandbox).check()
        assert caught.value.code == "API_DISABLED_FOR_ORG"
    finally:
        sandbox.set_account(ADMIN)


def test_several_threads_read_one_org(sandbox: Sandbox, truth: dict[str, list[bytes]], tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    org = opened(sandbox)
    sandbox.faults.add(Fault(Kind.EXPIRED_SESSION, after=5))
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda table: (table.name, rows(read(org, table, tmp_path / table.name))), READ)
    assert dict(found) == truth


def test_closing_ends_no_session(sandbox: Sandbox) -> None:
    org = opened(sandbox)
    session = org._client.session
    org.close()
    assert sandbox.sessions.user(session.access_token) == ADMIN_USERNAME
