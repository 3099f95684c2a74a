"""Runs one command as a user would, and measures seconds and peak memory of its largest process."""

import compileall
import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PYTHON = sys.executable
SEATWISE = str(Path(sys.executable).with_name("seatwise"))
_KIB = 1 if sys.platform == "darwin" else 1024  # the unit of ru_maxrss


class CommandFailed(Exception):
    """A command ended with an error; its output is in the message."""


@dataclass(frozen=True)
class CommandRun:
    """One run of a command: seconds from start to end, peak resident bytes of its largest process, output."""

    seconds: float
    peak: int
    output: str


def run(command: Sequence[str], env: Mapping[str, str] | None = None) -> CommandRun:
    """Run a command to its end.

    The peak is what the system counts (`ru_maxrss`, as GNU time prints it). A process begins with the peak of the
    process that started it, so this program must stay small: nothing heavy is imported here.

    Raises:
        CommandFailed: it did not end well.
    """
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=env or environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
    )
    assert process.stdout is not None
    try:
        output = process.stdout.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        process.kill()
        process.wait()
        raise
    took = time.perf_counter() - began
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise CommandFailed(f"{' '.join(command)[:200]} ended with {process.returncode}:\n{output[-2000:]}")
    return CommandRun(took, usage.ru_maxrss * _KIB, output)


def environment(home: Path | None = None, **more: str) -> dict[str, str]:
    """The environment of a command: with byte code, and without the keyring of this machine."""
    variables = {
        name: value for name, value in os.environ.items() if not name.startswith(("SEATWISE_", "PYTHONDONTWRITE"))
    }
    variables["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    if home is not None:
        variables["SEATWISE_HOME"] = str(home)
    return {**variables, **more}


def write_byte_code() -> None:
    """Compile everything that the commands import, as an installed program has it."""
    import seatwise  # noqa: PLC0415 - small: the version only

    for folder in (Path(seatwise.__file__).parent, Path(sysconfig.get_path("purelib")), Path(__file__).parent):
        compileall.compile_dir(folder, quiet=2, workers=0)
