"""A row that is not the one that was written is noticed: what it says is not known, and it is named."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from fakes import bucket_override, connection, entitlement_override, price
from seatwise.domain.connection import Status
from seatwise.domain.errors import Corrupt, UsageError
from seatwise.domain.licensing.entries import BucketOverride, EntitlementOverride, Price
from seatwise.domain.licensing.license_kinds import Bucket
from seatwise.state.database import FILE
from seatwise.state.repositories import Repositories, open_repositories
from seatwise.state.seals.row_seal import row_seal
from seatwise.state.seals.sealed_table import SEALED_TABLES, accept, rename_org, sealed_rows
from seatwise.state.tables import METADATA

# Of tokens there are digests, secrets are authenticated by their encryption, nothing shows the audit, and sums of seals
# are checked against the rows.
COPIED_ROW = """
INSERT INTO prices SELECT 9, org, kind, key, amount, effective_from, recorded_at, seal, seal_without_value
FROM prices WHERE key = 'SFDC'
"""
UNSEALED = {"access_tokens", "secrets", "secret_store", "audit", "seals"}


@pytest.fixture
def state(tmp_path: Path) -> Repositories:
    state = open_repositories(tmp_path)
    state.connections.add(connection(), {})
    state.connections.add(connection("other"), {})
    state.prices.record("acme", [price("SFDC", "1980.50"), price("PID_X", "2")])
    state.prices.record("acme", [bucket_override("SFDC", Bucket.OTHER)])
    state.prices.record("acme", [entitlement_override("PID_X", 12)])
    state.tracked_objects.set_object("acme", "Invoice__c", tracked=True)
    state.connections.set_default("acme")
    return state


@pytest.fixture
def damage(tmp_path: Path, state: Repositories) -> Callable[[str], None]:
    """Changes rows behind Seatwise's back."""

    def run(statement: str) -> None:
        with closing(sqlite3.connect(tmp_path / FILE)) as raw, raw:
            raw.execute(statement)

    return run


def amounts(state: Repositories) -> list[tuple[str, str | None, bool]]:
    found = state.prices.entries("acme", Price)
    return [(each.key, None if each.amount is None else str(each.amount), each.damaged) for each in found]


def test_every_table_that_a_figure_rests_on_is_sealed() -> None:
    assert {table.name for table in SEALED_TABLES} == set(METADATA.tables) - UNSEALED


def test_whatever_is_written_fits_its_seal(state: Repositories) -> None:
    state.connections.update(connection(currency="EUR"))
    state.connections.mark("acme", Status.UP, "", price().recorded_at)
    state.tracked_objects.set_object("acme", "Invoice__c", tracked=False)
    state.connections.set_default("other")
    with state.connections.database.reading() as db:
        assert all(sealed_rows(db, table).is_whole for table in SEALED_TABLES)
        counts = {table.name: len(sealed_rows(db, table).rows) for table in SEALED_TABLES}
    assert (counts["prices"], counts["connections"], counts["home"]) == (2, 2, 1)


def test_one_flipped_digit_of_a_price_leaves_that_price_unknown_and_no_other(
    state: Repositories, damage: Callable[[str], None]
) -> None:
    damage("UPDATE prices SET amount = '9980.50' WHERE key = 'SFDC'")
    assert amounts(state) == [("PID_X", "2", False), ("SFDC", None, True)]
    assert state.prices.unidentified("acme", Price) == ""


