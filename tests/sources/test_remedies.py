"""A remedy names a permission only where the connected user lacks it, or may lack it."""

from collections.abc import Mapping

import pytest

from seatwise.domain.gaps import NOT_OFFERED, Gap
from seatwise.sources.activity import LOGIN_DAY
from seatwise.sources.counts import ACTIVE_FEATURE_LICENSE_METRIC
from seatwise.sources.licenses import TENANT_USAGE_ENTITLEMENT, USER_LICENSE
from seatwise.sources.organization import ORGANIZATION
from seatwise.sources.remedies import Has, remedy, with_remedies
from seatwise.sources.source import Source
from seatwise.sources.users import PROFILE, USER, USER_LOGIN

SETUP = "View Setup and Configuration"


@pytest.mark.parametrize(
    ("has", "code", "said"),
    [
        (False, "INVALID_TYPE", f"Give the connected user the permission {SETUP}."),
        (None, "INVALID_TYPE", f"Check that the connected user has the permission {SETUP}."),
        (True, "INVALID_TYPE", NOT_OFFERED),
        (True, "NOT_FOUND", NOT_OFFERED),
        (
            True,
            "INSUFFICIENT_ACCESS",
            "The connected user has the permission for it. Ask the org's administrator why that is not enough.",
        ),
    ],
)
def test_what_would_fix_a_table_that_cannot_be_read(*, has: bool | None, code: str, said: str) -> None:
    assert remedy(ACTIVE_FEATURE_LICENSE_METRIC, None, code, {SETUP: has}.get) == said


@pytest.mark.parametrize(
    ("source", "column"),
    [
        *((source, None) for source in (USER_LICENSE, USER, PROFILE, LOGIN_DAY, USER_LOGIN, ORGANIZATION)),
        *((USER_LICENSE, column) for column in ("TotalLicenses", "UsedLicenses", "Name")),
    ],
    ids=lambda one: one.name if isinstance(one, Source) else str(one),
)
def test_what_every_org_has_is_never_not_offered(source: Source, column: str | None) -> None:
    said = remedy(source, column, "INVALID_TYPE", lambda _: True)
    assert said.startswith("The connected user has the permission for it. Ask the org's administrator")


def test_what_editions_lack_is_not_offered_unless_an_earlier_snapshot_has_it() -> None:
    for source, column in ((USER_LICENSE, "MonthlyLoginsEntitlement"), (TENANT_USAGE_ENTITLEMENT, None)):
        gap = Gap(source.name, column, "r", "", "INVALID_FIELD")
        assert [each.remedy for each in with_remedies([gap], lambda _: True)] == [NOT_OFFERED]
        (filled,) = with_remedies([gap], lambda _: True, lambda *_: True)
        assert filled.remedy.startswith("An earlier snapshot of this org has it")
        assert filled.is_offered
        assert remedy(source, column, "INVALID_FIELD", lambda _: False, lambda *_: True).startswith(
            "Give the connected user"
        )


@pytest.mark.parametrize(
    ("has", "first_words"),
    [
        ({"Manage Users": False, "Monitor Login History": False}, "Give the connected user"),
        ({"Manage Users": False}, "Check that the connected user has"),
        ({"Manage Users": False, "Monitor Login History": True}, "The connected user has"),
    ],
)
def test_one_of_several_permissions_is_enough(has: Mapping[str, bool], first_words: str) -> None:
    assert remedy(LOGIN_DAY, None, "", has.get).startswith(first_words)


def test_a_hidden_field_of_a_user_takes_access_to_the_field_and_no_permission() -> None:
    gap = Gap("user", "Department", "hidden", "", "INVALID_FIELD")
    answers: tuple[Has, ...] = (lambda _: True, lambda _: False, lambda _: None)
    for has in answers:
        (filled,) = with_remedies([gap], has)
        assert filled.remedy == "Give the connected user access to the field Department of User."
    assert (
        remedy(USER, None, "INVALID_TYPE", lambda _: False) == "Give the connected user the permission View All Users."
    )


def test_a_remedy_that_is_there_stays() -> None:
    known, unknown = Gap("user", "Name", "r", "Do this."), Gap("no_such_table", None, "r", "")
    assert with_remedies([known, unknown], lambda _: False) == [known, unknown]


def test_a_gap_says_whether_the_org_has_it_at_all() -> None:
    assert not Gap("user", None, "", NOT_OFFERED).is_offered
    assert Gap("user", None, "", "Give the connected user the permission View All Users.").is_offered
