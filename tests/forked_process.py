"""Commands in processes of their own that start at once: forked from one that has everything imported.

As a script it is that process: it reads one JSON line per command, forks, and answers with the pid and how it ended.
"""

import atexit
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import resource
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NOBODY = 65534
FILE_EVENTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "sqlite3.connect"}
ENDS_WITHIN = 120.0  # seconds: other tests share the machine
LAZY = ("cryptography.fernet", "encodings.idna", "httpcore2._backends.sync")  # who is nobody cannot import them later


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit code (negative: by that signal), and what it wrote."""

    code: int
    out: str
    err: str


class ForkServer:
    """Starts processes, each a fork of one that has imported everything; that takes a second, a fork no time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._children: list[ForkedProcess] = []
        unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            env=unmeasured,  # files of coverage would count as file events, and fail where there is no room
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        assert self._line() == {"ready": True}

    def start(self, *args: str, env: dict[str, str] | None = None, **how: Any) -> "ForkedProcess":
        """Begin a command.

        Args:
            args: as typed after `seatwise`.
            env: variables beside those of this process.
            how: `event` (die by SIGKILL at that file event, counted from 1; 0: only count them, see
                `ForkedProcess.events`); `file_size` (bytes a file may have; with `at`, from when a file with that
                in its path is opened); `nobody` (run as a user without rights).
        """
        files = str(self._folder / f"process-{len(self._children)}")
        ears = tuple(_pipe(f"{files}.{name}") for name in ("out", "err"))
        if args[:1] == ("refresh",):  # the clocks of the sandbox orgs have stopped
            args = (*args, "--accept-clock")
        answer = self._ask({"args": args, "files": files, "env": {**os.environ, **(env or {})}, **how})
        child = ForkedProcess(self, answer["pid"], files, ears)
        self._children.append(child)
        return child

    def run(self, *args: str, **how: Any) -> Ended:
        """Run a command to its end."""
        return self.start(*args, **how).wait()

    def running(self) -> set["ForkedProcess"]:
        """Those that nobody has waited for yet."""
        return {child for child in self._children if not child.ended}

    def kill(self, children: set["ForkedProcess"]) -> None:
        for child in children:
            child.signal(signal.SIGKILL)
            child.wait()

    def close(self) -> None:
        self.kill(self.running())
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(10)

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(question) + "\n")
        return self._line()

    def _line(self) -> dict[str, Any]:
        assert self._process.stdout
        line: dict[str, Any] = json.loads(self._process.stdout.readline())
        return line


@dataclass(eq=False)
class ForkedProcess:
    """A command that is running."""

    _server: ForkServer
    pid: int
    _files: str
    _ears: tuple[int, ...]
    _out: bytes = field(default=b"", init=False)
    ended: bool = field(default=False, init=False)

    @property
    def events(self) -> int:
        """How many file events it had, once it has ended by itself and was started to count them."""
        return int(Path(f"{self._files}.events").read_text())

    def line(self, within: float) -> str:
        """What it has written once that is a line, the time is over, or it has ended."""
        until = time.monotonic() + within
        while b"\n" not in self._out and (left := until - time.monotonic()) > 0:
            if select.select(self._ears[:1], [], [], left)[0]:
                heard = os.read(self._ears[0], 1 << 16)
                if not heard:
                    break
                self._out += heard
        return self._out.decode()

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def wait(self, within: float = ENDS_WITHIN) -> Ended:
        """Wait until it has ended; one that does not is killed."""
        code = self._server._ask({"wait": self.pid, "within": within})["code"]
        if code is None:
            self.signal(signal.SIGKILL)
            self._server._ask({"wait": self.pid, "within": within})
        self.ended = True
        out, err = (_heard(ear) for ear in self._ears)
        assert code is not None, (f"not ended within {within} s", out, err)
        return Ended(code, self._out.decode() + out, err)


def _pipe(path: str) -> int:
    """A pipe by that name: what a process writes is then no file, whose size may be limited. Holds 64 kB."""
    os.mkfifo(path)
    return os.open(path, os.O_RDONLY | os.O_NONBLOCK)


def _heard(ear: int) -> str:
    with os.fdopen(ear, "rb") as pipe:
        return (pipe.read() or b"").decode()


def _serve() -> None:
    for module in (*LAZY, "duckdb", *_modules()):
        importlib.import_module(module)
    _start_charts_when_wanted()
    gc.freeze()
    _answer(ready=True)
    for line in sys.stdin:
        question = json.loads(line)
        if "wait" in question:
            _answer(code=_code(question["wait"], question["within"]))
        elif pid := os.fork():
            _answer(pid=pid)
        else:
            _become(question)


def _start_charts_when_wanted() -> None:
    """A served app has its process of charts ready at once: a second of work, and most tests look at no chart."""
    from seatwise.render.chart import ChartRenderer

    ChartRenderer.warm_up = lambda self: None  # type: ignore[method-assign]


def _modules() -> list[str]:
    """Every module of Seatwise that can be imported for nothing but that."""
    import seatwise

    found = [each.name for each in pkgutil.walk_packages(seatwise.__path__, "seatwise.")]
    return [name for name in found if not {"__main__", "migrations"} & {*name.split(".")}]


def _code(pid: int, within: float) -> int | None:
    """The exit code of a child; None if it does not end in time."""
    until, pause = time.monotonic() + within, 0.001
    while time.monotonic() < until:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(pause)
        pause = min(pause * 2, 0.02)
    return None


def _become(question: dict[str, Any]) -> None:
    """In the child: be the command, until its end."""
    from seatwise.__main__ import main

    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell starts background jobs with it ignored
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{question['files']}.{name}", os.O_WRONLY), number)
    os.environ.clear()
    os.environ.update(question["env"])
    if question.get("nobody"):
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    if "file_size" in question:
        _leave_room(question["file_size"], question.get("at", ""))
    if "event" in question:
        _die_at(question["event"], Path(f"{question['files']}.events"))
    sys.argv = ["seatwise", *question["args"]]
    main()
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


def _die_at(event: int, counted: Path) -> None:
    """Be killed just before the n-th thing that Python does to a file in this home; at the end, write how many."""
    home, met = os.environ["SEATWISE_HOME"], [0]

    def watch(name: str, args: tuple[object, ...]) -> None:
        if name in FILE_EVENTS and str(args[0]).startswith(home):
            met[0] += 1
            if met[0] == event:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    atexit.register(lambda: counted.write_text(str(met[0])))


def _answer(**fields: Any) -> None:
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(json.dumps(fields) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
