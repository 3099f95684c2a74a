"""What an earlier snapshot of the org has is hidden now: never "not offered", and no figure is as if there were none.

An org refuses what it hides as it refuses what it does not have. The snapshot before shows which one it is.
"""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fakes import MemoryConnections, connection
from reports import report_sources
from resilience.cli_runner import NOW
from resilience.conftest import behave
from resilience.expected_snapshot import ExpectedSnapshot, take
from seatwise.app.reports.run_panel import run_panel
from seatwise.domain.gaps import NOT_OFFERED, Gap
from seatwise.panels.declaration.result import Result
from seatwise.panels.registry import panel_of
from seatwise.sandbox.faults import Fault, Kind
from seatwise.sandbox.org import Sandbox
from seatwise.sources.registry import REGISTRY

CHANGED = (
    "An earlier snapshot of this org has it, and the connected user has the permission for it. "
    "Ask the org's administrator what has changed."
)
BY_LOGIN = "PID_Customer_Community_Login"

Hide = Callable[..., None]


@pytest.fixture(scope="module")
def first(served: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one snapshot of the org from a week ago, with nothing hidden."""
    folder = tmp_path_factory.mktemp("first") / "lake"
    behave(served)
    assert not take(served, folder, tables=REGISTRY, as_of=NOW - timedelta(days=7)).gaps
    return folder


@pytest.fixture
def folder(first: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(first, tmp_path / "lake"))


@pytest.fixture
def hide(sandbox: Sandbox, folder: Path) -> Hide:
    """Hide an object or one of its fields, and read the org again."""

    def read_without(sobject: str, name: str = "", *, days_ago: int = 0) -> None:
        sandbox.faults.add(Fault(Kind.HIDDEN, sobject=sobject, field=name))
        take(sandbox, folder, tables=REGISTRY, as_of=NOW - timedelta(days=days_ago))

    return read_without


@pytest.fixture
def run(folder: Path, sandbox: Sandbox, expected: ExpectedSnapshot) -> Callable[..., Result]:
    connections = MemoryConnections()
    connections.add(connection("box", org_id=sandbox.org_id, currency="USD"), {})

    def result_of(panel: str, **given: Any) -> Result:
        sources = report_sources(folder, expected.book, connections)
        result = run_panel(panel_of(panel), given, sources, org="box", every_row=True)
        return replace(result, rows=tuple(result.rows))

    return result_of


def remedies(result: Result) -> dict[str, str]:
    gaps: Iterable[Gap] = (*result.gaps, *(gap for section in result.sections for gap in section.gaps))
    return {gap.what: gap.remedy for gap in gaps}


@pytest.mark.parametrize("more", [0, 1], ids=["once", "twice"])
def test_a_login_license_whose_allowance_is_hidden_has_no_known_cost(
    hide: Hide, run: Callable[..., Result], more: int
) -> None:
    for days_ago in range(more, -1, -1):
        hide("UserLicense", "MonthlyLoginsEntitlement", days_ago=days_ago)
    licenses = run("licenses")
    (row,) = [row for row in licenses.rows if row["key"] == BY_LOGIN]
    assert row["provisioned_cost"] is None
    assert remedies(licenses) == {"user_license.MonthlyLoginsEntitlement": CHANGED}


def test_a_contract_that_is_hidden_is_no_change_of_cost(hide: Hide, run: Callable[..., Result]) -> None:
    hide("TenantUsageEntitlement")
    changes = run("changes", unchanged=True)
    (row,) = [row for row in changes.rows if row["key"] == BY_LOGIN]
    assert row["provisioned_cost_change"] is None
    assert remedies(changes) == {"tenant_usage_entitlement": CHANGED}


def test_who_worked_on_a_hidden_object_is_not_known_to_have_done_nothing(
    hide: Hide, run: Callable[..., Result]
) -> None:
    hide("Opportunity")
    users = run("users")
    assert {row["is_actor"] for row in users.rows} <= {True, None}
    assert {row["last_record_touch"] for row in users.rows} == {None}
    for panel in ("users", "profiles", "trends"):
        (remedy,) = remedies(run(panel)).values()
        assert remedy.startswith(f"{CHANGED} If the org no longer has Opportunity"), panel


@pytest.mark.parametrize("field", ["CreatedById", "LastModifiedById"])
def test_a_tracked_object_whose_users_are_hidden_from_the_first_snapshot_on_is_no_object_that_the_org_lacks(
    sandbox: Sandbox, tmp_path: Path, expected: ExpectedSnapshot, field: str
) -> None:
    sandbox.faults.add(Fault(Kind.HIDDEN, sobject="Case", field=field))
    taken = take(sandbox, tmp_path, tables=REGISTRY, as_of=NOW)
    remedy = (
        "Give the connected user access to the fields CreatedById, LastModifiedById, CreatedDate, LastModifiedDate "
        "of Case. If Case does not have them, stop tracking it: seatwise objects remove --org NAME Case"
    )
    assert [(gap.what, gap.remedy) for gap in taken.gaps] == [("record_touch.Case", remedy)]
    connections = MemoryConnections()
    connections.add(connection("box", org_id=sandbox.org_id, currency="USD"), {})
    users = run_panel(panel_of("users"), {}, report_sources(tmp_path, expected.book, connections), org="box")
    assert {row["is_actor"] for row in users.rows} == {None}


def test_a_feature_whose_checkbox_is_hidden_says_so(hide: Hide, run: Callable[..., Result]) -> None:
    hide("User", "UserPermissionsSupportUser")
    licenses = run("licenses")
    (row,) = [row for row in licenses.rows if row["id"] == "SupportUser"]
    assert row["assigned"] is None
    checkbox = "UserPermissionsSupportUser"
    said = {f"user.{checkbox}": f"Give the connected user access to the field {checkbox} of User."}
    assert remedies(licenses) == said
    for panel in ("changes", "trends", "overview"):
        assert remedies(run(panel)) == said, panel
    (user, *_) = run("users").rows
    assert remedies(run("user", name=user["user_id"])) == said


def test_what_no_snapshot_has_is_not_offered(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.faults.add(Fault(Kind.HIDDEN, sobject="TenantUsageEntitlement"))
    sandbox.faults.add(Fault(Kind.HIDDEN, sobject="User", field="UserPermissionsSupportUser"))
    for days_ago in (1, 0):
        taken = take(sandbox, tmp_path, tables=REGISTRY, as_of=NOW - timedelta(days=days_ago))
        assert [(gap.what, gap.remedy) for gap in taken.gaps] == [("tenant_usage_entitlement", NOT_OFFERED)]


def test_a_gap_is_two_sentences(hide: Hide, run: Callable[..., Result]) -> None:
    hide("UserLicense", days_ago=1)
    hide("Opportunity", days_ago=0)
    reasons = [gap.reason for panel in ("licenses", "users") for gap in run(panel).gaps]
    assert reasons
    assert all(reason.endswith(".") for reason in reasons), reasons