def test_a_price_entered_anew_for_that_day_is_in_effect(state: Repositories, damage: Callable[[str], None]) -> None:
    damage("UPDATE prices SET amount = '9980.50' WHERE key = 'SFDC'")
    state.prices.record("acme", [price("SFDC", "1980.50")])
    assert amounts(state) == [("PID_X", "2", False), ("SFDC", None, True), ("SFDC", "1980.50", False)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE prices SET key = 'SFDB' WHERE key = 'SFDC'",
        "UPDATE prices SET effective_from = '2025-01-01' WHERE key = 'SFDC'",
        "UPDATE prices SET recorded_at = 'x' WHERE key = 'SFDC'",
        "UPDATE prices SET kind = 'usfr' WHERE key = 'SFDC'",
        "UPDATE prices SET key = CAST(x'FF53' AS TEXT) WHERE key = 'SFDC'",
        "UPDATE prices SET seal = '', seal_without_value = '' WHERE key = 'SFDC'",
        "UPDATE prices SET id = 77 WHERE key = 'SFDC'",
    ],
)
def test_where_it_is_not_known_which_price_is_damaged_any_may_be(
    state: Repositories, damage: Callable[[str], None], statement: str
) -> None:
    damage(statement)
    assert amounts(state) == [("PID_X", "2", False)]
    assert "price of acme was changed in state.db after it was written (row" in state.prices.unidentified("acme", Price)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DELETE FROM prices WHERE key = 'SFDC'", "2 rows stored, 1 found"),
        ("UPDATE prices SET org = 'other' WHERE key = 'SFDC'", "row 1: user:SFDC of other from 2026-01-01"),
        (COPIED_ROW, "row 9: user:SFDC of acme"),
        ("DELETE FROM seals WHERE table_name = 'prices'", "0 rows stored, 2 found"),
        ("UPDATE seals SET digest = '1' WHERE table_name = 'prices'", "not those that were stored"),
    ],
)
def test_a_row_that_is_gone_or_new_is_noticed(
    state: Repositories, damage: Callable[[str], None], statement: str, found: str
) -> None:
    damage(statement)
    assert found in state.prices.unidentified("acme", Price)
    assert state.prices.unidentified("acme", BucketOverride) == ""


def test_overrides_are_sealed_alike(state: Repositories, damage: Callable[[str], None]) -> None:
    damage("UPDATE bucket_overrides SET bucket = 'Named'")
    damage("UPDATE entitlement_overrides SET yearly_logins = 13")
    assert state.prices.entries("acme", BucketOverride) == [
        replace(bucket_override("SFDC", None), damaged=True, recorded_at=price().recorded_at)
    ]
    assert [each.damaged for each in state.prices.entries("acme", EntitlementOverride)] == [True]


def test_a_damaged_org_is_named_and_can_be_entered_again(state: Repositories, damage: Callable[[str], None]) -> None:
    damage("UPDATE connections SET org_id = '00D000000000002EAA' WHERE name = 'acme'")
    for read in (lambda: state.connections.get("acme"), state.connections.all):
        with pytest.raises(Corrupt, match="row of the org acme in the table connections"):
            read()
    assert state.connections.get("other").name == "other"
    state.connections.add(connection(currency="EUR"), {})
    assert state.connections.get("acme").currency == "EUR"
    assert amounts(state) == [("PID_X", "2", False), ("SFDC", "1980.50", False)]


def test_a_damaged_org_can_be_removed(state: Repositories, damage: Callable[[str], None]) -> None:
    damage("UPDATE connections SET auth_method = 'passwprd' WHERE name = 'acme'")
    state.connections.remove("acme")
    assert [each.name for each in state.connections.all()] == ["other"]


def test_an_org_that_is_gone_is_no_wrong_name(state: Repositories, damage: Callable[[str], None]) -> None:
    damage("UPDATE connections SET name = 'acmd' WHERE name = 'acme'")
    with pytest.raises(
        Corrupt, match=r"no org named acme in state\.db any more, or never was: these are damaged: acmd"
    ):
        state.connections.get("acme")
    damage("DELETE FROM connections WHERE name = 'acmd'")
    with pytest.raises(Corrupt, match="2 rows stored, 1 found"):
        state.connections.get("acme")
    with pytest.raises(Corrupt, match="2 rows stored, 1 found"):
        state.connections.all()


