"""Connecting orgs: what is kept, what is noted, and who is never contacted."""

from dataclasses import replace

import pytest

from fakes import NOON, ORG_ID, OTHER_ORG_ID, FakeOrg, MemoryConnections, Reception, connection, connection_report, orgs
from seatwise.domain.connection import AuthMethod, Connection, Status
from seatwise.domain.errors import LoginRefused, OrgError, Unreachable, UsageError

WEB = connection(auth_method=AuthMethod.WEB, username="", client_id="app")


def kept(one: Connection, **secrets: str) -> MemoryConnections:
    return MemoryConnections({one.name: one}, {one.name: secrets})


def enter(known: MemoryConnections, at: Reception) -> object:
    return orgs(known, at).enter("acme")


def look(known: MemoryConnections, at: Reception) -> object:
    return orgs(known, at).test("acme")


def test_an_org_is_added_untested_and_not_contacted() -> None:
    known, at = MemoryConnections(), Reception()
    orgs(known, at).add(connection(currency="eur"), {"password": "p"})
    assert known.get("acme") == connection(currency="EUR", status=Status.VERIFYING)
    assert known.secrets(known.get("acme")) == {"password": "p"}
    assert at.visits == []


@pytest.mark.parametrize("name", ["", "  ", "-acme", " acme", "ac\nme", "ac\x1b[31mme", "a" * 81])
def test_a_name_that_cannot_be_typed_again_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="name"):
        orgs(MemoryConnections(), Reception()).add(connection(name), {})


@pytest.mark.parametrize("name", ["a/b", "/", ".", ".."])
def test_a_name_that_would_lead_to_another_address_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="contains a slash"):
        orgs(MemoryConnections(), Reception()).add(connection(name), {})


def test_a_taken_name_is_refused_before_anybody_has_to_log_in() -> None:
    at = Reception(refresh_token="r")
    with pytest.raises(UsageError, match="acme already"):
        orgs(kept(connection()), at).add(WEB, {})
    assert at.visits == []


def test_the_refresh_token_of_a_browser_login_is_stored() -> None:
    known, at = MemoryConnections(), Reception(refresh_token="r1")
    orgs(known, at).add(WEB, {"client_secret": "s"})
    assert known.secrets(known.get("acme")) == {"client_secret": "s", "refresh_token": "r1"}


@pytest.mark.parametrize("at", [Reception(refuses=LoginRefused("declined")), Reception(refresh_token="")])
def test_who_does_not_come_back_from_the_browser_leaves_nothing(at: Reception) -> None:
    known = MemoryConnections()
    with pytest.raises(LoginRefused):
        orgs(known, at).add(WEB, {})
    assert known.all() == []


def test_the_first_test_learns_the_org_and_notes_that_it_is_up() -> None:
    known, at = kept(connection(), password="p"), Reception()
    assert look(known, at) == connection_report()
    assert known.get("acme") == connection(org_id=ORG_ID, status=Status.UP, checked_at=NOON)
    assert at.visits == [("acme", {"password": "p"})]
    assert at.org.closed


def test_an_org_that_does_not_let_us_in_is_down_with_its_cause() -> None:
    known = kept(connection(org_id=ORG_ID))
    with pytest.raises(Unreachable):
        look(known, Reception(refuses=Unreachable("No such host.", "Check the address.")))
    assert known.get("acme") == connection(org_id=ORG_ID, status=Status.DOWN, cause="No such host.", checked_at=NOON)


def test_an_org_that_fails_after_the_login_is_down_and_closed() -> None:
    known, at = kept(connection(org_id=ORG_ID)), Reception()
    at.org = SilentOrg()
    with pytest.raises(OrgError, match="API disabled"):
        look(known, at)
    assert known.get("acme").status is Status.DOWN
    assert known.get("acme").cause == "API disabled"
    assert at.org.closed


class SilentOrg(FakeOrg):
    def __init__(self) -> None:
        super().__init__(OrgError("API disabled"))

    @property
    def org_id(self) -> str:
        return ORG_ID


