"""No bytes of an org make a parser fail in another way than with an error that has a name."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from fuzz.seeds import SEEDS, write_seeds
from fuzz.targets import TARGETS, run_target

SECONDS = int(os.environ.get("SEATWISE_FUZZ_SECONDS", "60"))  # for each target
HERE = Path(__file__).parent


@pytest.mark.parametrize(("target", "seed"), [(name, seed) for name in TARGETS for seed in SEEDS[name]])
def test_a_seed_is_read_or_refused(target: str, seed: bytes) -> None:
    run_target(target, seed)


@pytest.mark.parametrize("target", TARGETS)
@given(data=st.data())
@examples(60)
def test_bytes_near_a_seed_are_read_or_refused(target: str, data: st.DataObject) -> None:
    run_target(target, data.draw(near(SEEDS[target])))


@st.composite
def near(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A seed in which a few pieces are replaced by others, of another seed or made up."""
    found = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(found)))
        end = draw(st.integers(start, min(start + 12, len(found))))
        found = found[:start] + draw(PIECES | st.sampled_from(seeds)) + found[end:]
    return found


ODD = (b"null", b"[]", b"{}", b"-1", b"1e99999", b"9" * 400, b"\\ud800", b'"x"', b"\r\n", b"true", b"\xc2\xb2")
PIECES = st.binary(max_size=6) | st.sampled_from(ODD)


@pytest.mark.slow
@pytest.mark.exhaustive
@pytest.mark.timeout(SECONDS + 240)
@pytest.mark.parametrize("target", TARGETS)
def test_atheris_finds_nothing(target: str, tmp_path: Path) -> None:
    if importlib.util.find_spec("atheris") is None:
        assert (sys.platform, sys.version_info[:2]) != ("linux", (3, 11)), "atheris is missing: make .venv/.ready"
        pytest.skip("atheris has no wheel for this Python or this machine")
    write_seeds(target, tmp_path / "seeds")
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run(
        [sys.executable, HERE / "run.py", target, tmp_path / "found", str(SECONDS), tmp_path / "seeds"],
        env=unmeasured | {"PYTHONPATH": str(HERE.parent)},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    found = [f"{file.name}: {file.read_bytes()!r}" for file in (tmp_path / "found").iterdir() if file.is_file()]
    assert (done.returncode, found) == (0, []), done.stderr[-3_000:]
    assert "stat::number_of_executed_units" in done.stderr
