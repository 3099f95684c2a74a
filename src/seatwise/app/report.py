"""Read a view: the licenses of a snapshot, priced as people told Seatwise."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from seatwise.app.memory import Memory
from seatwise.app.ports import Connections, Engine, PriceBook
from seatwise.app.snapshot_ports import SnapshotStore
from seatwise.domain.buckets import KNOWN
from seatwise.domain.errors import UsageError
from seatwise.domain.licenses import FEATURES
from seatwise.domain.snapshots import Snapshot
from seatwise.metrics.inventory import LICENSES
from seatwise.metrics.query import InputTable, Row
from seatwise.views.licenses import licenses_panel
from seatwise.views.panel import Panel

_T = TypeVar("_T")


@dataclass(frozen=True)
class Sources:
    """Where a view is read from.

    Attributes:
        memory: what was found out already, of sources that are used only as long as nothing behind them changes.
    """

    connections: Connections
    lake: SnapshotStore
    engine: Engine
    book: PriceBook
    memory: Memory | None = field(default=None, compare=False)

    def remembered(self, question: Hashable, find_out: Callable[[], _T]) -> _T:
        """The answer to a question, found out once where there is a memory, else each time."""
        return find_out() if self.memory is None else self.memory.answer(question, find_out)


def read_licenses(
    name: str,
    sources: Sources,
    *,
    snapshot_id: str | None = None,
    sort: str | None = None,
    descending: bool = False,
    show_disabled: bool = False,
    text: str = "",
) -> Panel:
    """The Licenses panel of one snapshot of an org; by default of the latest.

    Raises:
        UsageError: there is no such org, snapshot or column; says which there are.
        Corrupt: a file of the snapshot cannot be trusted.
    """
    connection = sources.connections.get(name)
    if not connection.org_id:
        raise UsageError(f"{name} has never been read.", f"Read it first: seatwise refresh {name}")
    snapshot = sources.lake.snapshot(connection.org_id, snapshot_id)
    return licenses_panel(
        license_rows(snapshot, sources.engine, sources.book, name),
        snapshot,
        org=name,
        currency=connection.currency,
        sort=sort,
        descending=descending,
        show_disabled=show_disabled,
        text=text,
    )


def license_rows(snapshot: Snapshot, engine: Engine, book: PriceBook, org: str | None = None) -> list[Row]:
    """The Licenses metric of a snapshot: one row per license (definitions section 2).

    Args:
        snapshot: what was read.
        engine: runs the model.
        book: prices, bucket overrides and contracts.
        org: the connection whose prices count; by default the one that took the snapshot.

    Raises:
        Corrupt: a file of the snapshot cannot be trusted.
    """
    return engine.rows(LICENSES, snapshot, license_inputs(snapshot, book, org or snapshot.org))


def license_inputs(snapshot: Snapshot, book: PriceBook, org: str) -> dict[str, InputTable]:
    """What the model needs beside the snapshot's tables: each a small relation."""
    prices, day = book.prices(org), snapshot.as_of.date()
    bucket_now = {each.key: each.bucket for each in book.bucket_overrides(org) if each.effective_from <= day}
    logins_now = {
        each.key: each.yearly_logins for each in book.entitlement_overrides(org) if each.effective_from <= day
    }
    buckets = {key: bucket for key, bucket in bucket_now.items() if bucket}
    logins = {key: yearly for key, yearly in logins_now.items() if yearly}
    return {
        "moment": InputTable({"day": ("DATE", [snapshot.as_of.date()])}),
        "price": InputTable(
            {
                "kind": ("VARCHAR", [price.kind.value for price in prices]),
                "key": ("VARCHAR", [price.key for price in prices]),
                "amount": ("DECIMAL(18,4)", [price.amount for price in prices]),
                "effective_from": ("DATE", [price.effective_from for price in prices]),
                "recorded_at": ("TIMESTAMP", [in_utc(price.recorded_at) for price in prices]),
            }
        ),
        "bucket_override": InputTable(
            {"key": ("VARCHAR", list(buckets)), "bucket": ("VARCHAR", [bucket.value for bucket in buckets.values()])}
        ),
        "contract": InputTable({"key": ("VARCHAR", list(logins)), "yearly_logins": ("BIGINT", list(logins.values()))}),
        "known_license": InputTable(
            {
                "name": ("VARCHAR", [known.name for known in KNOWN]),
                "key": ("VARCHAR", [known.key for known in KNOWN]),
                "bucket": ("VARCHAR", [known.bucket.value for known in KNOWN]),
            }
        ),
        "feature": features(),
        "gap": InputTable(
            {
                "table_name": ("VARCHAR", [gap.table for gap in snapshot.gaps]),
                "column_name": ("VARCHAR", [gap.column for gap in snapshot.gaps]),
            }
        ),
    }


def in_utc(moment: datetime) -> datetime:
    """A moment as models carry it: UTC, without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def features() -> InputTable:
    """The feature licenses that there are."""
    return InputTable(
        {
            "key": ("VARCHAR", [feature.key for feature in FEATURES]),
            "label": ("VARCHAR", [feature.label for feature in FEATURES]),
        }
    )
