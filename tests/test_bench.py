"""The benchmark's own arithmetic, without measuring anything that takes long."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def _beside_the_bench(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package bench is beside src and is not installed."""
    monkeypatch.syspath_prepend(str(ROOT))


def test_a_ratio_is_of_medians_so_one_slow_run_changes_nothing() -> None:
    from bench.stats import ratio

    figure = ratio("x", [3.0, 2.0, 99.0], "floor", [1.0, 2.0, 50.0], most=1.5)
    assert figure.value == 1.5
    assert not figure.missed
    assert ratio("x", [3.1], "floor", [2.0], most=1.5).missed


def test_a_target_without_a_value_is_missed_and_a_figure_without_a_target_is_not() -> None:
    from bench.stats import Figure

    assert Figure("x", "not measured", most=5).missed
    assert not Figure("x", "1 s", value=10).missed
    assert [Figure("x", "", value=v, most=5).verdict for v in (4, 5, 6)] == ["yes", "yes", "NO"]


def test_runs_take_turns() -> None:
    from bench.stats import in_turns

    order: list[str] = []
    results = in_turns(3, lambda: order.append("a"), lambda: order.append("b"))
    assert "".join(order) == "ababab"
    assert [len(found) for found in results] == [3, 3]


def test_the_table_says_value_target_and_verdict() -> None:
    from bench.stats import Figure, as_markdown, as_text

    figures = [Figure("calls", "18", value=18, most=25), Figure("time", "1.20 s", "bare: 1.00 s", 1.2, 1.5)]
    assert as_markdown(figures).splitlines()[2:] == [
        "| calls | 18 |  | 18 | 25 | yes |",
        "| time | 1.20 s | bare: 1.00 s | 1.20 | 1.5 | yes |",
    ]
    assert "1.20   1.5      yes" in as_text(figures)


def test_a_command_is_timed_and_its_peak_is_its_own() -> None:
    from bench.command import CommandFailed, run

    large = [sys.executable, "-c", "x = bytearray(200_000_000); print(len(x))"]
    assert run(large).output == "200000000\n"
    # A process begins with the peak of the one that started it, and this one has run many tests: so from a small one.
    small = f"from bench.command import run; took = run({large!r}); print(took.peak, took.seconds)"
    peak, seconds = map(float, run([sys.executable, "-c", small]).output.split())
    assert 200e6 < peak < 400e6
    assert 0 < seconds < 60
    with pytest.raises(CommandFailed, match="ended with 3"):
        run([sys.executable, "-c", "raise SystemExit(3)"])


def test_requests_are_counted_by_kind() -> None:
    from bench.refreshing import kind_of

    paths = {
        "/services/Soap/u/64.0": "log in",
        "/services/data": "list versions",
        "/services/data/v67.0/limits/recordCount?sObjects=User": "count records",
        "/services/data/v67.0/sobjects/User/describe": "describe",
        "/services/data/v67.0/query?q=SELECT Id FROM User": "query",
        "/services/data/v67.0/query/01gAAA-2000": "next page",
        "/services/data/v67.0/jobs/query": "job",
        "/services/data/v67.0/jobs/query/750AAA": "job state",
        "/services/data/v67.0/jobs/query/750AAA/results?maxRecords=5": "job page",
    }
    assert {path: kind_of({"path": path}) for path in paths} == paths


def test_the_bare_client_does_not_repeat_what_a_refresh_discarded() -> None:
    from bench.record import steps

    base = "/services/data/v67.0"
    requests = [
        ("GET", "/services/data", ""),
        ("GET", f"{base}/query?q=SELECT+Id+FROM+Profile", ""),
        ("GET", f"{base}/query/01gAAA-2000", ""),
        ("GET", f"{base}/query?q=SELECT+Id+FROM+UserLogin", ""),
        ("POST", f"{base}/jobs/query", '{"operation": "query", "query": "SELECT Id FROM UserLogin"}'),
        ("GET", f"{base}/jobs/query/750AAA", ""),
        ("GET", f"{base}/jobs/query/750AAA/results?maxRecords=5", ""),
    ]
    assert steps(requests) == [
        {"get": "/services/data"},
        {"get": f"{base}/query?q=SELECT+Id+FROM+Profile"},
        {"job": "SELECT Id FROM UserLogin", "path": f"{base}/jobs/query"},
    ]


def test_the_page_changes_between_its_markers_only() -> None:
    from bench.page import LARGER, PAGE, USUAL, markers, with_table

    for table in (USUAL, LARGER):
        begin, end = markers(table)
        assert with_table(f"a\n{begin}\nold\n{end}\nz", "new", table) == f"a\n{begin}\n\nnew\n\n{end}\nz"
        with pytest.raises(ValueError, match="markers"):
            with_table("no markers", "new", table)
        with_table(PAGE.read_text(encoding="utf-8"), "new", table)
