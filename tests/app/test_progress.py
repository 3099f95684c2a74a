"""How far a refresh is: counts that a person can check in the head."""

from seatwise.app.extract import Progress
from seatwise.app.refresh.progress import RefreshProgress


def step(table: str, state: str, rows: int, expected: int | None, calls: int = 1) -> Progress:
    return Progress(table, state, rows, expected, calls, None)


def test_nothing_is_known_at_first() -> None:
    begun = RefreshProgress.begun()
    assert (begun.rows, begun.expected, begun.settled, begun.seconds_left(10.0)) == (0, None, 0, None)


def test_the_rest_takes_as_long_as_the_rows_that_were_read() -> None:
    progress = (
        RefreshProgress.begun().after(step("user", "reading", 250, 1000)).after(step("profile", "waiting", 0, 250))
    )
    assert (progress.rows, progress.expected) == (250, 1250)
    assert progress.seconds_left(2.0) == 8  # 125 rows a second, 1,000 to go
    assert progress.seconds_left(0.5) is None  # too early to tell


def test_a_table_that_nobody_counted_leaves_the_time_unknown_when_only_it_is_left() -> None:
    progress = RefreshProgress.begun().after(step("user", "done", 100, 100)).after(step("profile", "reading", 0, None))
    assert progress.seconds_left(5.0) is None


def test_more_rows_than_the_org_counted_never_make_more_than_the_whole() -> None:
    user = next(s for s in RefreshProgress.begun().after(step("user", "reading", 120, 100)).steps if s.table == "user")
    assert (user.part, user.total) == (120, 120)


def test_an_empty_table_that_is_done_is_whole() -> None:
    user = next(s for s in RefreshProgress.begun().after(step("user", "done", 0, 0)).steps if s.table == "user")
    assert (user.part, user.total) == (1, 1)


def test_steps_that_arrive_out_of_order_do_not_take_calls_back() -> None:
    progress = (
        RefreshProgress.begun().after(step("user", "done", 1, 1, calls=9)).after(step("profile", "done", 1, 1, calls=7))
    )
    assert (progress.calls, progress.settled) == (9, 2)
