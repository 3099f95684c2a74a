"""The engine answers from what it has computed before, and never differs from one that has not."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fakes import NOON, MemoryPrices, bucket_override, entitlement_override, price
from inventory import INVENTORY
from rows_org import RowsOrg, user_license
from seatwise.app.refresh.run import refresh
from seatwise.app.report import license_inputs, license_rows
from seatwise.domain.errors import StorageError
from seatwise.domain.licenses import Bucket
from seatwise.domain.snapshots import Snapshot
from seatwise.engine.duckdb_engine import DuckEngine
from seatwise.metrics.inventory import LICENSES
from seatwise.metrics.query import InputTable
from seatwise.storage.snapshot_files import FolderFiles
from seatwise.storage.snapshot_store import FolderStore

BASES = ("license_holders", "license_list", "license_terms")


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    login = user_license(2, "Partner Community Login", "PL", 10, 5, MonthlyLoginsEntitlement=100)
    org = RowsOrg({"user_license": [user_license(1, "Salesforce", "SFDC", 100, 80), login]})
    lake = FolderStore(tmp_path)
    return refresh(org, lake, name="acme", tables=INVENTORY, as_of=None, clock=lambda: NOON, watch=lambda step: None)


def tables(engine: DuckEngine) -> dict[str, int]:
    """The bases that stand in the engine, and the number that DuckDB gave each when it was made."""
    (opened,) = engine._open.values()
    listed = opened.connection.execute("SELECT table_name, table_oid FROM duckdb_tables()").fetchall()
    return {name: number for name, number in listed if name in BASES}


def test_every_change_is_seen_at_once_and_only_what_it_touches_is_computed_again(
    tmp_path: Path, snapshot: Snapshot
) -> None:
    engine, book = DuckEngine(FolderFiles(tmp_path)), MemoryPrices()
    changes = (
        (lambda: book.set_prices("acme", [price("SFDC", "10")]), 0),
        (lambda: book.set_prices("acme", [price("SFDC", "20", start=date(2026, 2, 1))]), 0),
        (lambda: book.set_bucket("acme", bucket_override("SFDC", Bucket.OTHER)), 1),
        (lambda: book.set_entitlement("acme", entitlement_override("PL", 777)), 1),
        (lambda: book.set_bucket("acme", bucket_override("SFDC", None)), 1),
    )
    shown = license_rows(snapshot, engine, book)
    for change, touched in changes:
        before, made = shown, tables(engine)
        change()
        shown = license_rows(snapshot, engine, book)
        assert shown != before
        assert shown == license_rows(snapshot, DuckEngine(FolderFiles(tmp_path)), book)
        assert sum(number != made[name] for name, number in tables(engine).items()) == touched


def test_an_input_that_does_not_fit_is_refused_and_leaves_no_trace(tmp_path: Path, snapshot: Snapshot) -> None:
    engine, book = DuckEngine(FolderFiles(tmp_path)), MemoryPrices()
    book.set_prices("acme", [price("SFDC", "10")])
    right = license_inputs(snapshot, book, "acme")
    wrong = {"key": ("VARCHAR", ["SFDC"]), "bucket": ("VARCHAR", ["Other"])}
    rows = engine.rows(LICENSES, snapshot, right)
    with pytest.raises(StorageError, match="contract does not fit"):
        engine.rows(
            LICENSES,
            snapshot,
            right
            | {
                "moment": InputTable({"day": ("DATE", [date(1999, 1, 1)])}),
                "bucket_override": InputTable(wrong),
                "contract": InputTable({"key": ("VARCHAR", ["PL"]), "yearly_logins": ("BIGINT", ["many"])}),
            },
        )
    assert engine.rows(LICENSES, snapshot, right) == rows
    assert rows[0]["unit_price"] == Decimal(10)
