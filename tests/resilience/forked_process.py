"""Commands in processes of their own that start at once: forked from one that has everything imported.

As a script it is that process: it reads one JSON line per command, forks, and answers with the pid and how it ended.
"""

import atexit
import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NOBODY = 65534
FILE_EVENTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "sqlite3.connect"}


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit code (negative: by that signal), and what it had said."""

    code: int
    out: str
    err: str


class ForkServer:
    """The parent of such processes, and the way to talk to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        assert self._line() == {"ready": True}

    def start(self, *args: str, **how: Any) -> "ForkedProcess":
        """Begin a command.

        Args:
            args: as typed after `seatwise`.
            how: `env`; `event` (die by SIGKILL at that file event, counted from 1; 0: only count them, see
                `ForkedProcess.events`); `file_size` (bytes a file may have; with `at`, from when a file with that
                in its path is opened); `nobody` (run as a user without rights).
        """
        self._count += 1
        said = str(self._folder / f"said-{self._count}")
        ears = tuple(_pipe(f"{said}.{name}") for name in ("out", "err"))
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"args": args, "said": said, **how}) + "\n")
        return ForkedProcess(self, self._line()["pid"], said, ears)

    def run(self, *args: str, **how: Any) -> Ended:
        """Run a command to its end."""
        return self.start(*args, **how).wait()

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(10)

    def _line(self) -> dict[str, Any]:
        assert self._process.stdout
        line: dict[str, Any] = json.loads(self._process.stdout.readline())
        return line


@dataclass(frozen=True)
class ForkedProcess:
    """A command that is running."""

    fork_server: ForkServer
    pid: int
    said: str
    ears: tuple[int, ...]

    @property
    def events(self) -> int:
        """How many file events it had, once it has ended by itself and was told to count them."""
        return int(Path(f"{self.said}.events").read_text())

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def wait(self) -> Ended:
        stdin = self.fork_server._process.stdin
        assert stdin
        stdin.write(json.dumps({"wait": self.pid}) + "\n")
        code = self.fork_server._line()["code"]
        out, err = (_heard(ear) for ear in self.ears)
        return Ended(code, out, err)


def _pipe(path: str) -> int:
    """A pipe by that name: what a process says is then no file, whose size may be limited. Holds 64 kB."""
    os.mkfifo(path)
    return os.open(path, os.O_RDONLY | os.O_NONBLOCK)


def _heard(ear: int) -> str:
    with os.fdopen(ear, "rb") as said:
        return (said.read() or b"").decode()


def _serve() -> None:
    for module in ("duckdb", "seatwise.cli.main", "seatwise.cli.refresh_progress", "seatwise.app.orgs"):
        __import__(module)
    for module in (
        "app.refresh.run",
        "storage.snapshot_store",
        "engine.duckdb_engine",
        "salesforce.org",
        "state.repositories",
        "state.migrate",
    ):
        __import__(f"seatwise.{module}")
    for module in ("cryptography.fernet", "encodings.idna", "httpcore2._backends.sync"):  # who is nobody cannot later
        __import__(module)
    _answer(ready=True)
    for line in sys.stdin:
        asked = json.loads(line)
        if "wait" in asked:
            _, status = os.waitpid(asked["wait"], 0)
            _answer(code=os.waitstatus_to_exitcode(status))
        elif pid := os.fork():
            _answer(pid=pid)
        else:
            _become(asked)


def _become(asked: dict[str, Any]) -> None:
    """In the child: be the command, until its end."""
    from seatwise.cli.main import run

    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs are born deaf to Ctrl-C
    sys.stdin.close()
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{asked['said']}.{name}", os.O_WRONLY), number)
    os.environ.update(asked.get("env", {}))
    if asked.get("nobody"):
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    if "file_size" in asked:
        _leave_room(asked["file_size"], asked.get("at", ""))
    if "event" in asked:
        _die_at(asked["event"], Path(f"{asked['said']}.events"))
    sys.argv = ["seatwise", *asked["args"]]
    run()
    sys.exit(0)


def _leave_room(size: int, at: str) -> None:
    """From now on, or from when a file with that in its path is opened, no file may be larger."""
    waiting = [True]

    def watch(name: str, args: tuple[object, ...]) -> None:
        if waiting and name == "open" and at in str(args[0]):
            waiting.clear()
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    if at:
        sys.addaudithook(watch)
    else:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def _die_at(event: int, told: Path) -> None:
    """Be killed just before the n-th thing that Python does to a file in this home; at the end, tell how many."""
    home, met = os.environ["SEATWISE_HOME"], [0]

    def watch(name: str, args: tuple[object, ...]) -> None:
        if name in FILE_EVENTS and str(args[0]).startswith(home):
            met[0] += 1
            if met[0] == event:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    atexit.register(lambda: told.write_text(str(met[0])))


def _answer(**said: Any) -> None:
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
