"""Running commands: in this process, where they are quick, or in a process of their own, where they are real."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from seatwise.bootstrap import services_at
from seatwise.cli.main import run as run_command
from seatwise.sandbox.accounts import ADMIN_USERNAME

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
EARLY = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)  # the same day; a snapshot of the org's future is refused


@dataclass(frozen=True)
class CommandResult:
    """Exit code and output of a command."""

    code: int
    out: bytes
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def words(self) -> str:
        """Its messages on one line, however the terminal broke them."""
        return " ".join(self.err.split())


def typed(args: tuple[str, ...]) -> tuple[str, ...]:
    """What is typed after `seatwise`: the clocks of the sandbox orgs have stopped, which a refresh is to accept."""
    return (*args, "--accept-clock") if args[:1] == ("refresh",) else args


@dataclass(frozen=True)
class CliRunner:
    """Runs commands in one home folder."""

    home: Path

    def __call__(self, *args: str, code: int | None = 0) -> CommandResult:
        """Run a command in this process. An error that is not ours comes through as it is: a traceback."""
        out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline=""), io.StringIO()
        before, sys.argv = sys.argv, ["seatwise", *typed(args)]
        services_at.cache_clear()
        try:
            with redirect_stdout(out), redirect_stderr(err):
                run_command()
            ended = 0
        except SystemExit as end:
            ended = end.code if isinstance(end.code, int) else 1
        finally:
            sys.argv = before
        out.flush()
        said = CommandResult(ended, out.buffer.getvalue(), err.getvalue())
        assert code is None or ended == code, said
        return said

    def in_process(self, *args: str, code: int | None = 0, env: Mapping[str, str] | None = None) -> CommandResult:
        """Run a command in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "seatwise", *typed(args)],
            capture_output=True,
            check=False,
            env={**os.environ, **(env or {})},
        )
        said = CommandResult(done.returncode, done.stdout, done.stderr.decode())
        assert code is None or said.code == code, said
        assert "Traceback" not in said.err, said
        return said

    def add(self, url: str, name: str = "box", *, username: str = ADMIN_USERNAME) -> CommandResult:
        secrets = ("--password", "env:SW_PASSWORD", "--token", "env:SW_TOKEN")
        return self("org", "add", name, "--username", username, *secrets, "--login-url", url, "--no-test")

    def report(self, *more: str, org: str = "box") -> dict[str, Any]:
        """The Licenses report as JSON, disabled licenses too."""
        found: dict[str, Any] = self("licenses", "--org", org, "--disabled", "--format", "json", *more).json
        return found

    def snapshots(self) -> list[str]:
        """The ids that are listed; nothing may be listed as damaged."""
        said = self("snapshots", "list", "box", "--format", "json")
        assert "damaged" not in said.err
        return [each["id"] for each in said.json]

    def fails(self, *args: str, code: int) -> str:
        """Run a command that must fail: in words with a next step, nothing on stdout, no traceback."""
        said = self(*args, code=code)
        assert said.out == b"", said
        assert "Traceback" not in said.err
        message, _, step = said.err.partition("Error: ")[2].partition("\n")
        assert message, said
        assert step.strip(), said
        return said.words
