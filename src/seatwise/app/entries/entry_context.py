"""The org for which a price or an override is entered, and the notes on what was recorded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic

from seatwise.app.lookups.license_lookup import NO_SNAPSHOT, are_all_listed, find_license, known_licenses
from seatwise.app.ports import EntryCheck, PriceBook
from seatwise.app.report_context import ReportSources
from seatwise.domain.connection import Connection
from seatwise.domain.errors import UsageError
from seatwise.domain.licensing.entries import AnyEntry, effect_notes, of_license
from seatwise.domain.licensing.license_kinds import LicenseName


@dataclass(frozen=True)
class Update(Generic[AnyEntry]):
    """Entries that were recorded now, the license of each, and what the reader should know about them."""

    entries: tuple[AnyEntry, ...]
    licenses: tuple[LicenseName, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class EntryContext:
    """An org for which something is entered."""

    org: str
    currency: str
    known: Sequence[LicenseName]  # of the latest snapshot; empty when there is none
    latest: date | None  # the day of the latest snapshot
    all_listed: bool  # whether that snapshot has every license of the org
    book: PriceBook
    clock: Callable[[], datetime]

    def record(
        self, entries: Sequence[AnyEntry], licenses: Sequence[LicenseName], check: EntryCheck[AnyEntry] | None = None
    ) -> Update[AnyEntry]:
        """Record entries, all or none. Raises what `check` does."""
        recorded = self.book.record(self.org, entries, check)
        notes = [] if self.known else [NO_SNAPSHOT]
        for entry, meant in zip(recorded, licenses, strict=True):
            name = f"{meant.label}: " if len(entries) > 1 else ""
            notes += [f"{name}{note}" for note in self.notes_on(entry)]
        return Update(tuple(recorded), tuple(licenses), tuple(notes))

    def find(self, typed: str) -> LicenseName:
        """The license that is meant. Raises as `find_license` does."""
        return find_license(typed, self.known, all_listed=self.all_listed)

    def notes_on(self, entry: AnyEntry) -> tuple[str, ...]:
        """What hides an entry, in sentences."""
        entries = of_license(entry.kind, entry.key, self.book.entries(self.org, type(entry)))
        return effect_notes(entry, entries, self.latest, self.currency)

    def first_day(self, typed: str | None) -> date:
        """The day that was typed, else that of the latest snapshot, else today. Raises UsageError: no day."""
        return parse_day(typed) if typed is not None else self.latest or self.clock().date()


def entry_context(connection: Connection, sources: ReportSources, clock: Callable[[], datetime]) -> EntryContext:
    """The context of an org, with the licenses and the day of its latest snapshot."""
    found = sources.storage.snapshots(connection.org_id) if connection.org_id else ()
    latest = found[-1].as_of.date() if found else None
    known = known_licenses(connection, sources) if found else []
    all_listed = not found or are_all_listed(found[-1])
    return EntryContext(connection.name, connection.currency, known, latest, all_listed, sources.book, clock)


def parse_day(text: str) -> date:
    """The day that was typed. Raises UsageError unless it is written YYYY-MM-DD."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise UsageError(f"{text!r} is not a day.", "Write it as 2026-11-21.") from error
