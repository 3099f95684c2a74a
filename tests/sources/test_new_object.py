"""A Salesforce object that is read as it is: one declaration, and the refresh reads it, stores it and misses it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

DECLARATION = """

USER_ROLE = Source(
    "user_role",
    "UserRole",
    fields(id="Id ParentRoleId", text="Name DeveloperName"),
    VIEW_SETUP,
    "The role of each user.",
)
SOURCES += (USER_ROLE,)
"""

REFRESH = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from seatwise.app.refresh.run import refresh
from seatwise.domain.connection import Session
from seatwise.salesforce.org import SalesforceOrg
from seatwise.sandbox.accounts import ADMIN_USERNAME
from seatwise.sandbox.faults import Fault, Kind
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.serve import serve_in_thread
from seatwise.sources.needs import NEEDS
from seatwise.sources.registry import by_table
from seatwise.storage.paths import table_path
from seatwise.storage.snapshot_store import FolderStore

NOW = datetime(2026, 11, 21, 9, 12, tzinfo=UTC)
root = Path(sys.argv[1])
sandbox = Sandbox(40, seed=1, now=NOW)
store = FolderStore(root)


def take(**when):
    org = SalesforceOrg(lambda: Session(sandbox.url, sandbox.sessions.open(ADMIN_USERNAME), org_id=sandbox.org_id))
    tables = [by_table("user_role")]
    return refresh(org, store, name="box", tables=tables, clock=lambda: NOW, watch=lambda step: None, **when)


with serve_in_thread(sandbox) as url:
    sandbox.url = url
    read = take(as_of=None)
    sandbox.faults.add(Fault(Kind.HIDDEN, sobject="UserRole"))
    hidden = take(as_of=datetime(2026, 11, 20, tzinfo=UTC))
file = str(table_path(root, read, "user_role"))
print(json.dumps({
    "names": duckdb.sql(f"SELECT count(Name) FROM read_parquet('{file}')").fetchall()[0][0],
    "gaps": [gap.what for gap in hidden.gaps],
    "needs": sorted(need for need in NEEDS if need.startswith("UserRole")),
}))
"""


@pytest.mark.slow
def test_a_new_object_is_one_declaration(tmp_path: Path) -> None:
    source = tmp_path / "src"
    shutil.copytree(ROOT / "src" / "seatwise", source / "seatwise", ignore=shutil.ignore_patterns("__pycache__"))
    users = source / "seatwise" / "sources" / "users.py"
    users.write_text(users.read_text(encoding="utf-8") + DECLARATION, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", REFRESH, str(tmp_path / "data")],
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["names"] > 1
    assert found["gaps"] == ["user_role"]
    assert found["needs"] == [
        "UserRole",
        "UserRole.DeveloperName",
        "UserRole.Id",
        "UserRole.Name",
        "UserRole.ParentRoleId",
    ]
