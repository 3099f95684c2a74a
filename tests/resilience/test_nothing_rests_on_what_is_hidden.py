"""Whatever is hidden: no figure, no sentence and no bar would be another if the hidden thing were another.

The same org is read three times: with the thing hidden; as it is; and with something else in place of the hidden thing.
Who cannot see the thing cannot tell the second from the third: so a figure is the same in both, or not known, or the
least of both and marked so.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from rich.console import Console

from resilience.hidden_org import Hidden, everything, otherwise, whole_org
from resilience.hidden_world import PAGES, World, read_before
from seatwise.domain.errors import without_command
from seatwise.metrics.profiles.profile_tree import NO_BUCKET
from seatwise.metrics.query import Row
from seatwise.panels.declaration.result import Result
from seatwise.panels.registry import PANELS
from seatwise.render import Format, terminal, write
from seatwise.sources.gap_names import gap_name
from web_client import web_client

IN_CI = {"user_license.Status", "record_touch", "login_day rows"}
CASES = [
    pytest.param(hidden, id=hidden.id, marks=[] if hidden.id in IN_CI else pytest.mark.exhaustive)
    for hidden in everything()
]

# About the reading itself, not about the org.
OF_THE_READING = {"gaps", "is_partial", "bucket_likely", "likely_profiles", "bucket_reason", "yearly_logins_source",
                  "month_source", "login_known", "share_left_out", "number", "estimated_pools",
                  "calendar_months", "snapshots_known", "orgs_perhaps_sandboxes"}  # fmt: skip
# A thing without a name goes by another name of it, its id or "(unknown license)".
NAMES = {"key", "label", "name", "license", "license_key", "profile", "parent", "permission_set",
         "permission_set_group", "process", "record_type", "sobject", "sort_value", "profile_before", "profile_after",
         "license_before", "license_after"}  # fmt: skip
# How many there are of a sort, as far as is known: never 0 where some are not known.
COUNTS = {"licenses", "licenses_without_price", "licenses_changed", "unlimited_licenses", "login_licenses",
          "licenses_with_unassigned", "over_assigned_licenses", "profiles", "profiles_without_price", "login_profiles",
          "unknown_ids"}  # fmt: skip
# Parts of a sum: what is left out of the sum is left out of them.
PARTS = {"unassigned_seats": "unassigned", "over_assigned": "unassigned", "unlimited_assigned_cost": "assigned_cost",
         "login_pool_cost": "provisioned_cost"}  # fmt: skip
SIGNED = {column.name for panel in PANELS for column in panel.total_columns if column.signed}

# Then a key may be looked up by another name, and find another license; and a sentence has that name.
NAME_FIELDS = {"Name", "Label", "MasterLabel", "DeveloperName", "NamespacePrefix", "Username"}
KEY_FIELDS = NAME_FIELDS | {"LicenseDefinitionKey", "PermissionSetLicenseKey"}
# Definitions, section 2: a rule whose field cannot be read is skipped, and the bucket is marked likely.
BUCKET_FIELDS = {"user_license.Name", "user_license.MasterLabel", "user_license.LicenseDefinitionKey",
                 "user_license.MonthlyLoginsEntitlement"}  # fmt: skip
# Definitions, section 3: users whose license is not known stand in a row of that name, in no bucket.
LICENSE_FIELDS = {"profile", "profile.Id", "profile.UserLicenseId", "user", "user.ProfileId", "user_license"}
# Definitions, section 2: 12 times the monthly allowance stands in, and the calendar month; both are said.
STANDS_IN = {"yearly_logins", "provisioned_cost", "provisioned_cost_after",
             "login_pool_cost", "assigned_logins", "no_login_logins", "pool_cost",
             "pool_no_login_cost", "month_start", "runs_out", "flags", "consumed_cost"}  # fmt: skip
MARKERS = {
    "bucket likely",
    "key not known",
    "unknown license",
    "no license",
}  # flags that say that something is not known
HEDGES = re.compile(
    "at least|not known|without a known|could not be read|cost known|not compared|no price|left out|not drawn"
    "|data gaps|excluded from all sums|likely|not read in|is not visible|unknown|cannot|hidden"
    "|as far as|in the login history|^Unreconciled",
    re.IGNORECASE,
)
A_COUNT = re.compile(r"^\d[\d,]* (license|profile|org)s? ")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("before") / "home"
    read_before(home)
    return home


@pytest.fixture(scope="module")
def true(before: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    return World.of(before, tmp_path_factory.mktemp("true") / "home", whole_org())


@pytest.mark.slow(sample=3)
@pytest.mark.parametrize("hidden", CASES)
def test_nothing_rests_on_what_is_hidden(before: Path, true: World, tmp_path: Path, hidden: Hidden) -> None:
    visible = otherwise(whole_org(), hidden) if hidden.rows else whole_org()
    seen = World.of(before, tmp_path / "seen", visible, **hidden.options)
    other = World.of(before, tmp_path / "other", otherwise(whole_org(), hidden))
    worlds = (true,) if hidden.name in BUCKET_FIELDS else (true, other)
    lies = [lie for world in worlds for lie in (*_figures(seen, world, hidden), *_words(seen, world, hidden))]
    lies += _unsaid(seen, true, hidden)
    assert not lies, "\n".join(map(str, lies))
    _same_on_every_surface(seen)


def _figures(seen: World, world: World, hidden: Hidden) -> Iterator[tuple[object, ...]]:
    for which, row in seen.figures.items():
        if which not in world.figures:
            if which[0] in {"users", "user-changes"} and not hidden.rows:
                yield (*which, "is in no such list")
            continue
        if _is_apart(which, row, hidden):
            continue
        for name, value in row.items():
            if which[:2] == ("changes", "total") and value == 0 and world.figures[which].get(name) is None:
                continue  # no license had such a figure then: 0 beside one that has it now, blank where none has
            if not _holds(name, row, world.figures[which].get(name), hidden):
                yield (*which, name, value, "but might be", world.figures[which].get(name))


def _is_apart(which: tuple[object, ...], row: Row, hidden: Hidden) -> bool:
    """Rows of which the definitions say what stands there."""
    view = str(which[0])
    if hidden.column in KEY_FIELDS and view.startswith("license "):
        return True
    # An earlier snapshot's days stay as they are. The total says since when, and the headline what could not be read.
    if view == "history" and ("total" in which or row["snapshot"] != "20261121T091200Z"):
        return True
    if hidden.name in LICENSE_FIELDS and view != "licenses":
        return NO_BUCKET in which or any("(unknown" in str(value) for value in row.values())
    # A license whose status is hidden is shown, and not compared as one that is disabled.
    return hidden.column == "Status" and view == "changes"


def _holds(name: str, row: Row, might_be: Any, hidden: Hidden) -> bool:
    value = row[name]
    if value is None or value == might_be or name in OF_THE_READING | NAMES or name.endswith("_missing"):
        return True
    if name == "flags":
        assert isinstance(value, list)
        assert isinstance(might_be, list)
        never = {"never logged in"} if hidden.name == "user.CreatedDate" else set()  # nor did who is not yet onboarded
        return set(value) - MARKERS - never <= set(might_be) or hidden.source.name == "tenant_usage_entitlement"
    if hidden.source.name == "tenant_usage_entitlement" and name in STANDS_IN:
        return True
    if hidden.name in LICENSE_FIELDS and name == "business_processes":
        return True
    if hidden.name == "organization.IsSandbox" and name == "summed_in":
        return True  # summed, and a note says that it may be a sandbox
    if name in COUNTS:
        return isinstance(value, int) and isinstance(might_be, int) and 0 < value <= might_be
    if name == "assigned_share":
        return row.get("share_left_out", 0) != 0
    left_out = row.get(f"{PARTS.get(name, name)}_missing", 0)
    if left_out == 0 or not isinstance(value, int | Decimal):
        return False
    return name in SIGNED or might_be is None or bool(might_be >= value)


def _words(seen: World, world: World, hidden: Hidden) -> Iterator[tuple[object, ...]]:
    """Sentences that would be others, and do not say that something is not known."""
    for view, sentences in seen.sentences.items():
        for sentence in sentences - world.sentences.get(view, set()):
            stands_in = hidden.source.name == "tenant_usage_entitlement" and not view.startswith(("user", "history"))
            stands_in |= hidden.column in NAME_FIELDS
            stands_in |= hidden.name == "user.CreatedDate" and "never logged in" in sentence
            if not HEDGES.search(sentence) and not A_COUNT.match(sentence) and not stands_in:
                yield view, "says", sentence
    for name, drawing in seen.drawings.items():
        others = world.drawings.get(name)
        if others and drawing.marks != others.marks and not HEDGES.search(f"{drawing.alt} {drawing.caption}"):
            yield name, "is drawn otherwise and does not say that something is not known"


def _unsaid(seen: World, true: World, hidden: Hidden) -> Iterator[tuple[object, ...]]:
    """Views that know less than they could, and do not say why, or not what would help."""
    for name, result in seen.results.items():
        if isinstance(result, str):
            continue
        gaps = [*result.gaps, *(gap for section in result.sections for gap in section.gaps)]
        said = [gap for gap in gaps if gap.table == hidden.source.name]
        less = any(
            which in true.figures and _knows_less(row, true.figures[which])
            for which, row in seen.figures.items()
            if which[0] == name
        )
        if less and not said and not _is_feature(hidden):
            yield name, "does not say what is missing"
        for gap in said:
            helps = (hidden.source.permission, *hidden.source.instead, f"access to the field {gap.column}")
            if not gap.reason or not any(help_ in gap.remedy for help_ in helps):
                yield name, "names no true remedy", gap


def _knows_less(row: Row, true: Row) -> bool:
    return any(value is None and true.get(name) is not None for name, value in row.items())


def _is_feature(hidden: Hidden) -> bool:
    """A checkbox that is not there: the org does not have the feature, which is no gap."""
    return any(field.feature for field in hidden.source.fields if field.name == hidden.column)


def _same_on_every_surface(world: World) -> None:
    """What is not known is blank in each file, and each file and page says what could not be read."""
    with web_client(world.services) as client:
        for name, result in world.results.items():
            if isinstance(result, str):
                continue
            gaps = [*result.gaps, *(gap for section in result.sections for gap in section.gaps)]
            if not gaps:
                continue
            files = {form: _written(result, form) for form in (Format.JSON, Format.CSV, Format.HTML, Format.PARQUET)}
            parsed = json.loads(files[Format.JSON])
            for row, written in zip(result.rows, parsed["rows"], strict=True):
                known = [key for key, value in written.items() if value is not None]
                assert known == [key for key in written if row[key] is not None], name
            shown_in_xlsx = _xlsx(result)
            if not result.sections:
                _csv_is_blank(result, files[Format.CSV].decode("utf-8-sig"))
            shown = [files[Format.CSV].decode(), files[Format.HTML].decode(), shown_in_xlsx]
            out = Console(file=io.StringIO(), width=4000)
            terminal.write(result, out)
            assert isinstance(out.file, io.StringIO)
            shown.append(out.file.getvalue())
            if name in PAGES:
                page = client.get(PAGES[name])
                assert page.status_code == 200, (name, page.text)
                for gap in gaps:  # a page shows no command of the terminal
                    assert gap_name(gap) in page.text, (name, gap.what)
                    assert without_command(gap.remedy) in unescape(page.text), (name, gap.what)
            for gap in gaps:
                assert all(gap_name(gap) in text and gap.remedy in unescape(text) for text in shown), (name, gap.what)
                assert json.dumps(gap.as_json()) in json.dumps(parsed), (name, gap.what)
                assert gap.table.encode() in files[Format.PARQUET], (name, gap.what)


def _xlsx(result: Result) -> str:
    """The texts of the workbook, of which blank cells are those that are not known."""
    book = openpyxl.load_workbook(io.BytesIO(_written(result, Format.XLSX)))
    if not result.sections:
        header, *rows = book.worksheets[0].iter_rows(values_only=True)
        names = {column.label: column.name for column in result.panel.row_metric.columns}
        for row, cells in zip(result.rows, rows, strict=False):  # totals follow
            unknown = [label for label, cell in zip(header, cells, strict=True) if cell is not None and label in names]
            assert all(row[names[str(label)]] is not None for label in unknown), (result.panel.name, unknown)
    cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return "\n".join(cell for cell in cells if isinstance(cell, str))


def _csv_is_blank(result: Result, text: str) -> None:
    lines = [line for line in csv.DictReader(io.StringIO(text)) if line["line"] == "row"]
    for row, line in zip(result.rows, lines, strict=True):
        unknown = {name for name in line if name in row and row[name] is None}
        assert all(not line[name] for name in unknown), (result.panel.name, unknown)


def _written(result: Result, form: Format) -> bytes:
    file = io.BytesIO()
    write(result, form, file)
    return file.getvalue()
