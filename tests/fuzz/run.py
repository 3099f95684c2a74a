"""Fuzzes one target with atheris, as a script: name, folder for what it finds, seconds, folder of seeds."""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["seatwise.salesforce"]):
    from fuzz.targets import run_target

if __name__ == "__main__":
    name, found, seconds, seeds = sys.argv[1:]
    corpus = Path(found) / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    limits = [f"-max_total_time={seconds}", "-rss_limit_mb=600", "-timeout=20", "-max_len=4096", "-print_final_stats=1"]
    atheris.Setup(
        [sys.argv[0], *limits, f"-artifact_prefix={found}/", str(corpus), seeds], lambda data: run_target(name, data)
    )
    atheris.Fuzz()
