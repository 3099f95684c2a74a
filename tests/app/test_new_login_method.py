"""A login method is added in four files, and it is on the command line, on the page, in the API and in the client."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ENUM = '    TEAM_KEY = "team-key"\n'
FIELDS = """

FIELDS["team_key"] = Field("team_key", "Team key", "Team key", _OTHER, "Ask your team.", FieldKind.SECRET,
                           stored_as="team_key")
LOGIN_METHODS[AuthMethod.TEAM_KEY] = LoginMethod(
    AuthMethod.TEAM_KEY, "Team key", "A team key.", needs=("team_key", "login_url"), marks=("team_key",)
)
"""
LOGIN = """
from seatwise.domain.connection import Session


def log_in_by_team_key(connection, secrets):
    return Session(connection.login_url, secrets["team_key"])
"""
DISPATCH = """    AuthMethod.TEAM_KEY: team_key.log_in_by_team_key,
"""
IMPORT = "\nfrom seatwise.salesforce.auth import team_key"

USE = """
from starlette.testclient import TestClient
from typer.testing import CliRunner

from seatwise.bootstrap import services
from seatwise.cli.main import app
from seatwise.salesforce.auth.methods import login
from seatwise.web.access.site import entry_address
from seatwise.web.app import create_app

URL = "https://acme.my.salesforce.com"
added = CliRunner().invoke(app, ["org", "add", "acme", "--team-key", "env:KEY", "--login-url", URL, "--no-test"])
assert added.exit_code == 0, added.output
client = TestClient(create_app(services()), base_url="http://localhost")
client.get(entry_address("", services().access.start()))
page = client.get("/orgs?method=team-key").text
assert 'name="team_key" type="password"' in page and "A team key." in page
refused = client.post("/orgs", data={"method": "team-key", "org_name": "b", "currency": "USD", "login_url": URL})
assert "needs Team key" in refused.text, refused.text
assert client.get("/api/v1/orgs").json()["orgs"][0]["login_method"] == "team-key"
stored = services().connections
session = login(stored.get("acme"), stored.secrets(stored.get("acme")))
assert (session.instance_url, session.access_token) == (URL, "s3cret")
"""


@pytest.mark.slow
def test_a_new_login_method_is_four_files(tmp_path: Path) -> None:
    source = tmp_path / "src"
    shutil.copytree(ROOT / "src" / "seatwise", source / "seatwise", ignore=shutil.ignore_patterns("__pycache__"))
    insert(source / "seatwise/domain/connection.py", ENUM, before="\n\nSecrets: ")
    insert(source / "seatwise/app/connections/auth_methods.py", FIELDS)
    insert(source / "seatwise/salesforce/auth/team_key.py", LOGIN)
    insert(source / "seatwise/salesforce/auth/methods.py", DISPATCH, before="}")
    insert(source / "seatwise/salesforce/auth/methods.py", IMPORT, before="\nfrom seatwise.salesforce.auth import")
    environment = {"PYTHONPATH": str(source), "SEATWISE_HOME": str(tmp_path / "home"), "KEY": "s3cret"}
    environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    done = subprocess.run(
        [sys.executable, "-c", USE], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def insert(file: Path, text: str, *, before: str = "") -> None:
    """Insert a text before another one, or at the end."""
    old = file.read_text(encoding="utf-8") if file.exists() else ""
    assert before in old
    at = old.index(before) if before else len(old)
    file.write_text(old[:at] + text + old[at:], encoding="utf-8")
