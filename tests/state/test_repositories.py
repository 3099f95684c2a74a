"""The ports `Connections`, `PriceBook` and `TrackedObjects`: the same laws hold in memory and in state.db."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from fakes import (
    NOON,
    MemoryConnections,
    MemoryPrices,
    MemoryTrackedObjects,
    bucket_override,
    connection,
    entitlement_override,
    price,
)
from seatwise.app.ports import Connections, PriceBook, TrackedObjects
from seatwise.domain.connection import AuthMethod, Status
from seatwise.domain.errors import UsageError
from seatwise.domain.licensing.entries import BucketOverride, EntitlementOverride, Price
from seatwise.domain.licensing.license_kinds import Bucket, Kind
from seatwise.state.connections import StoredConnections
from seatwise.state.database import Database
from seatwise.state.encryption.key_store import new_key
from seatwise.state.encryption.secrets import SecretStore
from seatwise.state.prices import StoredPrices
from seatwise.state.tracked_objects import StoredTrackedObjects
from state.audit_rows import changes

Kept = tuple[Connections, PriceBook]


def in_memory(_home: Path) -> Kept:
    return MemoryConnections(), MemoryPrices()


def in_state_db(home: Path) -> Kept:
    database = Database.open(home)
    return StoredConnections(database, SecretStore(home, new_key())), StoredPrices(database)


@pytest.fixture(params=[in_memory, in_state_db])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    build: Callable[[Path], Kept] = request.param
    return build(tmp_path / "home")


def test_what_was_added_is_found_as_it_was_with_its_secrets(kept: Kept) -> None:
    orgs, _ = kept
    whole = connection("Acme [x] 😀", currency="EUR", org_id="00D000000000001EAA", checked_at=NOON, cause='it\'s "so"')
    orgs.add(whole, {"password": "pässword\n", "security_token": ""})
    assert orgs.get("Acme [x] 😀") == whole
    assert orgs.secrets(orgs.get("Acme [x] 😀")) == {"password": "pässword\n", "security_token": ""}


def test_a_name_is_given_once(kept: Kept) -> None:
    orgs, _ = kept
    orgs.add(connection(), {"password": "first"})
    with pytest.raises(UsageError, match="acme already"):
        orgs.add(connection(username="other"), {"password": "second"})
    assert orgs.secrets(orgs.get("acme")) == {"password": "first"}


def test_an_unknown_name_is_answered_with_the_nearest(kept: Kept) -> None:
    orgs, _ = kept
    orgs.add(connection("production"), {})
    with pytest.raises(UsageError, match="no org named Prodution") as refusal:
        orgs.get("Prodution")
    assert "production" in refusal.value.next_step


def test_connections_are_listed_by_name(kept: Kept) -> None:
    orgs, _ = kept
    for name in ("beta", "acme", "gamma"):
        orgs.add(connection(name), {})
    assert [each.name for each in orgs.all()] == ["acme", "beta", "gamma"]


def test_secrets_not_given_stay_and_those_of_another_login_method_go(kept: Kept) -> None:
    orgs, _ = kept
    orgs.add(connection(), {"password": "old", "security_token": "token"})
    orgs.update(connection(), {"password": "new"})
    assert orgs.secrets(orgs.get("acme")) == {"password": "new", "security_token": "token"}
    orgs.update(connection(username="new@acme.example"))
    assert orgs.secrets(orgs.get("acme")) == {"password": "new", "security_token": "token"}
    orgs.update(connection(auth_method=AuthMethod.CLIENT_CREDENTIALS, client_id="id"), {"client_secret": "s"})
    assert orgs.secrets(orgs.get("acme")) == {"client_secret": "s"}
    assert orgs.get("acme").auth_method is AuthMethod.CLIENT_CREDENTIALS


def test_a_secret_is_only_for_the_login_it_was_stored_for(kept: Kept) -> None:
    orgs, _ = kept
    orgs.add(connection(), {"password": "p", "security_token": "t"})
    elsewhere = connection(login_url="https://evil.example")
    assert orgs.secrets(elsewhere) == {}
    orgs.renew_secrets(elsewhere, {"refresh_token": "of the other host"})
    assert orgs.secrets(connection()) == {"password": "p", "security_token": "t"}
    orgs.update(elsewhere)
    assert orgs.secrets(elsewhere) == {}
    orgs.update(connection())
    assert orgs.secrets(connection()) == {}  # they are gone, and do not come back with the address


def test_a_secret_that_the_org_renews_replaces_the_one_before(kept: Kept) -> None:
    orgs, _ = kept
    web = connection(auth_method=AuthMethod.WEB)
    orgs.add(web, {"refresh_token": "r1"})
    orgs.renew_secrets(web, {"refresh_token": "r2"})
    assert orgs.secrets(web) == {"refresh_token": "r2"}


def test_a_check_changes_the_outcome_and_nothing_else(kept: Kept) -> None:
    orgs, _ = kept
    orgs.add(connection(), {"password": "p"})
    orgs.mark("acme", Status.DOWN, "locked", NOON)
    assert orgs.get("acme") == connection(status=Status.DOWN, cause="locked", checked_at=NOON)
    assert orgs.secrets(orgs.get("acme")) == {"password": "p"}


@pytest.mark.parametrize("act", ["update", "mark", "remove", "secrets"])
def test_nothing_can_be_done_to_an_org_that_is_not_there(kept: Kept, act: str) -> None:
    orgs, _ = kept
    calls: dict[str, Callable[[], object]] = {
        "update": lambda: orgs.update(connection()),
        "mark": lambda: orgs.mark("acme", Status.UP, "", NOON),
        "remove": lambda: orgs.remove("acme"),
        "secrets": lambda: orgs.secrets(connection()),
    }
    with pytest.raises(UsageError, match="no org named acme"):
        calls[act]()


def test_prices_come_back_digit_for_digit_in_reading_order(kept: Kept) -> None:
    orgs, book = kept
    orgs.add(connection(), {})
    told = [
        price("B", "0.0833"),
        price("A", "10.00", start=date(2026, 2, 1)),
        price("A", "999999999999.9999"),
        price("A", "1", kind=Kind.PACKAGE),
        price("A", "2", kind=Kind.PERMISSION_SET),
    ]
    book.record("acme", told)
    found = book.entries("acme", Price)
    assert found == [told[2], told[1], told[0], told[4], told[3]]
    assert [str(each.amount) for each in found] == ["999999999999.9999", "10.00", "0.0833", "2", "1"]


def test_a_price_recorded_later_for_the_same_day_comes_after_and_the_first_stays(kept: Kept) -> None:
    orgs, book = kept
    orgs.add(connection(), {})
    first, later = (
        price(amount="1"),
        Price(Kind.USER, "SFDC", Decimal(2), date(2026, 1, 1), NOON + timedelta(seconds=1)),
    )
    book.record("acme", [first])
    book.record("acme", [later])
    assert book.entries("acme", Price) == [first, later]


def test_overrides_come_back_with_their_history_in_order(kept: Kept) -> None:
    orgs, book = kept
    orgs.add(connection(), {})
    later = date(2026, 6, 1)
    (first,) = book.record("acme", [bucket_override("SFDC", Bucket.OTHER)])
    (cleared,) = book.record("acme", [bucket_override("SFDC", None, start=later)])
    (other,) = book.record("acme", [bucket_override("AUL", Bucket.COMMUNITY_LOGIN)])
    (again,) = book.record("acme", [bucket_override("SFDC", Bucket.NAMED)])
    assert book.entries("acme", BucketOverride) == [other, first, again, cleared]
    assert first == bucket_override("SFDC", Bucket.OTHER)
    assert first.recorded_at < cleared.recorded_at < other.recorded_at < again.recorded_at
    (logins,) = book.record("acme", [entitlement_override("PID_X", 10**12)])
    (gone,) = book.record("acme", [entitlement_override("PID_X", None, start=later)])
    assert book.entries("acme", EntitlementOverride) == [logins, gone]


def test_what_is_entered_for_one_org_is_not_entered_for_another(kept: Kept) -> None:
    orgs, book = kept
    orgs.add(connection("acme"), {})
    orgs.add(connection("beta"), {})
    book.record("acme", [price()])
    book.record("acme", [bucket_override("SFDC", Bucket.OTHER)])
    book.record("acme", [entitlement_override("SFDC", 1)])
    assert book.entries("beta", Price) == []
    assert book.entries("beta", BucketOverride) == []
    assert book.entries("beta", EntitlementOverride) == []


@pytest.mark.parametrize("stored", [False, True], ids=["in memory", "in state.db"])
def test_the_tracked_objects_of_an_org_are_its_own(tmp_path: Path, *, stored: bool) -> None:
    database = Database.open(tmp_path)
    orgs = StoredConnections(database, SecretStore(tmp_path, new_key()))
    for name in ("acme", "beta"):
        orgs.add(connection(name), {})
    kept: TrackedObjects = StoredTrackedObjects(database) if stored else MemoryTrackedObjects()
    kept.set_object("acme", "Invoice__c", tracked=True)
    kept.set_object("acme", "Lead", tracked=False)
    kept.set_object("acme", "Lead", tracked=False)
    kept.set_object("acme", "Case", tracked=True)
    kept.set_object("acme", "Case", tracked=None)
    assert kept.objects("acme") == {"Invoice__c": True, "Lead": False}
    assert kept.objects("beta") == {}


def test_a_change_of_tracked_objects_stands_in_the_audit_and_goes_with_its_org(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    orgs, kept = StoredConnections(database, SecretStore(tmp_path, new_key())), StoredTrackedObjects(database)
    orgs.add(connection(), {})
    kept.set_object("acme", "Lead", tracked=False)
    told = [(change.what, change.old, change.new) for change in changes(database, "acme")]
    assert ("Lead tracked", None, "false") in told
    orgs.remove("acme")
    assert kept.objects("acme") == {}
    with pytest.raises(UsageError, match="no org named acme"):
        kept.set_object("acme", "Lead", tracked=False)