def test_a_damaged_default_org_is_chosen_again(state: Repositories, damage: Callable[[str], None]) -> None:
    damage("UPDATE default_org SET org = 'other'")
    with pytest.raises(Corrupt, match="default org"):
        state.connections.default()
    state.connections.set_default("other")
    assert state.connections.default() == "other"


def test_damaged_tracked_objects_are_not_used(state: Repositories, damage: Callable[[str], None]) -> None:
    damage("UPDATE tracked_objects SET sobject = 'Invoicf__c'")
    with pytest.raises(Corrupt, match=r"tracked objects of acme .*Invoicf__c"):
        state.tracked_objects.objects("acme")
    assert state.tracked_objects.objects("other") == {}


def test_what_is_left_can_be_taken_for_all_there_is(state: Repositories, damage: Callable[[str], None]) -> None:
    damage("UPDATE prices SET key = 'SFDB' WHERE key = 'SFDC'")
    with state.prices.database.writing() as db:
        assert sum(accept(db, table) for table in SEALED_TABLES) == 1
    assert amounts(state) == [("PID_X", "2", False)]
    assert state.prices.unidentified("acme", Price) == ""
    state.prices.record("acme", [price("SFDC", "3")])
    assert state.prices.unidentified("acme", Price) == ""


def test_an_org_gets_another_name_and_all_its_rows_new_seals(state: Repositories) -> None:
    with state.connections.database.writing() as db:
        rename_org(db, "acme", "emca")
    assert [each.name for each in state.connections.all()] == ["emca", "other"]
    assert state.connections.default() == "emca"
    assert [each.key for each in state.prices.entries("emca", Price)] == ["PID_X", "SFDC"]
    assert state.tracked_objects.objects("emca") == {"Invoice__c": True}
    with state.connections.database.reading() as db:
        assert all(sealed_rows(db, table).is_whole for table in SEALED_TABLES)
        assert all(sealed_rows(db, table, "emca").is_whole for table in SEALED_TABLES)
        assert db.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_an_org_with_a_damaged_row_keeps_its_name(state: Repositories, damage: Callable[[str], None]) -> None:
    damage("UPDATE prices SET amount = '9' WHERE key = 'SFDC'")
    with pytest.raises(Corrupt, match="table prices"), state.connections.database.writing() as db:
        rename_org(db, "acme", "emca")
    assert [each.name for each in state.connections.all()] == ["acme", "other"]


def test_a_failed_change_leaves_the_seals_as_they_were(state: Repositories) -> None:
    def refuse(_entries: object) -> None:
        raise UsageError("no")

    with pytest.raises(UsageError):
        state.prices.record("acme", [price("SFDC", "3")], refuse)
    assert state.prices.unidentified("acme", Price) == ""


def test_no_two_rows_have_one_seal() -> None:
    rows: list[list[tuple[str, object]]] = [
        [("a", 1)],
        [("a", "1")],
        [("a", None)],
        [("a", "")],
        [("a", b"1")],
        [("a", "31")],
        [("b", 1)],
        [("a", 1.0)],
    ]
    texts: list[list[tuple[str, object]]] = [
        [("a", "b\x00"), ("c", "d")],
        [("a", "b"), ("\x00c", "d")],
        [("a", "\udcff")],
    ]
    assert len({row_seal("t", row) for row in (*rows, *texts)} | {row_seal("u", rows[0])}) == len(rows) + len(texts) + 1


def test_a_row_is_found_by_its_key_whatever_the_columns_hold(state: Repositories) -> None:
    with state.prices.database.reading() as db:
        assert [row.values["key"] for row in sealed_rows(db, METADATA.tables["prices"], "acme").rows] == [
            "SFDC",
            "PID_X",
        ]
        assert sealed_rows(db, METADATA.tables["prices"], "other").is_whole
        assert isinstance(db.execute(sa.text("SELECT 1")).scalar_one(), int)
