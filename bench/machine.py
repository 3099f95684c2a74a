"""Describes the machine: processor, cores, memory, Python, DuckDB and load."""

import os
import platform
from importlib.metadata import version
from pathlib import Path


def machine() -> str:
    """The description, in one line."""
    parts = [
        f"{_processor()}, {os.cpu_count()} cores, {_memory()}",
        f"{platform.system()} {platform.release().partition('-')[0]}",
        f"Python {platform.python_version()}",
        f"DuckDB {version('duckdb')}",
        f"load {_load()}",
    ]
    return "; ".join(parts)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB"
    except (ValueError, OSError, AttributeError):
        return "memory unknown"


def _load() -> str:
    """The load average of the last five minutes. Other work on the machine distorts the ratios, too."""
    try:
        return f"{os.getloadavg()[1]:.1f}"
    except (OSError, AttributeError):
        return "unknown"
