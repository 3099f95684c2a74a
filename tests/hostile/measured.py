"""Runs `seatwise` as a script, and writes the most memory it has had, in kB, into the file that is named first."""

import sys
from pathlib import Path

from seatwise.__main__ import main

if __name__ == "__main__":
    file = Path(sys.argv.pop(1))
    try:
        main()
    finally:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        file.write_text(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")), "utf-8")