@pytest.mark.parametrize("visit", [look, enter])
def test_a_login_that_reaches_another_org_is_refused_and_nothing_is_mixed(visit: object) -> None:
    known, at = kept(connection(org_id=OTHER_ORG_ID)), Reception()
    with pytest.raises(LoginRefused, match=f"another org .{ORG_ID}. than before .{OTHER_ORG_ID}."):
        visit(known, at)  # type: ignore[operator]
    assert known.get("acme").org_id == OTHER_ORG_ID
    assert known.get("acme").status is Status.DOWN
    assert at.org.closed


@pytest.mark.parametrize("visit", [look, enter])
def test_a_disabled_org_is_never_contacted(visit: object) -> None:
    known, at = kept(connection()), Reception()
    orgs(known).disable("acme")
    with pytest.raises(UsageError, match="disabled, so it is not contacted"):
        visit(known, at)  # type: ignore[operator]
    assert at.visits == []
    assert known.get("acme").status is Status.DISABLED
    orgs(known).enable("acme")
    assert known.get("acme").status is Status.VERIFYING


def test_enabling_an_org_that_is_up_changes_nothing() -> None:
    known = kept(connection(status=Status.UP, checked_at=NOON))
    orgs(known).enable("acme")
    assert known.get("acme") == connection(status=Status.UP, checked_at=NOON)


def test_a_refresh_enters_the_org_open_and_learns_its_id() -> None:
    known, at = kept(connection()), Reception()
    assert enter(known, at) is at.org
    assert not at.org.closed
    assert known.get("acme").org_id == ORG_ID


def edit(known: MemoryConnections, changed: Connection, at: Reception, *, again: bool = False, **secrets: str) -> None:
    orgs(known, at).edit(changed, secrets, log_in_again=again)


def test_an_edit_keeps_the_org_id_and_unchanged_values() -> None:
    up = connection(org_id=ORG_ID, status=Status.UP, checked_at=NOON)
    known = kept(up, password="old", security_token="t")
    edit(known, connection(username="new@acme.example"), Reception(), password="new")
    assert known.get("acme") == replace(up, username="new@acme.example", status=Status.VERIFYING)
    assert known.secrets(known.get("acme")) == {"password": "new", "security_token": "t"}


@pytest.mark.parametrize(
    "changed", [connection(login_url="https://evil.example"), connection(auth_method=AuthMethod.JWT)]
)
def test_another_address_or_login_method_needs_every_secret_again(changed: Connection) -> None:
    known, at = kept(connection(), password="old", security_token="t"), Reception()
    with pytest.raises(UsageError, match="stored for another login are not sent to"):
        edit(known, changed, at)
    assert known.secrets(connection()) == {"password": "old", "security_token": "t"}
    assert (known.get("acme"), at.visits) == (connection(), [])


def test_at_another_address_the_browser_login_begins_anew() -> None:
    known, at = kept(WEB, refresh_token="r1", client_secret="s"), Reception(refresh_token="r2")
    elsewhere = replace(WEB, login_url="https://other.my.salesforce.com")
    edit(known, elsewhere, at)
    assert at.visits == [("acme", {})]  # the stored client secret is not sent there
    assert known.secrets(known.get("acme")) == {"refresh_token": "r2"}


def test_another_currency_alone_leaves_the_org_up() -> None:
    up = connection(org_id=ORG_ID, status=Status.UP, checked_at=NOON)
    known = kept(up)
    edit(known, connection(currency="chf"), Reception())
    assert known.get("acme") == replace(up, currency="CHF")


def test_a_disabled_org_stays_disabled_when_it_is_edited() -> None:
    known = kept(connection(status=Status.DISABLED))
    edit(known, connection(username="new"), Reception(), password="p")
    assert known.get("acme").status is Status.DISABLED


def test_the_browser_is_needed_again_only_for_a_new_login() -> None:
    known, at = kept(WEB, refresh_token="r1", client_secret="s"), Reception(refresh_token="r2")
    edit(known, replace(WEB, currency="EUR"), at)
    assert (at.visits, known.secrets(known.get("acme"))["refresh_token"]) == ([], "r1")
    edit(known, WEB, at, again=True)
    assert at.visits == [("acme", {"client_secret": "s"})]
    assert known.secrets(known.get("acme")) == {"refresh_token": "r2", "client_secret": "s"}
