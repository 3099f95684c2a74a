"""A column of Licenses that is shown, summed and exported takes two files: its SQL, and what it means."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SQL = "    case when not unlimited then greatest(unassigned, 0) end as spare,\n"
COLUMN = """        columns.seats(
            "spare", "Seats to spare.", "max(unassigned, 0)", shown=True,
            summed="not coalesce(unlimited, false)",
        ),
"""

USE = """
import csv, io, json, sys
from pathlib import Path

from rich.console import Console

from panel_workspace import PanelWorkspace
from rows_org import user_license
from seatwise.panels.declaration.reference import column_reference
from seatwise.panels.registry import panel_of
from seatwise.render import Format, terminal, write
from seatwise.render.json_schema import json_schema_text

folder = Path(sys.argv[1])
workspace = PanelWorkspace(folder)
seats = ((10, 4), (5, 7), (None, 3))
licenses = [user_license(number, f"L{number}", f"L{number}", *each) for number, each in enumerate(seats, 1)]
workspace.read({"user_license": licenses})
result = workspace.run("licenses")
files = {}
for form in (Format.JSON, Format.CSV, Format.HTML):
    write(result, form, file := io.BytesIO())
    files[form] = file.getvalue().decode("utf-8-sig")
rows = {row["key"]: row["spare"] for row in json.loads(files[Format.JSON])["rows"]}
assert rows == {"L1": 6, "L2": 0, "L3": None}, rows
overall = json.loads(files[Format.JSON])["totals"][-1]
assert (overall["group"], overall["spare"], overall["spare_missing"]) == ("all", 6, 1), overall
assert "spare" in next(csv.reader(io.StringIO(files[Format.CSV])))
assert ">Spare<" in files[Format.HTML].replace("</a>", "<").replace("\\n", "")
terminal.write(result, Console(file=(shown := io.StringIO()), width=240))
assert "Spare" in shown.getvalue()
assert "spare_missing" in json_schema_text(panel_of("licenses"))
assert "`licenses.spare`" in column_reference([panel_of("licenses")])
"""


def test_a_new_column_is_two_files(tmp_path: Path) -> None:
    source = tmp_path / "src"
    shutil.copytree(ROOT / "src" / "seatwise", source / "seatwise", ignore=shutil.ignore_patterns("__pycache__"))
    licenses = source / "seatwise" / "metrics" / "licenses"
    insert(licenses / "licenses.sql", SQL, before="    expires,\n    trial_or_expired,\n")
    insert(licenses / "licenses.py", COLUMN, before='        columns.day("expires", ')
    done = subprocess.run(
        [sys.executable, "-c", USE, str(tmp_path / "lake")],
        env={**os.environ, "PYTHONPATH": f"{source}{os.pathsep}{ROOT / 'tests'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def insert(file: Path, text: str, *, before: str) -> None:
    """Insert a text before another one, which is there once."""
    head, found, tail = file.read_text(encoding="utf-8").partition(before)
    assert found
    file.write_text(head + text + found + tail, encoding="utf-8")
