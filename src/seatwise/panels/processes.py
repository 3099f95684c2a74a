"""The panel of business processes: those that a profile works in, or all profiles of a license or bucket together."""

from collections.abc import Iterator, Mapping

from seatwise.metrics.profiles.profile_processes import BUSINESS_PROCESS_TOTALS, BUSINESS_PROCESSES
from seatwise.metrics.profiles.profile_tree import PROFILE_LEVEL
from seatwise.metrics.selection import is_in
from seatwise.panels.declaration.panel import Link, Panel
from seatwise.panels.declaration.params import Param, search, when
from seatwise.panels.declaration.result import Result, at_least
from seatwise.panels.profiles import AMONG, RECORD_TYPES
from seatwise.sources.rights import LAYOUT


def headline(result: Result) -> str:
    """How many there are."""
    count = result.overall["business_processes"]
    if not isinstance(count, int):
        return "Which business processes these profiles work in is not known: not everything could be read."
    if result.filtered:
        least = at_least(result.overall, "business_processes").capitalize()
        many = f"{least}{count:,} {'business process matches' if count == 1 else 'business processes match'}"
        return f"{many} the filter." if count else result.no_match
    of = subject(result)
    return f"{count:,} {'business process' if count == 1 else 'business processes'}{of and f' of {of}'}."


def subject(result: Result) -> str:
    """What the profiles are: `the profile Sales`, `the license Salesforce`, `the bucket Named`."""
    of = result.about.get("of")
    return f"the {of['level']} {of['label']}" if isinstance(of, Mapping) else ""


def _as_filter(result: Result) -> Mapping[str, str]:
    """The same as a filter of the Profiles panel, profile by profile."""
    of = result.about.get("of")
    return {"level": PROFILE_LEVEL, **({str(of["level"]): str(of["key"])} if isinstance(of, Mapping) else {})}


def notes(result: Result) -> Iterator[str]:
    """Where they come from."""
    yield RECORD_TYPES
    sources = {part for row in result.rows for part in str(row.get("source") or "").split(", ") if part}
    if LAYOUT in sources:
        yield "Record types come from page layout assignments, so they are approximate."
    elif sources:
        yield "Record types come from the profile's own metadata."


PROCESSES = Panel(
    "processes",
    "Business processes",
    "Which business processes a profile works in, or all profiles of a license or bucket together.",
    BUSINESS_PROCESSES,
    shown=("process", "sobject", "kind", "profiles", "record_types", "source"),
    params=(
        Param(
            "profile",
            "The profile: its name or id. Or a license or bucket: all of its profiles.",
            positional=True,
            chooses=True,
            conditions=when(lambda ids: (is_in("profile_id", *(ids if isinstance(ids, tuple) else (ids,))),)),
            lookup="profiles below",
        ),
        AMONG,
        search("process", "sobject", names=("name", "object")),
    ),
    totals=BUSINESS_PROCESS_TOTALS,
    menu=False,
    subject=subject,
    headline=headline,
    notes=notes,
    links={"profiles": Link("profiles", {"process": "process_id"}, _as_filter)},
    row_word=("business process", "business processes"),
)
