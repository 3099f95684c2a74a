"""What a refresh reads of an org, and after what: the plan that `app.refresh.scheduler` carries out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import cached_property, partial

from seatwise.app.extract import Pages, Part
from seatwise.app.ports import Org
from seatwise.app.refresh.feature_check import hidden_features
from seatwise.app.refresh.login_check import hidden_logins
from seatwise.app.refresh.scheduler import Read, Report
from seatwise.app.snapshot_ports import SnapshotWriter
from seatwise.domain.errors import NotVisible
from seatwise.domain.gaps import Gap, sentence
from seatwise.domain.period import Period
from seatwise.domain.snapshots import Snapshot
from seatwise.sources.activity import LOGIN_DAY, LOGIN_DAYS, LOGIN_HISTORY, RECORD_TOUCH
from seatwise.sources.remedies import refuses_fields, remedy, with_remedies
from seatwise.sources.rights import PROFILE_RECORD_TYPE, RECORD_TYPE
from seatwise.sources.source import Source
from seatwise.sources.users import PROFILE, USER


@dataclass(frozen=True)
class Plan:
    """The reads of one refresh."""

    org: Org
    writer: SnapshotWriter
    tables: tuple[Source, ...]  # which the snapshot is to have
    period: Period  # within which records must have been touched; it ends at the snapshot's moment
    tracked_objects: tuple[str, ...]  # the objects whose records count
    _touches: dict[str, Part] = field(default_factory=dict)  # by object, as they are read
    _logins_since: list[datetime] = field(default_factory=list)  # once they are read

    def reads(self) -> list[Read]:
        """In the order in which they should start: what others wait for, then the largest."""
        plain = [table for table in self.tables if not table.made]
        counts = self.org.count(plain) if plain else {}
        first = sorted(plain, key=lambda table: (table != RECORD_TYPE, -counts.get(table.name, 0)))
        reads = [self._plain(table, counts.get(table.name)) for table in first]
        if LOGIN_DAY in self.tables:
            reads.insert(1, Read(LOGIN_DAY.name, self._read_logins))
        if RECORD_TOUCH in self.tables:
            reads += self._of_tracked_objects()
        if PROFILE_RECORD_TYPE in self.tables:
            after = frozenset((PROFILE.name, USER.name))
            reads.append(Read(PROFILE_RECORD_TYPE.name, self._read_profile_record_types, after=after))
        return reads

    def all_gaps(self, gaps: Sequence[Gap]) -> list[Gap]:
        """The gaps of all reads, and what shows only once everything is read; each with its remedy."""
        found = [hidden_logins(self.writer, self.org.user_id, since, gaps) for since in self._logins_since]
        features = hidden_features(self.writer, gaps)
        return with_remedies([*gaps, *features, *(gap for gap in found if gap)], self.org.has, self._had)

    def _plain(self, table: Source, expected: int | None) -> Read:
        """A table that is stored as it is read."""
        return Read(table.name, partial(self._store, table, partial(self.org.read, table, expected=expected)), expected)

    def _of_tracked_objects(self) -> list[Read]:
        """One read per object, once the record types are known; then one that makes one table of them."""
        names = {sobject: f"{RECORD_TOUCH.name}.{sobject}" for sobject in self.tracked_objects}
        after = frozenset((RECORD_TYPE.name,))
        each = [Read(name, partial(self._touch, sobject), after=after) for sobject, name in names.items()]
        return [*each, Read(RECORD_TOUCH.name, self._aggregate_touches, after=frozenset(names.values()))]

    def _touch(self, sobject: str, report: Report) -> tuple[Gap, ...]:
        folder = self.writer.folder(RECORD_TOUCH, sobject)
        typed = self._objects_with_record_types()
        gaps: tuple[Gap, ...] = () if typed is not None else (self._types_unknown(),)
        try:
            pages = self.org.record_touches(
                sobject,
                self.period,
                folder,
                record_types=sobject.casefold() in (typed or ()),
                watch=partial(report, "reading"),
            )
        except NotVisible as refusal:
            report("gap", 0, None)
            return (*gaps, self._object_unseen(sobject, refusal))
        self._touches[sobject] = Part(pages, sobject=sobject, period=self.period)
        report("done", pages.rows, pages.rows)
        return gaps

    def _objects_with_record_types(self) -> set[str] | None:
        """In lower case; None when they could not be read."""
        names = self.writer.distinct(RECORD_TYPE, "SobjectType")
        if names is None or (None,) in names:
            return None
        return {str(name).casefold() for (name,) in names}

    def _object_unseen(self, sobject: str, refusal: NotVisible) -> Gap:
        """One tracked object: hidden from this user, or there is none of that name."""
        fix = remedy(RECORD_TOUCH, sobject, refusal.code, self.org.has, self._had)
        if refuses_fields(RECORD_TOUCH, refusal.code):
            absent = f"{sobject} does not have them"
        else:
            absent = f"the org {'no longer has' if self._had(RECORD_TOUCH, sobject) else 'has no'} {sobject}"
        remove = f"If {absent}, stop tracking it: seatwise objects remove --org NAME {sobject}"
        return Gap(RECORD_TOUCH.name, sobject, sentence(refusal.message), f"{fix} {remove}", refusal.code)

    def _types_unknown(self) -> Gap:
        """Without them the field must not be read: an object that has none refuses it."""
        reason = "Which objects have record types could not be read, so records were counted without them."
        return Gap(RECORD_TOUCH.name, "RecordTypeId", reason, self._remedy(RECORD_TYPE))

    def _remedy(self, source: Source) -> str:
        return remedy(source, None, "", self.org.has)

    def _had(self, source: Source, column: str | None) -> bool:
        """Whether an earlier snapshot has it, whatever has been hidden since."""
        return any(snapshot.has_read(source.name, column) for snapshot in self._before)

    @cached_property
    def _before(self) -> Sequence[Snapshot]:
        return self.writer.before()

    def _aggregate_touches(self, report: Report) -> tuple[Gap, ...]:
        if not self._touches:  # then each object has its own gap
            report("gap", 0, None)
            reason = f"None of the tracked objects could be read: {', '.join(self.tracked_objects)}."
            return (Gap(RECORD_TOUCH.name, None, reason, ""),)
        return self._aggregate(RECORD_TOUCH, [self._touches[name] for name in sorted(self._touches)], report)

    def _read_logins(self, report: Report) -> tuple[Gap, ...]:
        """What an earlier snapshot has is taken over, but for its last two days: logins may appear late."""
        day = self.period.end.date() - timedelta(days=LOGIN_DAYS)
        parts: list[Part] = []
        if (earlier := self._earlier_logins()) and (known := earlier.as_of.date() - timedelta(days=1)) > day:
            parts.append(Part(earlier=earlier, since=day, before=known))
            day = known
        since = datetime.combine(day, time(), UTC)
        folder = self.writer.folder(LOGIN_DAY)
        try:
            pages = self.org.logins(since, self.period.end, folder, watch=partial(report, "reading"))
        except NotVisible as refusal:
            return _unseen(LOGIN_DAY, refusal, report)
        fetched = replace(pages, shape=pages.shape or LOGIN_HISTORY)
        gaps = self._aggregate(LOGIN_DAY, [*parts, Part(fetched)], report)
        if not any(gap.is_whole for gap in gaps):
            self._logins_since.append(since)
        return gaps

    def _earlier_logins(self) -> Snapshot | None:
        """A snapshot whose logins can be taken over. Those of one user may be the connected user's alone."""
        earlier = self.writer.earlier(LOGIN_DAY)
        if earlier is None:
            return None
        first = earlier.as_of - timedelta(days=LOGIN_DAYS)
        users = self.writer.bounds(LOGIN_DAY, "UserId", "Day", first, of=earlier)
        return earlier if users and users[0] != users[1] else None

    def _read_profile_record_types(self, report: Report) -> tuple[Gap, ...]:
        """Of the profiles that active users have; of all, when the users, or their profiles, could not be read."""
        profiles = self.writer.distinct(PROFILE, "Id", "Name")
        if profiles is None:
            report("gap", 0, None)
            return (Gap(PROFILE_RECORD_TYPE.name, None, "The profiles could not be read.", self._remedy(PROFILE)),)
        users = self.writer.distinct(USER, "ProfileId", "IsActive")
        used = {profile for profile, active in users or () if active is not False} - {None}
        wanted = {str(key): str(name) for key, name in profiles if not used or key in used}
        return self._store(PROFILE_RECORD_TYPE, partial(self.org.profile_record_types, wanted), report)

    def _store(self, table: Source, read: Callable[..., Pages], report: Report) -> tuple[Gap, ...]:
        """Read into a folder and store one table; one that cannot be seen is a Gap."""
        try:
            pages = read(self.writer.folder(table), watch=partial(report, "reading"))
        except NotVisible as refusal:
            return _unseen(table, refusal, report)
        report("storing", pages.rows, pages.rows)
        rows, gaps = self.writer.store(table, pages)
        report("done", rows, rows)
        return gaps

    def _aggregate(self, table: Source, parts: Sequence[Part], report: Report) -> tuple[Gap, ...]:
        fetched = sum(part.pages.rows for part in parts if part.pages)
        report("storing", fetched, fetched)
        rows, gaps = self.writer.aggregate(table, parts)
        report("done", rows, rows)
        return gaps


def _unseen(table: Source, refusal: NotVisible, report: Report) -> tuple[Gap, ...]:
    report("gap", 0, None)
    return (Gap(table.name, None, sentence(refusal.message), "", refusal.code),)
